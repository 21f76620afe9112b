"""The JSON Schema of the JSON report (draft 2020-12): the one description of its fields."""

from collections.abc import Iterable
from typing import Any

from mailcheck.dns.answers import Failure
from mailcheck.judge.model import Verdict
from mailcheck.survey.request import AUTO, Severity
from mailcheck.survey.request import PROFILES as PROFILES

NAME = "report-1.json"
Json = dict[str, Any]


def schema(*, closed: bool = False) -> Json:
    """Return the schema of what `--format json` prints, and of each line of `--format jsonl`.

    Fields may be added to version 1, so others are allowed, unless *closed*.
    """
    definitions = {name: _seal(value, closed) for name, value in _DEFINITIONS.items()}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "mailcheck report, version 1",
        "description": "One report for one domain, an array of them for several. Fields may be added.",
        "anyOf": [_ref("report"), _many(_ref("report"))],
        "$defs": definitions,
    }


def _seal(value: Any, closed: bool) -> Any:
    """Return a schema in which no object has other fields, if it is to be *closed*."""
    if isinstance(value, list):
        return [_seal(each, closed) for each in value]
    if not isinstance(value, dict):
        return value
    inner = {key: _seal(each, closed) for key, each in value.items()}
    return inner | ({"additionalProperties": False} if closed and "properties" in value else {})


def _ref(name: str) -> Json:
    return {"$ref": f"#/$defs/{name}"}


def _many(items: Json, about: str = "") -> Json:
    return _describe(about, {"type": "array", "items": items})


def _describe(about: str, value: Json) -> Json:
    return {"description": about, **value} if about else value


def _text(about: str = "", **more: Any) -> Json:
    return _describe(about, {"type": "string", **more})


def _count(about: str = "", least: int = 0) -> Json:
    return _describe(about, {"type": "integer", "minimum": least})


def _one(words: Iterable[str], about: str = "") -> Json:
    return _describe(about, {"enum": [*words]})


def _object(about: str = "", /, **fields: Json) -> Json:
    return _describe(about, {"type": "object", "properties": fields, "required": [*fields]})


def _with_optional(value: Json, **fields: Json) -> Json:
    """Allow *fields* that are not always there."""
    return value | {"properties": value["properties"] | fields}


def _perhaps(value: Json) -> Json:
    """Allow null as well."""
    if "enum" in value:
        return value | {"enum": [*value["enum"], None]}
    if "type" in value:
        return value | {"type": [value["type"], "null"]}
    return {"anyOf": [value, {"type": "null"}]}


_SEVERITIES = [severity.label for severity in sorted(Severity, reverse=True)]
_RESULTS = ("pass", "fail", "softfail", "neutral", "none", "permerror", "temperror")
_POLICIES = ("none", "quarantine", "reject")
_VOIDS = _object(
    "Terms in the worst case that query names that do not exist, by the client's address family.",
    ipv4=_count(),
    ipv6=_count(),
)
_NODE = {
    "domain": _text("The name that holds the record."),
    "record": _perhaps(_text("The SPF record; null if there is none, or not exactly one.")),
    "cost": _count("Querying terms of the record and of all that it includes."),
    "children": _many(_ref("child"), "The records that its terms lead to, in order."),
}
_HELD = {
    "status": _text("found, no data, no such name, or how the question failed."),
    "records": _many(_text(), "In presentation form, TXT without quotes; an alias is `CNAME target`."),
}

