"""What the two rules about void lookups have in common."""

from collections.abc import Iterator

from mailcheck.judge.model import CannotTell, Problem
from mailcheck.records.spf.limits import VOID_LOOKUP_LIMIT
from mailcheck.survey.spf.tree import ReachedTerm, SpfTree


def name_terms(terms: list[ReachedTerm]) -> str:
    """Name terms, each with the domain whose record holds it unless that is the first one's."""
    home = terms[0].record.source.owner
    owners = [term.record.source.owner for term in terms]
    return ", ".join(
        f"`{term.text}`" if owner == home else f"`{term.text}` of `{owner}`"
        for term, owner in zip(terms, owners, strict=True)
    )


def problem(terms: list[ReachedTerm], message: str) -> Problem:
    """Point at the first of *terms*."""
    return Problem(message, terms[0].record.source, terms[0].term.span)


def cannot_tell(tree: SpfTree) -> Iterator[CannotTell]:
    """Yield what went unanswered: a server that does not answer now may deny the name when it does."""
    return map(CannotTell, tree.failures)


def exceeds(count: int) -> bool:
    """Say whether there are too many."""
    return count > VOID_LOOKUP_LIMIT
