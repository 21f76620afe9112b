"""Answers from what was recorded, and a single answer as JSON.

Members that say nothing are left out. Octets that are not UTF-8 are lone surrogates in JSON's escapes.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from mailcheck.answers import Anchor, Answer, Failure, Location, Mx, Status, Txt, failed
from mailcheck.asking import Question, ServerQuestion
from mailcheck.resolvers.zone import ready
from mailcheck.resolvers.zonefile.text import canonical, encoded

if TYPE_CHECKING:
    from asyncio import Future

MISSING = "not among the recorded answers"


class Asked(NamedTuple):
    """A question as the key of its answer; *server* is empty unless it was for one name server."""

    name: str
    rdtype: str
    server: str = ""


def key(question: Question) -> Asked:
    """Return the key of a question."""
    server = question.server if isinstance(question, ServerQuestion) else ""
    return Asked(canonical(question.name), question.rdtype.upper(), server)


class RecordedResolver:
    """A resolver that answers from what was recorded; all else is FAILED and OFFLINE."""

    def __init__(self, answers: Mapping[Asked, Answer]) -> None:
        self.answers = answers

    def answer(self, name: str, rdtype: str) -> Answer:
        """Return the recorded answer."""
        return self.directly(Question(name, rdtype))

    def directly(self, question: Question) -> Answer:
        """Return the recorded answer to a question that may be for one name server."""
        asked = key(question)
        found = self.answers.get(asked)
        return found or failed(*asked[:2], Failure.OFFLINE, MISSING, server=asked.server)

    def ask(self, name: str, rdtype: str) -> Future[Answer]:
        """Return the recorded answer as a future that is done."""
        return ready(self.answer(name, rdtype))


def written(asked: Asked, answer: Answer) -> dict[str, Any]:
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
        "records": [_record_written(record) for record in answer.records],
        "locations": answer.locations,
        "server": answer.server,
        "beside_alias": answer.beside_alias,
        "anchors": answer.anchors,
    }
    return question | {member: value for member, value in members.items() if value}


def _record_written(record: Any) -> Any:
    """Return a record: a number and a name for MX, a list of strings for TXT, else a string."""
    if isinstance(record, Txt):
        return [string.decode("utf-8", "surrogateescape") for string in record.strings]
    return list(record) if isinstance(record, Mx) else record


def read(entry: dict[str, Any]) -> tuple[Asked, Answer]:
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
    return Txt(tuple(encoded(text(string)) for string in record))


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
        raise TypeError(f"{json.dumps(value)[:40]} is not a string")
    return value


def number(value: Any) -> int:
    """Insist on a number."""
    if not isinstance(value, int):
        raise TypeError(f"{json.dumps(value)[:40]} is not a number")
    return value
