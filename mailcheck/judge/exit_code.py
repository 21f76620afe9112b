"""The exit codes of all commands."""

from enum import IntEnum


class ExitCode(IntEnum):
    """What a program is told; of several results the worst, where what is certain outweighs what is open."""

    PASSED = 0  # nothing at or above the threshold; of `plan` and `diff`, nothing to do and nothing worse
    FAILED = 1  # findings at or above it; of `spf`, `dkim` and `plan`, another answer than yes
    USAGE = 2  # the command or its configuration cannot be carried out as given
    UNKNOWN = 3  # a lookup failed that was needed
    BUG = 4  # in mailcheck itself
    INTERRUPTED = 130  # by Ctrl-C, as shells have it: 128 and the number of the signal
