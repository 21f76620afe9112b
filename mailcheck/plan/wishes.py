"""What somebody wants of a mail domain, apart from what it publishes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from mailcheck.survey.dkim import key_name

STEP = 10  # between the preferences of MX hosts for which none is given


class MxWish(NamedTuple):
    """A host that is to receive mail; *preference* is None where any will do that keeps the order."""

    host: str
    preference: int | None = None


class AddressWish(NamedTuple):
    """An address that a host is to have."""

    host: str
    address: str

    @property
    def rdtype(self) -> str:
        """The type of its record."""
        return "AAAA" if ":" in self.address else "A"


class KeyWish(NamedTuple):
    """A DKIM selector and the record that is to stand there."""

    selector: str
    text: str


@dataclass(frozen=True, slots=True)
class Wishes:
    """All that is wanted; what is not mentioned is left as it is. Names are normalized, in A-labels.

    *mx* lists every host that is to receive mail, and *addresses* every address of the hosts and families in
    it. *senders* are addresses and CIDR ranges. *policy* and *subdomains* are DMARC policies, *rua* URIs.
    *no_mail* says that the domain neither receives nor sends, and goes with a DMARC policy and *rua* alone.
    """

    domain: str
    mx: tuple[MxWish, ...] = ()
    addresses: tuple[AddressWish, ...] = ()
    senders: tuple[str, ...] = ()
    includes: tuple[str, ...] = ()
    keys: tuple[KeyWish, ...] = ()
    policy: str | None = None
    subdomains: str | None = None
    rua: tuple[str, ...] = ()
    no_mail: bool = False

    @property
    def spf(self) -> bool:
        """Whether they touch the SPF record."""
        return bool(self.no_mail or self.mx or self.senders or self.includes)

    @property
    def dmarc(self) -> bool:
        """Whether they touch the DMARC record."""
        return bool(self.no_mail or self.policy or self.subdomains or self.rua)

    @property
    def places(self) -> tuple[tuple[str, str], ...]:
        """The names and types that they touch."""
        found: list[tuple[str, str]] = []
        if self.mx or self.no_mail:
            found.append((self.domain, "MX"))
        found += ((wish.host, wish.rdtype) for wish in self.addresses)
        if self.spf:
            found += ((self.domain, "TXT"), (self.domain, "SPF"))
        found += ((key_name(wish.selector, self.domain), "TXT") for wish in self.keys)
        if self.dmarc:
            found.append((f"_dmarc.{self.domain}", "TXT"))
        return tuple(dict.fromkeys(found))

    def addresses_of(self, host: str) -> tuple[str, ...]:
        """Return the addresses that *host* is to have."""
        return tuple(wish.address for wish in self.addresses if wish.host == host)


def preferences(wishes: Sequence[MxWish], published: dict[str, int]) -> tuple[tuple[int, str], ...]:
    """Return the preference of each host.

    Where no preference is given, those that are *published* stay if they put the hosts in the order wanted.
    """
    if all(wish.preference is None for wish in wishes):
        found = [published.get(wish.host, -1) for wish in wishes]
        if -1 not in found and sorted(found) == found and len(set(found)) == len(found):
            return tuple(zip(found, (wish.host for wish in wishes), strict=True))
    return tuple(
        (place * STEP if wish.preference is None else wish.preference, wish.host)
        for place, wish in enumerate(wishes, 1)
    )
