"""Which DMARC record governs a domain, and what it asks of receivers."""

from dataclasses import dataclass
from typing import Any

from mailcheck.survey.subjects import Subjects


@dataclass(frozen=True, slots=True)
class DmarcDiscovery:
    """The outcome of the DNS tree walk from one domain (RFC 9989 section 4.10)."""

    domain: str

    @property
    def organizational_domain(self) -> str:
        """The Organizational Domain (RFC 9989 section 4.10.2), as far as known."""
        raise NotImplementedError

    @property
    def enforcing(self) -> bool:
        """Whether mail that fails is quarantined or rejected."""
        raise NotImplementedError

    def subjects(self) -> dict[type[Any], Subjects]:
        """Return the discovery, its record, and its report destinations."""
        raise NotImplementedError
