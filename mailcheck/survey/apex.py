"""What there is at the domain itself, whatever protocol it serves."""

from dataclasses import dataclass
from typing import Any, NamedTuple

from mailcheck.dns.answers import Answer, Question, Status
from mailcheck.dns.lookups import ask_all
from mailcheck.survey.subjects import Subjects


@dataclass(frozen=True, slots=True)
class Apex:
    """The answers at the domain's own name, its addresses only where they can matter.

    *misplaced* holds answers from names where records are put by mistake, *wildcards* answers from names that
    nobody has published, each also where the question failed; both are asked only where they can explain
    something, and are empty otherwise.
    """

    domain: str
    mx: Answer
    txt: Answer
    spf: Answer
    ipv4: Answer | None = None
    ipv6: Answer | None = None
    misplaced: tuple[Answer, ...] = ()
    wildcards: tuple[Answer, ...] = ()

    @property
    def answers(self) -> tuple[Answer, ...]:
        """The answers at the name, in the order MX, TXT, SPF, A, AAAA; the last two seldom."""
        addresses = () if self.ipv4 is None or self.ipv6 is None else (self.ipv4, self.ipv6)
        return (self.mx, self.txt, self.spf, *addresses)

    @property
    def missing(self) -> bool:
        """Whether the DNS denies the name itself (NXDOMAIN, RFC 8020).

        A server that denies the name for one type and knows it for another is at fault, not the domain.
        """
        denied = any(answer.status is Status.NO_NAME and not answer.aliases for answer in self.answers)
        return denied and not any(answer.found or answer.status is Status.NO_DATA for answer in self.answers)

    def subjects(self) -> dict[type[Any], Subjects]:
        """Return this, for the rules about the domain."""
        return {Apex: Subjects((self,))}


class ApexAnswers(NamedTuple):
    """What is asked for at the domain's own name by nobody else; the addresses only where they matter."""

    spf: Answer
    ipv4: Answer | None = None
    ipv6: Answer | None = None


async def apex(domain: str) -> ApexAnswers:
    """Ask for what matters at the domain's own name and is asked for by nobody else: SPF, then A and AAAA.

    Addresses matter where no MX record says who takes mail, or a CNAME stands beside it.
    """
    mx, spf = await ask_all((Question(domain, "MX"), Question(domain, "SPF")))
    if mx.found and not mx.aliases and not mx.beside_alias:
        return ApexAnswers(spf)
    return ApexAnswers(spf, *await ask_all((Question(domain, "A"), Question(domain, "AAAA"))))
