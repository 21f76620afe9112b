"""The JSON report is version 1: these fields, with these meanings, for good."""

import json
from pathlib import Path
from typing import Any

import pytest
from worlds import judge_one

from mailcheck.dns.driver import run_in_memory
from mailcheck.dns.zone import ZoneResolver
from mailcheck.judge.model import Report
from mailcheck.render.json import report_json, reports_json, text
from mailcheck.rules import catalogue
from mailcheck.survey.gather import gather
from mailcheck.survey.request import Request, Severity

ZONE = """
@       MX   10 main
main    A    9.9.9.10
main    AAAA 2a00:1450::25
@       TXT  "v=spf1 mx include:_spf.example.net ip4:9.9.9.11~all"
_dmarc  TXT  "v=DMARC1; p=none; rua=mailto:dmarc@example.com"
old._domainkey  TXT  "v=DKIM1; p="
_spf.example.net.  TXT "v=spf1 ip4:9.9.9.12 -all"
"""
SPF = "v=spf1 mx include:_spf.example.net ip4:9.9.9.11~all"


def judged(zone: str = ZONE, **request: Any) -> Report:
    world = ZoneResolver.from_text(zone, origin="example.com", file="example.zone", everywhere=True)
    wanted = Request("example.com", world.selectors_of("example.com"), **request)
    return judge_one(run_in_memory(gather(wanted), world.answer), catalogue())


@pytest.fixture(scope="module")
def values() -> dict[str, Any]:
    return json.loads(text(report_json(judged())))


def test_the_fields_of_version_1_are_all_there(values: dict[str, Any]) -> None:
    expected = "version domain verdict summary findings unknown rules mx coverage spf dmarc dkim"
    assert [name for name in expected.split() if name not in values] == []
    assert (values["version"], values["domain"], values["verdict"]) == (1, "example.com", "fail")
    assert set(values["summary"]) == {"error", "warning", "note", "unknown", "known", "ignored"}
    assert {type(count) for count in values["summary"].values()} == {int}


def test_a_finding_says_what_where_why_and_what_instead(values: dict[str, Any]) -> None:
    finding = next(finding for finding in values["findings"] if finding["rule"] == "spf-syntax")
    start = SPF.index("~all")
    assert (finding["message"], finding["remedy"]) != ("", "")
    assert finding == finding | {
        "rule": "spf-syntax",
        "severity": "error",
        "reference": "RFC 7208 section 4.6",
        "subject": {"name": "example.com", "type": "TXT"},
        "evidence": [
            {
                "text": SPF,
                "start": start,
                "end": len(SPF),
                "file": "example.zone",
                "line": 5,
                "column": 15 + start,
                "planned": False,
            }
        ],
        "replacement": SPF.replace("~all", " ~all"),
        "publish_at": {"name": "example.com", "type": "TXT"},
        "publish": {
            "zone": f'example.com.  3600  IN  TXT  "{SPF.replace("~all", " ~all")}"',
            "form": {"name": "@", "type": "TXT", "value": SPF.replace("~all", " ~all")},
        },
    }


def test_every_rule_has_its_verdict(values: dict[str, Any]) -> None:
    assert list(values["rules"]) == [rule.name for rule in catalogue()]
    assert set(values["rules"].values()) <= {"pass", "fail", "unknown", "skipped"}
    assert values["rules"]["spf-syntax"] == "fail"


def test_the_facts_of_each_protocol(values: dict[str, Any]) -> None:
    assert values["mx"] == [
        {"preference": 10, "host": "main.example.com", "addresses": ["9.9.9.10", "2a00:1450::25"]}
    ]
    assert values["coverage"][0] == {
        "host": "main.example.com",
        "address": "9.9.9.10",
        "result": "permerror",
        "term": "",
        "domain": "example.com",
    }
    assert values["dmarc"] == {
        "record": "v=DMARC1; p=none; rua=mailto:dmarc@example.com",
        "policy_domain": "example.com",
        "organizational_domain": "example.com",
        "policy": "none",
        "effective_policy": "none",
        "queried": ["_dmarc.example.com"],
    }
    assert values["dkim"] == [
        {
            "selector": "old",
            "record": "v=DKIM1; p=",
            "status": "revoked",
            "key_type": "rsa",
            "bits": None,
            "fingerprint": None,
        }
    ]


