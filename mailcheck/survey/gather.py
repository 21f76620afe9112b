"""What to ask about a domain: one procedure that ends in a survey. What can go out together does."""

from dataclasses import replace

from mailcheck.dns.driver import DEADLINE, run
from mailcheck.dns.lookups import together
from mailcheck.dns.resolver import Resolver
from mailcheck.survey.apex import Apex, apex
from mailcheck.survey.dkim import dkim_set
from mailcheck.survey.dmarc.policy import complete, find_governing, own_destinations
from mailcheck.survey.domain import Survey
from mailcheck.survey.misplaced import explain
from mailcheck.survey.mx import mx_set
from mailcheck.survey.request import Request
from mailcheck.survey.spf.coverage import coverage, place
from mailcheck.survey.spf.reach import spf_tree


async def gather(request: Request) -> Survey:
    """Ask all that the rules need to know about a domain."""
    domain = request.domain
    answers, tree, hosts, keys, (found, inherited), own = await together(
        apex(domain),
        spf_tree(domain),
        mx_set(domain),
        dkim_set(request),
        find_governing(domain),
        own_destinations(domain),
    )
    discovery = complete(found, own + inherited)
    # By now all that an evaluation asks has nearly always been answered.
    covered = await coverage(domain, hosts, request.senders)
    covered = place(covered, domain, discovery.organization)
    survey = Survey(
        domain,
        Apex(domain, hosts.answer, tree.answer, *answers),
        hosts,
        tree,
        covered,
        keys,
        discovery,
        request,
    )
    survey = await explain(survey)
    if request.needs_reverse_names:
        from mailcheck.survey.reverse import reverse  # seldom wanted

        survey = replace(survey, reverse=await reverse(covered))
    if not request.authoritative:
        return survey
    from mailcheck.survey.authoritative import name_servers  # seldom wanted

    return replace(survey, nameservers=await name_servers(survey, request.authorities))


async def survey(request: Request, resolver: Resolver, deadline: float = DEADLINE) -> Survey:
    """Find out all that the rules need to know about a domain.

    Never raises for anything the DNS says; where *resolver* answers from memory, nothing is waited for.

    Args:
        request: What is wanted.
        resolver: Where to ask.
        deadline: Seconds after which whatever is unanswered counts as a timeout.
    """
    return await run(gather(request), resolver, deadline=deadline)
