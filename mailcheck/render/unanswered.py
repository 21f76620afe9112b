"""What is said about a question that failed: which it was, how it failed, and what hangs on it."""

from collections.abc import Mapping, Sequence

from mailcheck.answers import Answer, Failure
from mailcheck.model import Unknown, Verdict

LISTED = 4  # rules that are named before the rest is counted

_MEANINGS = {
    Failure.TIMEOUT: "no answer in time",
    Failure.SERVFAIL: "the name server failed (SERVFAIL)",
    Failure.REFUSED: "the name server refused (REFUSED)",
    Failure.MALFORMED: "the answer was malformed",
    Failure.OFFLINE: "not in the zone file, and --offline asks nobody else",
    Failure.UNREACHABLE: "the name server cannot be reached",
}


def question(answer: Answer) -> str:
    """Return what was asked: a name and a type."""
    return f"{answer.owner or '.'} {answer.rdtype}"


def meaning(answer: Answer) -> str:
    """Say how a question failed, in the resolver's own words where it has some."""
    if answer.failure is None:
        return answer.detail or "no answer"
    said = _MEANINGS[answer.failure]
    if not answer.detail or answer.detail.startswith("offline: "):
        return said
    if answer.failure is Failure.OFFLINE:
        return answer.detail
    return answer.detail if answer.failure is Failure.TIMEOUT else f"{said}: {answer.detail}"


def undecided(unknown: Unknown, verdicts: Mapping[str, Verdict]) -> tuple[str, ...]:
    """Return the names of the rules that could not be judged at all for want of the answer."""
    return tuple(name for name in unknown.rules if verdicts[name] is Verdict.UNKNOWN)


def consequence(rules: Sequence[str], *, verbose: bool = False) -> str:
    """Return what follows for *rules*, to be put behind a sentence; many are counted unless *verbose*."""
    if not rules:
        return ""
    if len(rules) <= LISTED or verbose:
        return f"; so {', '.join(rules)} could not be judged"
    rest = len(rules) - LISTED + 1
    return f"; so {', '.join(rules[: LISTED - 1])} and {rest} other rules could not be judged"


def explained(unknown: Unknown, verdicts: Mapping[str, Verdict]) -> str:
    """Say how a question failed and what follows."""
    return meaning(unknown.answer) + consequence(undecided(unknown, verdicts))
