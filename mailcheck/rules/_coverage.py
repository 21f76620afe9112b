"""What the two rules about coverage share: saying that a client does not pass, and what to publish."""

from collections.abc import Iterable, Iterator

from mailcheck.dns.answers import Source
from mailcheck.judge.model import CannotTell, Problem
from mailcheck.records.spf.limits import LOOKUP_LIMIT
from mailcheck.records.spf.repair import led_by
from mailcheck.survey.domain import Survey
from mailcheck.survey.request import Severity
from mailcheck.survey.spf.coverage import Coverage
from mailcheck.survey.spf.tree import SpfTree


def cannot_tell(entry: Coverage) -> Iterator[CannotTell]:
    """Yield what went unanswered."""
    return map(CannotTell, entry.failures)


def decision(entry: Coverage) -> str:
    """Say what a receiver answers, and why."""
    if not entry.term:
        return f"`{entry.result}`" + (
            f", because {entry.problem}" if entry.problem else " by default: no term matches"
        )
    where = "" if entry.domain == entry.checked else f" of `{entry.domain}`"
    because = f": {entry.problem}" if entry.problem else ""
    return f"`{entry.result}` by `{entry.term}`{where}{because}"


def problem(
    entry: Coverage, message: str, survey: Survey, severity: Severity | None = None, terms: Iterable[str] = ()
) -> Problem:
    """Point at the term that decided; *terms* are what to add to the domain's record."""
    tree = survey.spf
    record = tree.record
    source = entry.source or (record.source if record else Source(survey.domain, "TXT"))
    added = tuple(terms)
    replacement = led_by(record, *added) if record and record.valid and added else None
    at_home = record is None or source is record.source or source == record.source
    home = None if record is None or at_home else (record.source.owner, "TXT")
    return Problem(
        message,
        source,
        entry.span,
        severity,
        replacement,
        publish_at=home if replacement else None,
        about=entry.address,
    )


def network_term(address: str) -> str:
    """Return the term that admits an address or network."""
    return f"ip6:{address}" if ":" in address else f"ip4:{address}"


def has_room(tree: SpfTree) -> bool:
    """Say whether one more querying term fits."""
    return tree.lookups < LOOKUP_LIMIT


def is_reported(tree: SpfTree) -> bool:
    """Say whether another rule reports, as an error, why receivers answer permerror."""
    return bool(
        tree.record is None
        or not tree.record.valid
        or tree.crossing
        or min(tree.void_lookups) > tree.void_lookup_limit
        or any(term.is_error for term in tree.queries)
    )
