"""Keeps what a run asked and heard as JSON text, from which the same run gives the same report.

The form is stable: one answer a line, sorted by question, all of it ASCII.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from mailcheck.answers import Answer
from mailcheck.asking import Question
from mailcheck.model import Span
from mailcheck.records.zone_flaws import ZoneFlaw
from mailcheck.resolvers.recorded import Asked, key, location, number, read, text, written

VERSION = 1
WANTED = "a file that --save-answers wrote is needed"


class RecordedAnswersError(ValueError):
    """A text that holds no recorded answers; the message is one line: what was found, what is needed."""


@dataclass(frozen=True, slots=True)
class Recording:
    """What was asked about one domain, as in a `gather.Request`, and heard."""

    domain: str
    selectors: tuple[str, ...] = ()
    senders: tuple[str, ...] = ()
    flaws: tuple[ZoneFlaw, ...] | None = None
    guess: bool = False
    authoritative: bool = False
    authorities: tuple[str, ...] = ()
    answers: dict[Asked, Answer] = field(default_factory=dict)

    def note(self, question: Question, answer: Answer) -> None:
        """Keep an answer; of two to one question, one that came."""
        asked = key(question)
        before = self.answers.get(asked)
        if before is None or before.failed:
            self.answers[asked] = answer


def dumped(recordings: Iterable[Recording]) -> str:
    """Return recordings as text; the same answers give the same text."""
    domains = ",\n".join(map(_domain_written, recordings))
    return f'{{"version": {VERSION}, "domains": [\n{domains}\n]}}\n'


def loaded(document: str) -> tuple[Recording, ...]:
    """Read what `dumped` wrote.

    Raises:
        RecordedAnswersError: it is something else.
    """
    try:
        whole = json.loads(document)
    except (ValueError, RecursionError) as error:
        raise RecordedAnswersError(f"not JSON: {error}; {WANTED}") from None
    version = whole.get("version") if isinstance(whole, dict) else None
    if version != VERSION:
        raise RecordedAnswersError(
            f"recorded answers of version {json.dumps(version)[:40]}; {VERSION} is read"
        )
    try:
        return tuple(map(_domain, whole["domains"]))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        reason = f"{type(error).__name__}: {error}"
        raise RecordedAnswersError(f"an answer is not as it was written ({reason}); {WANTED}") from None


def _domain_written(recording: Recording) -> str:
    head = {
        "name": recording.domain,
        "selectors": recording.selectors,
        "senders": recording.senders,
        "flaws": None if recording.flaws is None else [_flaw_written(flaw) for flaw in recording.flaws],
        "guess": recording.guess,
        "authoritative": recording.authoritative,
        "authorities": recording.authorities,
    }
    answers = ",\n".join(json.dumps(written(*entry)) for entry in sorted(recording.answers.items()))
    return f'{json.dumps(head)[:-1]}, "answers": [\n{answers}\n]}}'


def _domain(entry: dict[str, Any]) -> Recording:
    flaws = entry["flaws"]
    return Recording(
        text(entry["name"]),
        tuple(map(text, entry["selectors"])),
        tuple(map(text, entry["senders"])),
        None if flaws is None else tuple(map(_flaw, flaws)),
        bool(entry["guess"]),
        bool(entry["authoritative"]),
        tuple(map(text, entry["authorities"])),
        dict(map(read, entry["answers"])),
    )


def _flaw_written(flaw: ZoneFlaw) -> dict[str, Any]:
    return {
        "kind": flaw.kind,
        "message": flaw.message,
        "location": flaw.location,
        "line": flaw.line,
        "span": flaw.span,
        "owner": flaw.owner,
        "type": flaw.rdtype,
        "replacement": flaw.replacement,
    }


def _flaw(entry: Mapping[str, Any]) -> ZoneFlaw:
    start, end = entry["span"]
    replacement = entry["replacement"]
    return ZoneFlaw(
        text(entry["kind"]),
        text(entry["message"]),
        location(entry["location"]),
        text(entry["line"]),
        Span(number(start), number(end)),
        text(entry["owner"]),
        text(entry["type"]),
        None if replacement is None else text(replacement),
    )
