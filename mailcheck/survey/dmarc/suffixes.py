"""The public suffix list, by which RFC 7489 receivers find an organization, from an optional package.

The list is read from the package's own file, once, and only for a domain where it can matter.
"""

from functools import cache
from importlib.util import find_spec
from typing import Any


@cache
def available() -> bool:
    """Say whether the package is installed (the extra `psl`)."""
    return find_spec("publicsuffixlist") is not None


def organizational_domain(name: str) -> str:
    """Return the registered domain of *name* (RFC 7489 section 3.2); a public suffix is its own."""
    return str(_list().privatesuffix(name) or name)


def is_public_suffix(name: str) -> bool:
    """Say whether others register names directly under *name*."""
    return _list().privatesuffix(name) is None


@cache
def _list() -> Any:
    from publicsuffixlist import PublicSuffixList

    return PublicSuffixList()
