"""Recorded answers as JSON, and a single answer too: a file that `check --save-answers` writes.

Members that say nothing are left out. Octets that are not UTF-8 are lone surrogates in JSON's escapes.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from mailcheck.dns.answers import Anchor, Answer, Failure, Location, Mx, Span, Status, Txt
from mailcheck.dns.phrases import cut
from mailcheck.dns.recorded import Asked
from mailcheck.dns.zonefile.words import ZoneFlaw, encode
from mailcheck.errors import RecordedAnswersError
from mailcheck.survey.request import Request


class Recording(NamedTuple):
    """What was wanted of a domain, and all that was answered."""

    request: Request
    answers: Mapping[Asked, Answer]


VERSION = 1
WANTED = "a file that --save-answers wrote is needed"


def dump(recordings: Iterable[Recording]) -> str:
    """Return recordings as text; the same answers give the same text."""
    domains = ",\n".join(map(_domain_text, recordings))
    return f'{{"version": {VERSION}, "domains": [\n{domains}\n]}}\n'


def load(document: str) -> tuple[Recording, ...]:
    """Read what `dump` wrote.

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
            f"recorded answers of version {cut(json.dumps(version), 40)}; {VERSION} is read"
        )
    try:
        return tuple(map(_domain, whole["domains"]))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        reason = f"{type(error).__name__}: {error}"
        raise RecordedAnswersError(f"an answer is not as it was written ({reason}); {WANTED}") from None


def _domain_text(recording: Recording) -> str:
    request, flaws = recording.request, recording.request.flaws
    head = {
        "name": request.domain,
        "selectors": request.selectors,
        "senders": request.senders,
        "flaws": None if flaws is None else [_flaw_to_json(flaw) for flaw in flaws],
        "guess": request.guess_selectors,
        "authoritative": request.authoritative,
        "authorities": request.authorities,
    }
    answers = ",\n".join(json.dumps(to_json(*entry)) for entry in sorted(recording.answers.items()))
    return f'{json.dumps(head)[:-1]}, "answers": [\n{answers}\n]}}'


def _domain(entry: dict[str, Any]) -> Recording:
    flaws = entry["flaws"]
    request = Request(
        text(entry["name"]),
        tuple(map(text, entry["selectors"])),
        tuple(map(text, entry["senders"])),
        guess_selectors=bool(entry["guess"]),
        authoritative=bool(entry["authoritative"]),
        authorities=tuple(map(text, entry["authorities"])),
        flaws=None if flaws is None else tuple(map(_flaw, flaws)),
    )
    return Recording(request, dict(map(from_json, entry["answers"])))


def _flaw_to_json(flaw: ZoneFlaw) -> dict[str, Any]:
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


def to_json(asked: Asked, answer: Answer) -> dict[str, Any]:
    """Return a question and its answer as JSON has them, without what is as by default."""
    question = {"name": asked.name, "type": asked.rdtype}
    if asked.server:
        question["asked"] = asked.server
    if (answer.owner, answer.rdtype) != asked[:2]:
        question |= {"owner": answer.owner, "answered_type": answer.rdtype}
    members: dict[str, Any] = {
        "status": answer.status.value,
        "failure": answer.failure and answer.failure.value,
        "detail": answer.detail,
        "ttl": answer.ttl,
        "authentic": answer.authentic,
        "aliases": answer.aliases,
        "records": [_record_to_json(record) for record in answer.records],
        "locations": answer.locations,
        "server": answer.server,
        "beside_alias": answer.beside_alias,
        "anchors": answer.anchors,
    }
    return question | {member: value for member, value in members.items() if value}


def _record_to_json(record: Any) -> Any:
    """Return a record: a number and a name for MX, a list of strings for TXT, else a string."""
    if isinstance(record, Txt):
        return [string.decode("utf-8", "surrogateescape") for string in record.strings]
    return list(record) if isinstance(record, Mx) else record


def from_json(entry: dict[str, Any]) -> tuple[Asked, Answer]:
    """Return a question and its answer; raises what indexing and conversion do if it is none."""
    asked = Asked(text(entry["name"]), text(entry["type"]), text(entry.get("asked", "")))
    failure = entry.get("failure")
    answer = Answer(
        owner=text(entry.get("owner", asked.name)),
        rdtype=text(entry.get("answered_type", asked.rdtype)),
        status=Status(entry["status"]),
        records=tuple(_record(record) for record in entry.get("records", ())),
        ttl=number(entry.get("ttl", 0)),
        authentic=bool(entry.get("authentic", False)),
        aliases=tuple(map(text, entry.get("aliases", ()))),
        server=text(entry.get("server", "")),
        failure=None if failure is None else Failure(failure),
        detail=text(entry.get("detail", "")),
        locations=tuple(map(location, entry.get("locations", ()))),
        beside_alias=text(entry.get("beside_alias", "")),
        anchors=tuple(tuple(map(_anchor, anchors)) for anchors in entry.get("anchors", ())),
    )
    return asked, answer


def _record(record: Any) -> Any:
    if not isinstance(record, list):
        return text(record)
    if len(record) == 2 and isinstance(record[0], int):
        return Mx(number(record[0]), text(record[1]))
    return Txt(tuple(encode(text(string)) for string in record))


def location(value: Iterable[Any]) -> Location:
    """Return a place in a file."""
    file, line, column = value
    return Location(text(file), number(line), number(column))


def _anchor(anchor: Iterable[Any]) -> Anchor:
    offset, line, column = anchor
    return Anchor(number(offset), number(line), number(column))


def text(value: Any) -> str:
    """Insist on a string."""
    if not isinstance(value, str):
        raise TypeError(f"{cut(json.dumps(value), 40)} is not a string")
    return value


def number(value: Any) -> int:
    """Insist on a number."""
    if not isinstance(value, int):
        raise TypeError(f"{cut(json.dumps(value), 40)} is not a number")
    return value
