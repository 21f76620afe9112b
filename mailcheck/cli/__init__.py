"""The command line: arguments in, a report out, and an exit code that means something."""

import atexit
import gc
import sys

GARBAGE = 100_000  # new objects between two collections: loading makes about that many, and none is garbage


def main() -> int:
    """Run the command line on `sys.argv` and return the exit code."""
    from mailcheck.cli.app import run

    gc.set_threshold(GARBAGE)
    atexit.register(gc.freeze)  # what the end of a process frees all at once need not be looked through first
    return run(sys.argv[1:])
