"""What to ask about a domain: one procedure that ends in a survey. What can go out together does."""

from dataclasses import replace
from typing import Any

from mailcheck.asking import Procedure, together
from mailcheck.gather.apex import apex, explained
from mailcheck.gather.dkim import dkim_set
from mailcheck.gather.dmarc import completed, governed, own_destinations
from mailcheck.gather.mx import mx_set
from mailcheck.gather.request import Request
from mailcheck.gather.spf import coverage, placed, spf_tree
from mailcheck.profiles import KEYS, REVERSE
from mailcheck.survey import Apex, Survey
from mailcheck.survey.spf import Coverage

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
        from mailcheck.gather.reverse import reverse  # seldom wanted

        survey = replace(survey, reverse=(yield from reverse(covered)))
    if not request.authoritative:
        return survey
    from mailcheck.gather.nameservers import name_servers  # seldom wanted

    return replace(survey, nameservers=(yield from name_servers(survey, request.authorities)))
