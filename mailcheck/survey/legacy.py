"""What receivers do that still follow RFC 7489, which finds the organization by the public suffix list."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mailcheck.answers import Answer
from mailcheck.quick import quick
from mailcheck.records.dmarc import DmarcRecord
from mailcheck.survey.walk import Step, Walk

if TYPE_CHECKING:
    from mailcheck.survey.dmarc import DmarcDiscovery


@quick
@dataclass(frozen=True, slots=True)
class LegacyDiscovery:
    """The outcome of policy discovery by RFC 7489 section 6.6.3; *current* is that by RFC 9989.

    *policy* is None where no policy applies, *policy_domain* where no record does. *failures* are answers for
    want of which the policy could not be told.
    """

    current: "DmarcDiscovery"
    policy: str | None
    policy_domain: str | None
    failures: tuple[Answer, ...] = ()


def legacy_policy(
    walk: Walk, organization: Callable[[str], str]
) -> tuple[str | None, Step | None, tuple[Answer, ...]]:
    """Return the policy by RFC 7489 for the start of *walk*, the step of its record, and failures.

    *organization* gives the organizational domain by the public suffix list; it is asked only where it
    matters.
    """
    step = walk.steps[0]
    own = True
    if not step.kept and not step.answer.failed:
        above = walk.step(organization(walk.start))
        own = above is step
        step = above if above is not None else step
    if step.answer.failed:
        return None, None, (step.answer,)
    record = step.record
    return (None, None, ()) if record is None else (_policy(record, own), step, ())


def _policy(record: DmarcRecord, own: bool) -> str | None:
    """RFC 7489 section 6.6.3 step 6; it knows no `np`."""
    if not record.p.value or record.sp.flawed:
        return "none" if record.rua.usable else None
    return record.p.value if own else record.sp.value or record.p.value
