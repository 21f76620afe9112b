"""The tree of SPF records that a domain's record reaches, and which addresses it lets send."""

from dataclasses import dataclass
from typing import Any

from mailcheck.answers import Answer
from mailcheck.model import Source, Span
from mailcheck.survey.subjects import Subjects


@dataclass(frozen=True, slots=True)
class Coverage:
    """What `check_host()` says for one address that should be allowed to send (RFC 7208 section 4)."""

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


@dataclass(frozen=True, slots=True)
class SpfTree:
    """The SPF record of a domain with everything it includes."""

    domain: str
    answer: Answer

    @property
    def sends(self) -> bool:
        """Whether a record says that somebody may send: anything but exactly `-all`."""
        raise NotImplementedError

    @property
    def unusable(self) -> bool:
        """Whether receivers get no usable answer for any sender: no record, or a permerror."""
        raise NotImplementedError

    def subjects(self) -> dict[type[Any], Subjects]:
        """Return the tree, its records and their terms."""
        raise NotImplementedError
