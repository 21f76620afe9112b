"""The domain's MX hosts and their addresses."""

from dataclasses import dataclass
from typing import Any

from mailcheck.answers import Answer
from mailcheck.model import Source
from mailcheck.survey.subjects import Subjects


@dataclass(frozen=True, slots=True)
class MxHost:
    """One MX record and what its target resolves to. *name* is empty for a null MX, which is never resolved."""

    preference: int
    name: str
    source: Source
    ipv4: Answer | None = None
    ipv6: Answer | None = None

    @property
    def answers(self) -> tuple[Answer, ...]:
        """The address answers that there are."""
        return tuple(answer for answer in (self.ipv4, self.ipv6) if answer is not None)

    @property
    def addresses(self) -> tuple[str, ...]:
        """Every address, IPv4 first."""
        return tuple(address for answer in self.answers for address in answer.addresses)

    @property
    def failures(self) -> tuple[Answer, ...]:
        """The address questions that failed."""
        return tuple(answer for answer in self.answers if answer.failed)


@dataclass(frozen=True, slots=True)
class MxSet:
    """All MX records of a domain, lowest preference first; see RFC 5321 section 5.1.

    Where there are none but the domain has an address, *hosts* is the implicit MX: the domain itself, preference 0.
    """

    domain: str
    answer: Answer
    hosts: tuple[MxHost, ...] = ()
    implicit: bool = False

    @property
    def is_null(self) -> bool:
        """Whether the domain says that it takes no mail: exactly one record, `0 .` (RFC 7505 section 3)."""
        return len(self.hosts) == 1 and not self.hosts[0].name

    @property
    def failures(self) -> tuple[Answer, ...]:
        """The failed questions for want of which hosts or addresses may be missing."""
        own = (self.answer,) if self.answer.failed else ()
        return own + tuple(answer for host in self.hosts for answer in host.failures)

    def subjects(self) -> dict[type[Any], Subjects]:
        """Return the set for rules about all of it, and its hosts for rules about one."""
        own = (self.answer,) if self.answer.failed else ()
        return {
            MxSet: Subjects(() if own else (self,), own),
            MxHost: Subjects(tuple(host for host in self.hosts if host.name), own, "there is no MX host"),
        }
