"""Which addresses a domain's SPF record lets send."""

from typing import NamedTuple

from mailcheck.dns.answers import Answer
from mailcheck.dns.source import Source, Span


class Coverage(NamedTuple):
    """What `check_host()` says for one address that should be allowed to send (RFC 7208 section 4).

    Where the addresses of a host could not be found out there is an entry without an address: a temperror,
    with the failed answer in *failures*. A sender that has no address is such an entry too, with `none`.
    """

    host: str  # the MX host, or the --sender as given
    address: str
    result: str  # pass, fail, softfail, neutral, none, permerror, temperror
    term: str = ""  # the term that decided, as published; empty for the default result
    domain: str = ""  # whose record holds the term
    source: Source | None = None
    span: Span | None = None
    is_sender: bool = False  # given with --sender, not an MX host
    is_own: bool = True  # the host belongs to the domain's own organization
    failures: tuple[Answer, ...] = ()
    problem: str = ""  # what was wrong, for none, permerror and temperror
    checked: str = ""  # the domain whose mail it sends
    dropped: str = ""  # the term after the `all` that decided which would have let it send
