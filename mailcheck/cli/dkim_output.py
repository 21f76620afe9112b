"""What the `dkim` commands print: lines for people, facts for programs."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mailcheck.judge.model import Problem
from mailcheck.records.dkim.public_key import Key
from mailcheck.records.dkim.record import DkimRecord
from mailcheck.survey.dkim import DkimKey, DkimSet
from mailcheck.survey.request import Severity

if TYPE_CHECKING:
    from mailcheck.plan.keyfiles import KeyFile
    from mailcheck.plan.keygen import Publication

ABOUT_OTHERS = "dkim-ed25519-alone"  # cannot be told from one selector


def keygen_lines(record: "Publication", private: Path, public: Path) -> Iterator[str]:
    """Say where the key is, and give its record three times: for a zone file, a form, and a program."""
    yield f"private key  {private} (mode 600; it belongs to the signer alone)"
    yield f"record       {public}"
    yield f"key          {_describe(record.key)}"
    yield from ("", "For a zone file:", "")
    yield from record.zone.splitlines()
    yield from ("", f"For a provider's form, a TXT record at {record.name}:", "")
    yield record.text
    yield from ("", "For programs:", "")
    yield from json.dumps(record.facts, indent=2).splitlines()


def match_lines(answer: bool | None, own: "KeyFile", published: DkimKey) -> Iterator[str]:
    """Say whether the private key belongs to the published one, and show both fingerprints."""
    verdict = {True: "yes", False: "no", None: "cannot tell"}[answer]
    relation = {True: "belongs to", False: "does not belong to", None: "may belong to"}[answer]
    yield f"{verdict}: {own.path} {relation} {published.name}"
    yield f"private key  {_describe(own.key)}"
    if published.key is not None:
        yield f"published    {_describe(published.key)}"
    if not published.usable:
        yield f"{published.status + ':':<12} {_reason(published)}"


def show_lines(key: DkimKey) -> Iterator[str]:
    """Show a selector: its state, its key, its records, and what is wrong with them."""
    yield f"{key.name}  {key.status}"
    if key.answer.aliases:
        yield f"alias of     {key.answer.aliases[-1]}"
    if key.key is not None:
        yield f"key          {_describe(key.key)}"
    for record in key.records:
        yield f"record       {record.text}"
    if key.status == "unknown":
        yield f"unknown      {_reason(key)}"
    replacement = None
    for name, severity, problem in problems(key):
        yield f"{severity.label:<12} {name}: {problem.message}"
        replacement = replacement or problem.replacement
    if replacement:
        yield f"publish      {replacement}"


def match_facts(answer: bool | None, own: Key, published: DkimKey) -> dict[str, Any]:
    """Return what `match_lines` says, for programs; *match* is null if nobody can tell."""
    reason = "" if published.usable else _reason(published)
    return {
        "match": answer,
        "selector": published.selector,
        "name": published.name,
        "private": _facts(own),
        "published": _facts(published.key) if published.key else None,
        "status": published.status,
        "reason": reason,
    }


def show_facts(key: DkimKey) -> dict[str, Any]:
    """Return what `show_lines` says, for programs."""
    return {
        "selector": key.selector,
        "name": key.name,
        "status": key.status,
        "aliases": list(key.answer.aliases),
        "records": [record.text for record in key.records],
        "key": _facts(key.key) if key.key else None,
        "findings": [
            {
                "rule": name,
                "severity": severity.label,
                "message": problem.message,
                "replacement": problem.replacement,
            }
            for name, severity, problem in problems(key)
        ],
    }


def problems(key: DkimKey) -> Iterator[tuple[str, Severity, Problem]]:
    """Judge one selector by the rules about one; yield the names of those that find something."""
    from mailcheck.rules import catalogue

    alone = DkimSet("", (key,))
    items: dict[type[Any], tuple[Any, ...]] = {DkimSet: (alone,), DkimKey: (key,), DkimRecord: key.candidates}
    if key.status == "unknown":
        return
    for rule in catalogue():
        if rule.name == ABOUT_OTHERS:
            continue
        for item in items.get(rule.subject, ()):
            for found in rule.check(item):
                if isinstance(found, Problem):
                    yield rule.name, found.severity or rule.severity, found


def _reason(key: DkimKey) -> str:
    """Say why mail cannot be verified with what a selector publishes."""
    if key.status == "unknown":
        failure = key.answer.failure.value if key.answer.failure else "no answer"
        return f"{key.name} TXT: {key.answer.detail or failure}"
    found = sorted(problems(key), key=lambda one: -one[1])
    return found[0][2].message if found else key.status


def _describe(key: Key) -> str:
    return f"{key.type} {key.bits} sha256:{key.fingerprint}"


def _facts(key: Key) -> dict[str, Any]:
    return {"key_type": key.type, "bits": key.bits, "fingerprint": key.fingerprint}
