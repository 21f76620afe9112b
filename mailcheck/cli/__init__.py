"""The command line: arguments in, a report out, and an exit code that means something."""

import sys

VERSION_ONLY = (["--version"], ["check", "--version"])


def main() -> int:
    """Run the command line on `sys.argv` and return the exit code.

    The version is told without typer, whose import is most of the time that a short command takes.
    """
    arguments = sys.argv[1:]
    if arguments in VERSION_ONLY:
        return _print_version()
    from mailcheck.cli.faults import guarded

    return guarded(arguments)


def _print_version() -> int:
    from mailcheck.cli.faults import settled
    from mailcheck.version import __version__

    print(f"mailcheck {__version__}")
    return settled(0)
