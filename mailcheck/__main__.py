"""Lets `python -m mailcheck` do what `mailcheck` does."""

import sys

from mailcheck.cli import main

if __name__ == "__main__":
    sys.exit(main())
