"""What could not be checked, apart from what failed."""

from collections.abc import Iterator, Mapping, Sequence

from mailcheck.answers import Answer, Failure
from mailcheck.model import Unknown, Verdict
from mailcheck.render.text.lines import Line, hung, piece, prose
from mailcheck.render.text.view import BODY, View

LISTED = 4  # rules that are named before the rest is counted

_MEANINGS = {
    Failure.TIMEOUT: "no answer in time",
    Failure.SERVFAIL: "the name server failed (SERVFAIL)",
    Failure.REFUSED: "the name server refused (REFUSED)",
    Failure.MALFORMED: "the answer was malformed",
    Failure.OFFLINE: "not in the zone file, and --offline asks nobody else",
}


def unchecked(unknowns: Sequence[Unknown], verdicts: Mapping[str, Verdict], view: View) -> Iterator[Line]:
    """Return the questions that failed, why they did, and the rules that hang on them; like ones together."""
    lead: Line = (piece("not checked", "unknown"),)
    alike: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for unknown in unknowns:
        question = f"{unknown.answer.owner or '.'} {unknown.answer.rdtype}"
        undecided = tuple(name for name in unknown.rules if verdicts[name] is Verdict.UNKNOWN)
        alike.setdefault((meaning(unknown.answer), undecided), []).append(question)
    for (reason, rules), questions in alike.items():
        said = f"{', '.join(questions)}: {reason}{_judged(rules, view)}"
        yield from hung(lead, prose(said, view.room), BODY)
        lead = ()


def meaning(answer: Answer) -> str:
    """Say how a question failed, in the resolver's own words where it has some."""
    if answer.failure is None:
        return answer.detail or "no answer"
    said = _MEANINGS[answer.failure]
    if not answer.detail or answer.failure is Failure.OFFLINE:
        return said
    return answer.detail if answer.failure is Failure.TIMEOUT else f"{said}: {answer.detail}"


def _judged(rules: Sequence[str], view: View) -> str:
    if not rules:
        return ""
    if len(rules) <= LISTED or view.verbose:
        return f"; so {', '.join(rules)} could not be judged"
    rest = len(rules) - LISTED + 1
    return f"; so {', '.join(rules[: LISTED - 1])} and {rest} other rules could not be judged"
