"""The private keys that `--dkim-key` names: only their fingerprints leave this module."""

import sys
from collections.abc import Iterable

from mailcheck.cli.faults import UsageFault
from mailcheck.cli.job import checked_selectors


def fingerprints(given: Iterable[str]) -> dict[str, str]:
    """Read each `SELECTOR=FILE`; return the fingerprints by selector, and warn of files that others may read.

    Raises:
        UsageFault: one is not of this form, or the file holds no private key that DKIM can use.
    """
    return dict(map(_fingerprint, given))


def _fingerprint(text: str) -> tuple[str, str]:
    from mailcheck.plan.keyfiles import KeyFileError, assigned

    try:
        selector, file = assigned(text)
    except KeyFileError as error:
        raise UsageFault(str(error)) from None
    except OSError as error:
        path = text.partition("=")[2]
        raise UsageFault(f"`{path}` cannot be read: {error.strerror or error}") from None
    if file.warning:
        print(f"mailcheck: warning: {file.warning}", file=sys.stderr)
    (name,) = checked_selectors([selector])
    return name, file.key.fingerprint
