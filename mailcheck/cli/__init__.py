"""The command line: arguments in, a report out, and an exit code that means something."""

import sys


def main() -> int:
    """Run the command line on `sys.argv` and return the exit code."""
    from mailcheck.cli.faults import guarded

    return guarded(sys.argv[1:])
