"""The domain's MX hosts and their addresses."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from mailcheck.dns.addresses import is_meant_as_address
from mailcheck.dns.answers import Answer, Question, Source, Span, Status, mx_source, nowhere
from mailcheck.dns.lookups import ask, ask_all
from mailcheck.dns.names import is_below, labels
from mailcheck.survey.subjects import Subjects

_ADDRESS_BELOW = re.compile(r"([0-9]{1,3}(?:\.[0-9]{1,3}){3}|[0-9a-f]*:[0-9a-f:]*)\.([^:]+)")


def _zones(domain: str) -> tuple[str, ...]:
    """The zones that *domain* may be in: itself and what is above, but no top-level domain."""
    parts = labels(domain)
    return tuple(".".join(parts[start:]) for start in range(max(len(parts) - 1, 1)))


@dataclass(frozen=True, slots=True)
class MxHost:
    """One MX record and what its target resolves to.

    *name* is empty for a null MX. *ipv4* and *ipv6* are None where nothing was asked: for a null MX, for an
    address or a single label in the place of a host name, and for hosts beyond the limit.
    """

    preference: int
    name: str
    source: Source
    ipv4: Answer | None = None
    ipv6: Answer | None = None

    answers: tuple[Answer, ...] = field(init=False, repr=False, compare=False)
    addresses: tuple[str, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Note what many rules ask: the address *answers* that there are, and every address, IPv4 first."""
        answers = tuple([answer for answer in (self.ipv4, self.ipv6) if answer is not None])
        object.__setattr__(self, "answers", answers)
        found = tuple([address for answer in answers for address in answer.records])
        object.__setattr__(self, "addresses", found)

    @property
    def failures(self) -> tuple[Answer, ...]:
        """The address questions that failed."""
        return tuple(answer for answer in self.answers if answer.failed)

    @property
    def aliases(self) -> tuple[str, ...]:
        """The targets of the CNAME chain that begins at the name, in order."""
        return next((answer.aliases for answer in self.answers if answer.aliases), ())

    @property
    def denied(self) -> bool:
        """Whether the name does not exist, which denies every address it could have (RFC 8020 section 2)."""
        return not self.addresses and any(answer.status is Status.NO_NAME for answer in self.answers)

    @property
    def span(self) -> Span:
        """The target within the record."""
        return Span(self.source.text.find(" ") + 1, len(self.source.text))

    @property
    def implicit(self) -> bool:
        """Whether no MX record names the host, but it is the domain itself."""
        return not self.source.text

    @property
    def literal(self) -> str:
        """The address that stands where a name must, also with the zone's name appended; usually empty."""
        if is_meant_as_address(self.name):
            return self.name
        below = _ADDRESS_BELOW.fullmatch(self.name)
        return below[1] if below and not self.addresses and is_below(self.source.owner, below[2]) else ""

    @property
    def undoubled(self) -> str:
        """The name that was meant where the zone's name is appended to one that ends in it; usually empty."""
        for zone in _zones(self.source.owner):
            if self.name.endswith(f"{zone}.{zone}") and is_below(self.name, f"{zone}.{zone}"):
                return self.name[: -len(zone) - 1]
        return ""


@dataclass(frozen=True, slots=True)
class MxSet:
    """All MX records of a domain, lowest preference first; see RFC 5321 section 5.1.

    Where there are none but the domain has an address, *hosts* is the implicit MX: the domain itself,
    preference 0. *own* holds the A and AAAA answers at the domain, asked where there is no MX record.
    *unresolved* counts the hosts whose addresses were not asked for because the domain lists too many.
    """

    domain: str
    answer: Answer
    hosts: tuple[MxHost, ...] = ()
    implicit: bool = False
    own: tuple[Answer, ...] = ()
    unresolved: int = 0

    @property
    def is_null(self) -> bool:
        """Whether the domain says that it takes no mail: exactly one record, `0 .` (RFC 7505 section 3)."""
        return len(self.hosts) == 1 and not self.hosts[0].name

    @property
    def undecided(self) -> tuple[Answer, ...]:
        """The failed questions for want of which the domain may have an implicit MX or none at all."""
        return () if self.hosts else tuple([answer for answer in self.own if answer.failed])

    @property
    def failures(self) -> tuple[Answer, ...]:
        """The failed questions for want of which hosts or addresses may be missing."""
        here = (self.answer,) if self.answer.failed else self.undecided
        return here + tuple([answer for host in self.hosts for answer in host.answers if answer.failed])

    def subjects(self) -> dict[type[Any], Subjects]:
        """Return the set for rules about all of it, and its hosts for rules about one."""
        own = (self.answer,) if self.answer.failed else ()
        return {
            MxSet: Subjects(() if own else (self,), own),
            MxHost: Subjects(tuple([host for host in self.hosts if host.name]), own, "there is no MX host"),
        }


HOST_LIMIT = 32  # hosts resolved for one domain; mail servers themselves try far fewer

Pair = tuple[Answer, Answer]


async def mx_set(domain: str) -> MxSet:
    """Ask for the MX records, then for A and AAAA of all their targets at once.

    Without any record, ask for the domain's own addresses.
    """
    answer = await ask(domain, "MX")
    if answer.void:
        return await _implicit(domain, answer)
    if not answer.found:
        return MxSet(domain, answer)
    names = _resolvable(answer)
    pairs = await _addresses(names[:HOST_LIMIT])
    return MxSet(domain, answer, _hosts(answer, pairs), unresolved=len(names[HOST_LIMIT:]))


async def _implicit(domain: str, answer: Answer) -> MxSet:
    """The implicit MX of RFC 5321 section 5.1: the domain's own address."""
    pair = (await _addresses((domain,)))[domain]
    if not any(part.found for part in pair):
        return MxSet(domain, answer, own=pair)
    return MxSet(domain, answer, (MxHost(0, domain, nowhere(answer), *pair),), implicit=True, own=pair)


def _resolvable(answer: Answer) -> tuple[str, ...]:
    """The names to resolve, each once, in the order in which senders try them."""
    exchanges = dict.fromkeys([mx.exchange for mx in sorted(answer.exchanges)])
    return tuple([name for name in exchanges if "." in name and not is_meant_as_address(name)])


async def _addresses(names: tuple[str, ...]) -> Mapping[str, Pair]:
    answers = await ask_all([Question(name, rdtype) for name in names for rdtype in ("A", "AAAA")])
    return dict(zip(names, zip(answers[::2], answers[1::2], strict=True), strict=True))


def _hosts(answer: Answer, pairs: Mapping[str, Pair]) -> tuple[MxHost, ...]:
    """The hosts by preference, then by name, whatever order the server gave."""
    records = sorted([(mx, index) for index, mx in enumerate(answer.exchanges)])
    return tuple(
        [
            MxHost(mx.preference, mx.exchange, mx_source(answer, index), *pairs.get(mx.exchange, ()))
            for mx, index in records
        ]
    )
