"""Keeps every answer of a run as JSON, and answers from it: the same questions give the same report.

The form is stable: one question a line, sorted by name and type, members that say nothing left out, all of it
ASCII. Octets that are not UTF-8 are lone surrogates in JSON's escapes.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from mailcheck.answers import Anchor, Answer, Failure, Location, Mx, Resolver, Status, Txt, failed
from mailcheck.resolvers.zone import ready
from mailcheck.resolvers.zonefile.text import canonical, encoded

if TYPE_CHECKING:
    from asyncio import Future

VERSION = 1
MISSING = "not among the recorded answers"

_Key = tuple[str, str]


class RecordedAnswersError(ValueError):
    """A text that holds no recorded answers; the message is one line: what was found, what is needed."""


class RecordingResolver:
    """A resolver that keeps what another one answers. `answer` is there if the other has it."""

    def __init__(self, inner: Resolver) -> None:
        self.inner = inner
        self._told: dict[_Key, Answer] = {}
        self._asked: dict[_Key, Future[Answer]] = {}

    @property
    def answer(self) -> Callable[[str, str], Answer]:
        """The way to an answer without an event loop."""
        lookup: Callable[[str, str], Answer] = self.inner.answer  # type: ignore[attr-defined]

        def told(name: str, rdtype: str) -> Answer:
            return self._told.setdefault(_key(name, rdtype), lookup(name, rdtype))

        return told

    def ask(self, name: str, rdtype: str) -> Future[Answer]:
        """Pass the question on, and keep its answer when it comes."""
        from asyncio import ensure_future

        asked = ensure_future(self.inner.ask(name, rdtype))
        self._asked[_key(name, rdtype)] = asked
        return asked

    @property
    def answers(self) -> dict[_Key, Answer]:
        """The answers so far, by question."""
        arrived = {key: asked.result() for key, asked in self._asked.items() if _arrived(asked)}
        return self._told | arrived

    def dump(self) -> str:
        """Return the answers so far as text for `RecordedResolver.load`."""
        return dumped(self.answers)


def _arrived(asked: Future[Answer]) -> bool:
    return asked.done() and not asked.cancelled() and asked.exception() is None


class RecordedResolver:
    """A resolver that answers from what was recorded; all else is FAILED and OFFLINE."""

    def __init__(self, answers: dict[_Key, Answer]) -> None:
        self.answers = answers

    @classmethod
    def load(cls, text: str) -> RecordedResolver:
        """Read what `RecordingResolver.dump` wrote.

        Raises:
            RecordedAnswersError: it is something else.
        """
        try:
            document = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise RecordedAnswersError(
                f"not JSON: {error}; a file that --save-answers wrote is needed"
            ) from None
        version = document.get("version") if isinstance(document, dict) else None
        if version != VERSION:
            raise RecordedAnswersError(
                f"recorded answers of version {json.dumps(version)[:40]}; {VERSION} is read"
            )
        try:
            return cls(dict(_read(entry) for entry in document["answers"]))
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            reason = f"{type(error).__name__}: {error}"
            raise RecordedAnswersError(
                f"an answer is not as it was written ({reason}); a file that --save-answers wrote is needed"
            ) from None

    def answer(self, name: str, rdtype: str) -> Answer:
        """Return the recorded answer."""
        key = _key(name, rdtype)
        return self.answers.get(key) or failed(*key, Failure.OFFLINE, MISSING)

    def ask(self, name: str, rdtype: str) -> Future[Answer]:
        """Return the recorded answer as a future that is done."""
        return ready(self.answer(name, rdtype))


def dumped(answers: dict[_Key, Answer]) -> str:
    """Return answers by question as text; the same answers give the same text."""
    entries = ",\n".join(json.dumps(_written(key, answers[key])) for key in sorted(answers))
    return f'{{"version": {VERSION}, "answers": [\n{entries}\n]}}\n'


def _key(name: str, rdtype: str) -> _Key:
    return canonical(name), rdtype.upper()


def _written(key: _Key, answer: Answer) -> dict[str, Any]:
    """Return an answer as JSON has it, without what is as by default."""
    question = {"name": key[0], "type": key[1]}
    if (answer.owner, answer.rdtype) != key:
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


def _read(entry: dict[str, Any]) -> tuple[_Key, Answer]:
    """Return a question and its answer."""
    key = (_text(entry["name"]), _text(entry["type"]))
    failure = entry.get("failure")
    answer = Answer(
        owner=_text(entry.get("owner", key[0])),
        rdtype=_text(entry.get("answered_type", key[1])),
        status=Status(entry["status"]),
        records=tuple(_record(record) for record in entry.get("records", ())),
        ttl=_number(entry.get("ttl", 0)),
        authentic=bool(entry.get("authentic", False)),
        aliases=tuple(map(_text, entry.get("aliases", ()))),
        server=_text(entry.get("server", "")),
        failure=None if failure is None else Failure(failure),
        detail=_text(entry.get("detail", "")),
        locations=tuple(_location(location) for location in entry.get("locations", ())),
        beside_alias=_text(entry.get("beside_alias", "")),
        anchors=tuple(tuple(map(_anchor, anchors)) for anchors in entry.get("anchors", ())),
    )
    return key, answer


def _record(record: Any) -> Any:
    if not isinstance(record, list):
        return _text(record)
    if len(record) == 2 and isinstance(record[0], int):
        return Mx(_number(record[0]), _text(record[1]))
    return Txt(tuple(encoded(_text(string)) for string in record))


def _location(location: Iterable[Any]) -> Location:
    file, line, column = location
    return Location(_text(file), _number(line), _number(column))


def _anchor(anchor: Iterable[Any]) -> Anchor:
    offset, line, column = anchor
    return Anchor(_number(offset), _number(line), _number(column))


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{json.dumps(value)[:40]} is not a string")
    return value


def _number(value: Any) -> int:
    if not isinstance(value, int):
        raise TypeError(f"{json.dumps(value)[:40]} is not a number")
    return value
