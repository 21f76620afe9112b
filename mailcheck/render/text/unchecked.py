"""What could not be checked, apart from what failed."""

from collections.abc import Iterator, Mapping, Sequence

from mailcheck.model import Unknown, Verdict
from mailcheck.render.text.lines import Line, hung, piece, prose
from mailcheck.render.text.view import BODY, View
from mailcheck.render.unanswered import consequence, meaning, question, undecided


def unchecked(unknowns: Sequence[Unknown], verdicts: Mapping[str, Verdict], view: View) -> Iterator[Line]:
    """Return the questions that failed, why they did, and the rules that hang on them; like ones together."""
    lead: Line = (piece("not checked", "unknown"),)
    alike: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for unknown in unknowns:
        key = meaning(unknown.answer), undecided(unknown, verdicts)
        alike.setdefault(key, []).append(question(unknown.answer))
    for (reason, rules), questions in alike.items():
        said = f"{', '.join(questions)}: {reason}{consequence(rules, verbose=view.verbose)}"
        yield from hung(lead, prose(said, view.room), BODY)
        lead = ()