_DEFINITIONS: Json = {
    "report": _object(
        version={"const": 1},
        domain=_text("The mail domain, in A-label form, lower case, without a final dot."),
        verdict=_one(
            (verdict.value for verdict in Verdict if verdict is not Verdict.SKIPPED),
            "Of the whole report, by --fail-on.",
        ),
        profile=_object(
            "What kind of mail domain it was judged as.",
            name=_one(name for name in PROFILES if name != AUTO),
            inferred={"description": "Whether that was guessed from the records.", "type": "boolean"},
        ),
        summary=_object(
            "How many findings of each severity there are, and how many questions failed.",
            **{name: _count() for name in (*_SEVERITIES, "unknown", "known", "ignored")},
        ),
        findings=_many(_ref("finding"), "What was found, in the order of the rules."),
        known=_many(_ref("finding"), "What was found and stands in the baseline; it does not count."),
        ignored=_many(_ref("ignored"), "What was found and an exception covers; it does not count."),
        unknown=_many(_ref("unknown"), "Questions that failed although a rule needed them."),
        rules={
            "description": "The verdict of every rule that was asked, by name.",
            "type": "object",
            "additionalProperties": _one(verdict.value for verdict in Verdict),
        },
        mx=_many(_ref("mx"), "The hosts that receive mail, by preference."),
        coverage=_many(
            _ref("coverage"), "What SPF says to each address of each MX host, and to each --sender."
        ),
        spf=_ref("spf"),
        dmarc=_ref("dmarc"),
        dkim=_many(_ref("dkim"), "The keys at the selectors that were asked for."),
    ),
    "finding": _object(
        rule=_text("The name of the rule."),
        severity=_one(_SEVERITIES),
        message=_text("What was found, then what is allowed; record text stands in backticks."),
        remedy=_text("What to do about it."),
        reference=_text("The section of the standard."),
        subject=_ref("place"),
        evidence=_many(_ref("evidence"), "The record at fault; empty where a record is missing."),
        replacement=_perhaps(_text("The whole record to publish instead; empty if it is to be removed.")),
        publish_at=_perhaps(_ref("place")),
        publish=_perhaps(_ref("publication")),
        fingerprint=_text(
            "The same for as long as the flaw is the same, whatever the wording and the order.",
            pattern="^[0-9a-f]{32}$",
        ),
    ),
    "ignored": _object(
        finding=_ref("finding"),
        exception=_object(
            "Why it does not count.",
            rule=_text("The rules that the exception covers: a name or a glob."),
            reason=_text(),
            until=_perhaps(_text("The last day on which it holds; null if it has no end.", format="date")),
            file=_perhaps(_text("Where it is written.")),
            line=_perhaps(_count("The line there, counted from 1.", 1)),
        ),
    ),
    "place": _object(
        "A name and a type in the DNS.",
        name=_text("An owner name, absolute, without the final dot."),
        type=_text("A record type, such as TXT."),
    ),
    "evidence": _object(
        text=_text("The record as published; an octet that is not UTF-8 is U+FFFD."),
        start=_count("Where the fault begins, in characters from 0."),
        end=_count("Where the fault ends, behind its last character."),
        file=_perhaps(_text("The zone file that it came from; null for a live answer.")),
        line=_perhaps(_count("Where the fault begins, counted from 1.", 1)),
        column=_perhaps(_count("Where the fault begins, counted from 1.", 1)),
        planned={"description": "Whether it is only planned: see --record.", "type": "boolean"},
    ),
    "publication": _object(
        "The record to publish, in the forms in which people enter it.",
        zone=_text("An entry of a zone file; a long text takes several lines."),
        form=_object(
            "What a provider's form asks for.",
            name=_text("The name relative to the domain, `@` for the domain itself."),
            type=_text("The record type."),
            value=_text("The value in one line, without quotes."),
        ),
    ),
    "unknown": _object(
        name=_text("The name that was asked for."),
        type=_text("The type that was asked for."),
        reason=_perhaps(_one(failure.value for failure in Failure)),
        detail=_text("What the resolver said."),
        rules=_many(_text(), "The rules that could not be judged for it."),
    ),
    "mx": _object(
        preference=_count("As published; the lower is tried first."),
        host=_text("The name of the host; `.` for the null MX."),
        addresses=_many(_text(), "Its addresses."),
    ),
    "coverage": _object(
        host=_text("The MX host, or what --sender said."),
        address=_text("The address that sends."),
        result=_one(_RESULTS, "What check_host() returns."),
        term=_text("The term that decided; empty for the result by default."),
        domain=_text("The domain whose record holds the term."),
    ),
    "spf": _object(
        record=_perhaps(_text("The SPF record.")),
        lookups=_count("Terms that query the DNS, in the worst case over all paths."),
        lookup_limit=_count(),
        void_lookups=_VOIDS,
        void_lookup_limit=_count(),
        tree=_ref("node"),
    ),
    "node": _object("A record, and those that it includes.", **_NODE),
    "child": _object(
        "A record that a term leads to.",
        term=_text("The term, as published, with the name expanded."),
        **_NODE,
    ),
    "dmarc": _object(
        record=_perhaps(_text("The policy record that applies.")),
        policy_domain=_perhaps(_text("The name below which it was found.")),
        organizational_domain=_perhaps(_text("What the tree walk found.")),
        policy=_perhaps(_one(_POLICIES, "The policy that the record gives for the domain.")),
        effective_policy=_perhaps(_one(_POLICIES, "The policy that receivers apply, with `t=y` considered.")),
        queried=_many(_text(), "The names that were asked, in order."),
    ),
    "dkim": _object(
        selector=_text(),
        record=_perhaps(_text("The key record.")),
        status=_one(("usable", "weak", "revoked", "unusable", "missing", "unknown")),
        key_type=_perhaps(_text("The value of `k=`, or rsa.")),
        bits=_perhaps(_count("The size of the key.")),
        fingerprint=_perhaps(_text("SHA-256 of the public key.")),
    ),
    "nameservers": _object(
        "What each name server of the domain's zones publishes; there with --authoritative.",
        zones=_many(_ref("zone")),
        records=_many(_ref("published")),
    ),
    "zone": _object(
        zone=_text("The name at its top."),
        serial=_perhaps(_count("The serial that no server is ahead of.")),
        servers=_many(
            _object(
                "One address of a server.",
                name=_perhaps(_text("Its name in the NS record; null if it was given by --authority.")),
                address=_perhaps(_text("The address; null if the name has none.")),
                status=_one(
                    ("authoritative", "stale", "lame", "unreachable", "not asked", "no address"),
                    "Stale if its serial is behind.",
                ),
                serial=_perhaps(_count()),
                detail=_text("What was wrong, in words."),
            )
        ),
    ),
    "published": _object(
        "The records of one type at one name.",
        name=_text(),
        type=_text(),
        zone=_text("The zone that holds the name."),
        servers=_count("Addresses of the zone's servers."),
        published_on=_count("How many of them have a record."),
        same={"description": "Whether all that answered have the same.", "type": "boolean"},
        published=_many(_object(address=_text(), **_HELD)),
        visible=_object(
            "What the resolver says.",
            seconds=_count("For how long it may go on saying so."),
            current={"description": "Whether a server says the same.", "type": "boolean"},
            **_HELD,
        ),
    ),
}
_DEFINITIONS["report"] = _with_optional(_DEFINITIONS["report"], nameservers=_ref("nameservers"))
