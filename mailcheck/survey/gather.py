"""What to ask about a domain: one procedure that ends in a survey. What can go out together does."""

from dataclasses import replace
from typing import Any

from mailcheck.dns.lookups import Procedure, together
from mailcheck.survey import Apex, Survey
from mailcheck.survey.apex import apex
from mailcheck.survey.dkim import dkim_set
from mailcheck.survey.dmarc.ask import completed, governed, own_destinations
from mailcheck.survey.misplaced import explained
from mailcheck.survey.mx import mx_set
from mailcheck.survey.request import KEYS, REVERSE, Request
from mailcheck.survey.spf.ask import spf_tree
from mailcheck.survey.spf.coverage import coverage, placed
from mailcheck.survey.spf.covered import Coverage

__all__ = ["Request", "gather"]


def gather(request: Request) -> Procedure[Survey]:
    """Ask all that the rules need to know about a domain."""
    domain = request.domain
    results: Any = yield from together(
        (
            apex(domain),
            spf_tree(domain),
            mx_set(domain),
            dkim_set(request),
            governed(domain),
            own_destinations(domain),
        )
    )
    answers, tree, hosts, keys, (found, inherited), own = results
    discovery = completed(found, own + inherited)
    # By now all that an evaluation asks has nearly always been heard.
    covered: tuple[Coverage, ...] = yield from coverage(domain, hosts, request.senders)
    covered = placed(covered, domain, discovery.organization)
    survey = Survey(
        domain,
        Apex(domain, hosts.answer, tree.answer, *answers),
        hosts,
        tree,
        covered,
        keys,
        discovery,
        request.expected,
        flaws=request.flaws,
        needs_keys=KEYS in request.needs,
    )
    survey = yield from explained(survey)
    if REVERSE in request.needs:
        from mailcheck.survey.reverse import reverse  # seldom wanted

        survey = replace(survey, reverse=(yield from reverse(covered)))
    if not request.authoritative:
        return survey
    from mailcheck.survey.authoritative import name_servers  # seldom wanted

    return replace(survey, nameservers=(yield from name_servers(survey, request.authorities)))
