"""Which mailbox and which domain `check_host()` is asked about (RFC 7208 sections 2.4 and 4.3)."""

from functools import lru_cache

from mailcheck.names import InvalidDomainError, to_ascii

POSTMASTER = "postmaster"


def identity(sender: str, helo: str) -> tuple[str, str]:
    """Return the mailbox to check, and its domain.

    The null sender stands for `postmaster` at the HELO name (section 2.4), as does a missing local-part for
    `postmaster` (section 4.3). A domain in U-labels becomes one in A-labels (RFC 8616 section 4).
    """
    sender = sender.removeprefix("<").removesuffix(">") or helo
    local, at, domain = sender.rpartition("@")
    domain = a_labels(domain)
    return f"{local if at and local else POSTMASTER}@{domain}", domain


@lru_cache(maxsize=1024)
def a_labels(domain: str) -> str:
    """Return *domain* in A-labels; unchanged where it is in ASCII already or cannot be encoded."""
    if domain.isascii():
        return domain
    try:
        return to_ascii(domain)
    except InvalidDomainError:
        return domain
