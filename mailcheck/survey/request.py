"""What is wanted of one domain: what to look up there, and what to judge it by."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:  # the first questions do not wait for them
    from mailcheck.dns.zonefile.words import ZoneFlaw
    from mailcheck.survey.exceptions import RuleException

_LABELS = ("", "note", "warning", "error")


class Severity(IntEnum):
    """What a standards-following receiver does with a flaw; a larger value is worse."""

    NOTE = 1
    WARNING = 2
    ERROR = 3

    @property
    def label(self) -> str:
        """The word for it, as in reports and on the command line."""
        return _LABELS[self]


# By the name of a rule or a glob; None leaves the rule out.
Severities: TypeAlias = Mapping[str, Severity | None]


AUTO, MAIL, RECEIVE_ONLY, NO_MAIL, BULK_SENDER = "auto", "mail", "receive-only", "no-mail", "bulk-sender"
PROFILES = (AUTO, MAIL, RECEIVE_ONLY, NO_MAIL, BULK_SENDER)


@dataclass(frozen=True, slots=True)
class Expected:
    """What the owner of a domain says its records should be; empty where nothing is expected.

    *mx_hosts* are globs over the names of approved MX hosts. The policies and *spf_all*, a word such as
    softfail, are the weakest that are allowed.
    """

    mx_hosts: tuple[str, ...] = ()
    dmarc_policy: str = ""
    dmarc_subdomain_policy: str = ""
    spf_all: str = ""


NOTHING = Expected()


@dataclass(frozen=True, slots=True)
class Request:
    """All wishes for one domain.

    What is looked up: *domain* is in A-labels and lower case, *senders* are addresses, CIDR ranges or host
    names beside the MX hosts. *private_keys* maps a selector to a fingerprint of the public half of a private
    key. *guess_selectors* asks for well-known selectors as well. *authoritative* asks every name server of
    the zone as well, or *authorities* in their place.

    What it is judged by: *profile* is one of `PROFILES`. *select* and *ignore* are globs over the names of
    rules; where *select* is empty, all are meant. *severities* go before those of the profile. *expected* is
    what the owner says the records should be, *exceptions* are the findings that do not count.

    *flaws* are those of the zone files that were read, None without one.
    """

    domain: str
    selectors: tuple[str, ...] = ()
    senders: tuple[str, ...] = ()
    private_keys: Mapping[str, str] = field(default_factory=dict)
    guess_selectors: bool = False
    authoritative: bool = False
    authorities: tuple[str, ...] = ()
    expected: Expected = NOTHING
    flaws: "tuple[ZoneFlaw, ...] | None" = None
    profile: str = AUTO
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    severities: Severities = field(default_factory=dict)
    exceptions: "tuple[RuleException, ...]" = ()

    @property
    def needs_reverse_names(self) -> bool:
        """Whether the PTR records of sending addresses are wanted, which is seldom."""
        return self.profile == BULK_SENDER or any(name.startswith("ptr-") for name in self._named)

    @property
    def needs_keys(self) -> bool:
        """Whether a domain of which no DKIM key is known is at fault."""
        return self.profile == BULK_SENDER or "dkim-not-checked" in self._named

    @property
    def _named(self) -> tuple[str, ...]:
        """The rules that are wanted in so many words."""
        return (*self.select, *self.severities)
