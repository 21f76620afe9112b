"""Draws the whole plan, and looks at the domain as it will be."""

from dataclasses import dataclass

from mailcheck.dns.driver import DEADLINE
from mailcheck.dns.lookups import Resolver
from mailcheck.plan.as_planned import World, carry_out
from mailcheck.plan.changes import Action, Change, Plan, Record
from mailcheck.plan.dkim import dkim_changes
from mailcheck.plan.dmarc import dmarc_changes
from mailcheck.plan.mail_hosts import address_changes, mx_changes
from mailcheck.plan.spf import spf_changes
from mailcheck.plan.standing import Published, find_published
from mailcheck.plan.wishes import Wishes
from mailcheck.survey.dmarc.destinations import ReportDestination
from mailcheck.survey.domain import Survey
from mailcheck.survey.gather import gather
from mailcheck.survey.request import Request

CONSENT = "v=DMARC1"  # RFC 9990 section 4
_CONSENTS = {"authorized": Action.KEEP, "unauthorized": Action.ADD, "temperror": Action.UNKNOWN}


@dataclass(frozen=True, slots=True)
class Draft:
    """A plan, the consents of others that it takes, and the domain as it will be with both it and them."""

    plan: Plan
    consents: tuple[Change, ...]
    survey: Survey

    @property
    def changes(self) -> tuple[Change, ...]:
        """What becomes of every record, the others' too."""
        return (*self.plan.changes, *self.consents)


def plan(wishes: Wishes, known: Published) -> Plan:
    """Say what has to be published for *wishes*, given what is."""
    changes = (
        *mx_changes(wishes, known.answer),
        *address_changes(wishes, known.answer),
        *spf_changes(wishes, known),
        *dkim_changes(wishes, known),
        *dmarc_changes(wishes, known),
    )
    return Plan(wishes.domain, tuple(dict.fromkeys(changes)))


async def draft(wishes: Wishes, resolver: Resolver, *, deadline: float = DEADLINE) -> Draft:
    """Find out what is published, plan, and survey the domain as if the plan had been carried out.

    Args:
        wishes: What is wanted.
        resolver: Where to ask what is published.
        deadline: Seconds until everything still unanswered counts as a timeout.
    """
    world = World(resolver, deadline)
    known = await find_published(wishes, world)
    found = plan(wishes, known)
    request = Request(wishes.domain, tuple(key.selector for key in wishes.keys), wishes.senders)
    planned = carry_out(found.changes, known.answer)
    survey = await world.run(gather(request), planned)
    consents = tuple(map(_consent, filter(_is_needed, survey.dmarc.destinations))) if wishes.dmarc else ()
    if any(change.action is Action.ADD for change in consents):
        planned |= carry_out(consents, Published({}).answer)
        survey = await world.run(gather(request), planned)
    return Draft(found, consents, survey)


def _is_needed(destination: ReportDestination) -> bool:
    return destination.status in _CONSENTS and not destination.misdirected


def _consent(destination: ReportDestination) -> Change:
    """Return what becomes of the record by which another organization agrees to take reports."""
    action = _CONSENTS[destination.status]
    record = Record(destination.consent_name, "TXT", CONSENT)
    return Change(action, record if action is Action.KEEP else None, record, _reason(destination))


def _reason(destination: ReportDestination) -> str:
    if destination.status != "temperror":
        return f"{destination.host} is to agree to the reports"
    return f"{destination.host} is to agree to the reports, unless it is of the same organization"
