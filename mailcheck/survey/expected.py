"""What the owner of a domain says its records should be, beside what they are."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from mailcheck.survey.dmarc.discovery import DmarcDiscovery
from mailcheck.survey.mx import MxSet
from mailcheck.survey.request import NOTHING, Expected
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


def expected_subjects(
    expected: Expected, mx: MxSet, spf: SpfTree, dmarc: DmarcDiscovery
) -> Mapping[type[Any], Subjects]:
    """Return what is expected with what there is."""
    if expected == NOTHING:
        return _NOTHING
    found = dict(_NOTHING)
    if expected.mx_hosts:
        own = (mx.answer,) if mx.answer.failed else ()
        found[ExpectedHosts] = Subjects((ExpectedHosts(mx, expected.mx_hosts),), own)
    if expected.dmarc_policy or expected.dmarc_subdomain_policy:
        subject = ExpectedPolicy(dmarc, expected.dmarc_policy, expected.dmarc_subdomain_policy)
        found[ExpectedPolicy] = Subjects((subject,), dmarc.failures)
    if expected.spf_all:
        found[ExpectedAll] = Subjects((ExpectedAll(spf, expected.spf_all),))
    return found


_NOTHING: Mapping[type[Any], Subjects] = {
    ExpectedHosts: Subjects(reason="the configuration does not say which MX hosts are approved"),
    ExpectedPolicy: Subjects(reason="the configuration does not say which DMARC policy is expected"),
    ExpectedAll: Subjects(reason="the configuration does not say how the SPF record should end"),
}
