"""What the owner of a domain says its records should be, beside what they are."""

from dataclasses import dataclass
from typing import Any, NamedTuple

from mailcheck.survey.dmarc.discovery import DmarcDiscovery
from mailcheck.survey.mx import MxSet
from mailcheck.survey.spf.tree import SpfTree
from mailcheck.survey.subjects import Subjects


class ExpectedHosts(NamedTuple):
    """The MX hosts, and globs over the names that are approved."""

    mx: MxSet
    approved: tuple[str, ...]


class ExpectedPolicy(NamedTuple):
    """The DMARC policies that apply, and the weakest that are allowed; empty where any is."""

    discovery: DmarcDiscovery
    policy: str
    subdomain_policy: str


class ExpectedAll(NamedTuple):
    """The SPF record, and the weakest result for hosts that it does not name that is allowed."""

    tree: SpfTree
    result: str


@dataclass(frozen=True, slots=True)
class Expected:
    """Empty where nothing is expected.

    *mx_hosts* are globs over the names of approved MX hosts. The policies and *spf_all*, a word such as
    softfail, are the weakest that are allowed.
    """

    mx_hosts: tuple[str, ...] = ()
    dmarc_policy: str = ""
    dmarc_subdomain_policy: str = ""
    spf_all: str = ""

    def subjects(self, mx: MxSet, spf: SpfTree, dmarc: DmarcDiscovery) -> dict[type[Any], Subjects]:
        """Return what is expected with what there is."""
        if self == NOTHING:
            return _NOTHING
        found = dict(_NOTHING)
        if self.mx_hosts:
            own = (mx.answer,) if mx.answer.failed else ()
            found[ExpectedHosts] = Subjects((ExpectedHosts(mx, self.mx_hosts),), own)
        if self.dmarc_policy or self.dmarc_subdomain_policy:
            subject = ExpectedPolicy(dmarc, self.dmarc_policy, self.dmarc_subdomain_policy)
            found[ExpectedPolicy] = Subjects((subject,), dmarc.failures)
        if self.spf_all:
            found[ExpectedAll] = Subjects((ExpectedAll(spf, self.spf_all),))
        return found


NOTHING = Expected()
_NOTHING = {
    ExpectedHosts: Subjects(reason="the configuration does not say which MX hosts are approved"),
    ExpectedPolicy: Subjects(reason="the configuration does not say which DMARC policy is expected"),
    ExpectedAll: Subjects(reason="the configuration does not say how the SPF record should end"),
}
