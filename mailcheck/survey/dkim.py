"""The DKIM key records at the selectors that were asked for."""

from dataclasses import dataclass
from typing import Any

from mailcheck.survey.subjects import Subjects


@dataclass(frozen=True, slots=True)
class DkimSet:
    """What was found at each selector."""

    domain: str

    @property
    def usable(self) -> bool:
        """Whether at least one key can verify a signature on mail."""
        raise NotImplementedError

    @property
    def known(self) -> bool:
        """Whether `usable` can be trusted: selectors were given and all of them answered."""
        raise NotImplementedError

    def subjects(self) -> dict[type[Any], Subjects]:
        """Return the set, and its keys."""
        raise NotImplementedError
