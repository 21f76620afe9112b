"""All that the DNS said about one domain, in a form that rules can judge without asking again."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mailcheck.survey import nameservers, reverse
from mailcheck.survey.apex import Apex
from mailcheck.survey.dkim import NOT_NEEDED, DkimSet, NeededKeys
from mailcheck.survey.dmarc.discovery import DmarcDiscovery
from mailcheck.survey.expected import expected_subjects
from mailcheck.survey.mx import MxSet
from mailcheck.survey.nameservers import NameServers
from mailcheck.survey.request import Request
from mailcheck.survey.reverse import ReverseName
from mailcheck.survey.spf.covered import Coverage
from mailcheck.survey.spf.tree import SpfTree
from mailcheck.survey.subjects import Subjects
from mailcheck.survey.zone_flaws import ZoneFlaws, zone_flaws


@dataclass(frozen=True, slots=True)
class Survey:
    """The facts about one domain, found out for a *request*; the same for the same answers."""

    domain: str
    apex: Apex
    mx: MxSet
    spf: SpfTree
    coverage: tuple[Coverage, ...]
    dkim: DkimSet
    dmarc: DmarcDiscovery
    request: Request
    nameservers: NameServers | None = None  # asked for only with --authoritative
    reverse: tuple[ReverseName, ...] | None = None  # asked for only where it is needed

    def subjects(self) -> Mapping[type[Any], Subjects]:
        """Return the values that there are to judge, by their type.

        Nothing keeps them: the survey is one of them, and a cycle would live until the collector finds it.
        """
        found: dict[type[Any], Subjects] = dict(_UNASKED)
        failures = self.mx.failures
        for part in (self.apex, self.mx, self.spf, self.dkim, self.dmarc):
            found.update(part.subjects())
        found[Survey] = Subjects((self,))
        found[Coverage] = Subjects(self.coverage, failures, "there is no address to evaluate")
        found.update(expected_subjects(self.request.expected, self.mx, self.spf, self.dmarc))
        if self.nameservers is not None:
            found.update(self.nameservers.subjects())
        if self.reverse is not None:
            found[ReverseName] = Subjects(self.reverse, failures, "no address of the domain's own sends")
        if self.request.needs_keys:
            found[NeededKeys] = Subjects((NeededKeys(self.dkim),))
        found[ZoneFlaws] = zone_flaws(self.domain, self.request.flaws, self.mx, self.apex)
        return found


_UNASKED: Mapping[type[Any], Subjects] = {
    **nameservers.UNASKED,
    ReverseName: reverse.UNASKED,
    NeededKeys: NOT_NEEDED,
}
