"""From surveys and rules to reports, and what is made of them: exceptions, comparison, the exit code."""