def test_the_tree_nests_what_is_included() -> None:
    sound = json.loads(text(report_json(judged(ZONE.replace("~all", " ~all")))))
    assert sound["spf"] == {
        "record": SPF.replace("~all", " ~all"),
        "lookups": 2,
        "lookup_limit": 10,
        "void_lookups": {"ipv4": 0, "ipv6": 0},
        "void_lookup_limit": 2,
        "tree": {
            "domain": "example.com",
            "record": SPF.replace("~all", " ~all"),
            "cost": 2,
            "children": [
                {
                    "term": "include:_spf.example.net",
                    "domain": "_spf.example.net",
                    "record": "v=spf1 ip4:9.9.9.12 -all",
                    "cost": 0,
                    "children": [],
                }
            ],
        },
    }
    assert sound["coverage"][1] == {
        "host": "main.example.com",
        "address": "2a00:1450::25",
        "result": "pass",
        "term": "mx",
        "domain": "example.com",
    }


def test_what_is_not_there_is_null_or_empty() -> None:
    bare = json.loads(text(report_json(judged("@ A 9.9.9.9"))))
    assert (bare["spf"]["record"], bare["dmarc"]["record"], bare["dkim"]) == (None, None, [])
    missing = next(finding for finding in bare["findings"] if finding["rule"] == "spf-missing")
    assert missing["evidence"] == []
    assert missing["subject"] == {"name": "example.com", "type": "TXT"}


def test_a_null_mx_has_the_root_for_a_host() -> None:
    assert report_json(judged("@ MX 0 ."))["mx"] == [{"preference": 0, "host": ".", "addresses": []}]


def test_the_verdict_follows_the_threshold() -> None:
    warned = judged('@ MX 10 a\n@ MX 20 b\na A 9.9.9.9\nb A 9.9.9.10\n@ TXT "v=spf1 mx ?all"\n'
                    '_dmarc TXT "v=DMARC1; p=reject; rua=mailto:x@example.com"')  # fmt: skip
    assert report_json(warned)["verdict"] == "pass"
    assert report_json(warned, Severity.WARNING)["verdict"] == "fail"


def test_a_failed_question_has_a_reason_and_the_rules_that_hang_on_it() -> None:
    world = ZoneResolver.from_text(ZONE.replace("~all", " ~all"), origin="example.com")
    report = judge_one(run_in_memory(gather(Request("example.com")), world.answer), catalogue())
    unknown = {(row["name"], row["type"]): row for row in report_json(report)["unknown"]}
    included = unknown["_spf.example.net", "TXT"]
    assert (included["reason"], "spf-too-many-lookups" in included["rules"]) == ("offline", True)
    assert report_json(report)["summary"]["unknown"] == len(unknown)


def test_the_same_answers_give_the_same_bytes() -> None:
    assert reports_json([judged()]) == reports_json([judged()])


def test_one_report_is_an_object_and_several_are_an_array() -> None:
    assert json.loads(reports_json([judged()]))["version"] == 1
    assert [report["version"] for report in json.loads(reports_json([judged(), judged()]))] == [1, 1]


def test_json_is_ascii_without_controls() -> None:
    assert text({"a": "\x1b\x7f\u202e\u2028ü"}) == '{"a": "\\u001b\\u007f\\u202e\\u2028\\u00fc"}'


def test_the_module_can_be_used_without_typer_or_rich(tmp_path: Path) -> None:
    import subprocess
    import sys

    code = (
        "import sys, mailcheck.render.json, mailcheck.render.text\n"
        "print([name for name in ('typer', 'rich', 'asyncio', 'dns') if name in sys.modules])"
    )
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=root, check=True)
    assert done.stdout == "[]\n"
