"""Many domains from a list: reading it, judging in one process or several, and the sum of what was found."""
