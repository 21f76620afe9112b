"""The rules about DMARC: what they find, in which words, and what they leave alone."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from worlds import RULES, World, failing, judge_one, judged

from mailcheck.dns.answers import Answer, Failure, Status, Txt, failed_answer
from mailcheck.dns.driver import run_in_memory
from mailcheck.dns.zone import ZoneResolver
from mailcheck.judge.model import CannotTell, Problem, Report, Verdict
from mailcheck.survey.dmarc import policy
from mailcheck.survey.dmarc.discovery import DmarcDiscovery
from mailcheck.survey.dmarc.policy import dmarc
from mailcheck.survey.gather import gather
from mailcheck.survey.request import Request, Severity

VECTORS = Path(__file__).with_name("vectors") / "dmarc_records.yml"
FAMILY = [rule for rule in RULES.values() if rule.family == "dmarc"]
ALIVE = "@ MX 10 mail\nmail A 9.9.9.9\n"
GOOD = "v=DMARC1; p=reject; rua=mailto:d@example.com"


def quoted(text: str) -> str:
    """Text as character-strings of a zone file."""
    octets = text.encode("utf-8", "surrogateescape")
    pieces = [octets[start : start + 255] for start in range(0, len(octets), 255)] or [b""]
    return " ".join('"' + "".join(f"\\{octet:03d}" for octet in piece) + '"' for piece in pieces)


def published(text: str, owner: str = "_dmarc") -> str:
    return f"{owner} TXT {quoted(text)}\n"


def found(zone: str, name: str, domain: str = "example.com") -> list[tuple[str, str, str | None]]:
    """The severity, the message and the marked text of everything that a rule finds."""
    report = judge_one(World(ALIVE + zone).survey(domain), [RULES[name]])
    return [
        (finding.severity.label, finding.problem.message, marked(finding.problem))
        for finding in report.findings
    ]


def marked(problem: Problem) -> str | None:
    return None if problem.span is None else problem.source.text[slice(*problem.span)]


RECORDS = [
    pytest.param(
        "v=DMARC1; rua=mailto:d@example.com",
        "dmarc-policy-missing",
        [
            (
                "warning",
                "no `p` tag; a policy is expected after `v=DMARC1`, and without it receivers act on `p=none`",
                "v=DMARC1",
            )
        ],
        id="p missing, reports wanted",
    ),
    pytest.param(
        "v=DMARC1",
        "dmarc-policy-missing",
        [
            (
                "error",
                (
                    "no `p` tag; a policy is expected after `v=DMARC1`, and without it receivers "
                    "apply no DMARC at all, since `rua` names no destination either"
                ),
                "v=DMARC1",
            )
        ],
        id="p missing, and no reports",
    ),
    pytest.param(
        "v=DMARC1; p=none; sp=reject; rua=mailto:d@example.com",
        "dmarc-policy-none",
        [
            (
                "note",
                "monitoring only: nothing of `example.com` itself is quarantined or rejected",
                "p=none",
            )
        ],
        id="p is none, for subdomains it is not",
    ),
    pytest.param(
        "v=DMARC1;\np=none; rua=mailto:d@example.com",
        "dmarc-syntax",
        [
            (
                "warning",
                "a line break stands in the record; only spaces and tabs may stand around tags",
                "\n",
            )
        ],
        id="pasted with its line breaks",
    ),
    pytest.param(
        "v=DMARC1; p=none; rua=mailto:d@",
        "dmarc-bad-report-uri",
        [
            (
                "error",
                "`mailto:d@` names no mail address; `mailto:` is followed by `local@domain`",
                "d@",
            )
        ],
        id="an address that ends at its sign",
    ),
    pytest.param(
        "v=DMARC1; p=none; rua=mailto:a@example.com,,mailto:b@example.com",
        "dmarc-many-report-uris",
        [],
        id="nothing between two commas is no destination",
    ),
    pytest.param(
        "v=DMARC1; p=rejct; rua=mailto:d@example.com",
        "dmarc-bad-policy",
        [
            (
                "error",
                "`p=rejct` is none of none, quarantine, reject; receivers take the whole record for `p=none`",
                "rejct",
            )
        ],
        id="p misspelled",
    ),
    pytest.param(
        "v=DMARC1; p=reject; sp=; np=al",
        "dmarc-bad-policy",
        [
            (
                "error",
                "`sp=` is empty, none of none, quarantine, reject; receivers apply no DMARC at all",
                "sp=",
            ),
            ("error", "`np=al` is none of none, quarantine, reject; receivers apply no DMARC at all", "al"),
        ],
        id="sp empty, np wrong",
    ),
    pytest.param(
        "v=DMARC1; p=none; P=none",
        "dmarc-duplicate-tag",
        [
            (
                "error",
                "`p` stands twice; a tag is allowed once, and receivers differ in which one they take",
                "P=none",
            )
        ],
        id="twice, in another case",
    ),
    pytest.param(
        "v=DMARC1; p=none; v=DMARC1",
        "dmarc-duplicate-tag",
        [
            (
                "error",
                "`v` stands twice; a tag is allowed once, and receivers differ in which one they take",
                "v=DMARC1",
            )
        ],
        id="the version twice",
    ),
    pytest.param(
        "v=DMARC1; p=none; ruaa=mailto:d@example.com; foo=1",
        "dmarc-unknown-tag",
        [
            ("note", "`ruaa` is no tag of DMARC and receivers ignore it; `rua` is near", "ruaa"),
            ("note", "`foo` is no tag of DMARC and receivers ignore it", "foo"),
        ],
        id="unknown tags",
    ),
    pytest.param(
        "v=DMARC1; p=reject; pct=50; rf=afrf; ri=3600",
        "dmarc-removed-tag",
        [
            (
                "warning",
                (
                    "`pct=50` was removed from DMARC; RFC 9989 receivers ignore it, "
                    "RFC 7489 receivers apply `reject` to 50 % of failing mail, `quarantine` to the rest"
                ),
                "pct=50",
            ),
            (
                "warning",
                (
                    "`rf=afrf` was removed from DMARC; RFC 9989 receivers ignore it, "
                    "RFC 7489 receivers take it for the format of failure reports"
                ),
                "rf=afrf",
            ),
            (
                "warning",
                (
                    "`ri=3600` was removed from DMARC; RFC 9989 receivers ignore it, "
                    "RFC 7489 receivers may send aggregate reports at that interval"
                ),
                "ri=3600",
            ),
        ],
        id="removed tags",
    ),
    pytest.param(
        "v=DMARC1; p=quarantine; pct=0",
        "dmarc-removed-tag",
        [
            (
                "warning",
                (
                    "`pct=0` was removed from DMARC; RFC 9989 receivers ignore it, "
                    "RFC 7489 receivers apply `none` instead of `quarantine`"
                ),
                "pct=0",
            )
        ],
        id="pct=0",
    ),
    pytest.param(
        "v=DMARC1; p=reject; pct=100",
        "dmarc-removed-tag",
        [
            (
                "warning",
                (
                    "`pct=100` was removed from DMARC; RFC 9989 receivers ignore it, "
                    "and RFC 7489 receivers do the same for all mail as without it"
                ),
                "pct=100",
            )
        ],
        id="pct=100",
    ),
    pytest.param(
        "v=DMARC1; sp=none; p=reject",
        "dmarc-policy-not-second",
        [
            (
                "note",
                "`p=reject` is not the second tag; RFC 7489 readers expect it right after `v=DMARC1`",
                "p=reject",
            )
        ],
        id="p third",
    ),
    pytest.param(
        "v=DMARC1; p=reject; sp=none; np=quarantine; t=y",
        "dmarc-testing",
        [
            (
                "warning",
                (
                    "`t=y` is a test mode: `p=reject` is applied as `quarantine` and "
                    "`np=quarantine` is applied as `none`; "
                    "only `t=n`, or no `t`, applies policies in full"
                ),
                "t=y",
            )
        ],
        id="testing",
    ),
    pytest.param(
        "v=DMARC1; p=none; rua=mailto:d@example.com",
        "dmarc-policy-none",
        [("note", "monitoring only: nothing is quarantined or rejected", "p=none")],
        id="monitoring",
    ),
    pytest.param(
        "v=DMARC1; p=none; ruf=mailto:d@example.com",
        "dmarc-no-effect",
        [
            (
                "warning",
                "`p=none` and no usable `rua`: the record neither stops nor reports anything",
                "p=none",
            )
        ],
        id="no aggregate reports, no policy",
    ),
    pytest.param(
        "v=DMARC1; p=none; sp=reject",
        "dmarc-no-aggregate-reports",
        [
            (
                "warning",
                "failing mail is quarantined or rejected, and without a usable `rua` nobody is told",
                "p=none",
            )
        ],
        id="enforcing for subdomains",
    ),
    pytest.param(
        "v=DMARC1; p=reject; sp=quarantine; np=none",
        "dmarc-subdomains-open",
        [
            ("warning", "`sp=quarantine` is weaker than `p=reject`: subdomains stay open", "sp=quarantine"),
            (
                "warning",
                "`np=none` is weaker than `p=reject`: subdomains that do not exist stay open",
                "np=none",
            ),
        ],
        id="weaker below",
    ),
    pytest.param(
        "v=DMARC1; p=none; fo=1",
        "dmarc-fo-without-ruf",
        [("note", "`fo=1` has no effect; it counts only beside `ruf`", "fo=1")],
        id="fo alone",
    ),
    pytest.param(
        "v=DMARC1; p=reject; psd=y; ruf=mailto:d@example.com",
        "dmarc-psd-on-domain",
        [
            (
                "error",
                "`ruf` stands beside `psd=y`; a public suffix must not ask for failure reports",
                "ruf=mailto:d@example.com",
            ),
            (
                "warning",
                (
                    "`psd=y` is for public suffixes, under which others register names; other "
                    "domains leave it out"
                ),
                "psd=y",
            ),
        ],
        id="a public suffix that wants failure reports",
    ),
    pytest.param(
        "v=DMARC1; p=none; rua=mailto:d@example.com,r@example.com; ruf=,mailto:f@example.com!10m",
        "dmarc-bad-report-uri",
        [
            ("warning", "`r@example.com` has no scheme; a report URI begins with `mailto:`", "r@example.com"),
            (
                "warning",
                "a report URI is empty; a URI such as `mailto:dmarc@example.com` is expected between commas",
                "ruf=,mailto:f@example.com!10m",
            ),
        ],
        id="others are left",
    ),
    pytest.param(
        "v=DMARC1; p=none; rua=r@example.com; ruf=",
        "dmarc-bad-report-uri",
        [
            ("error", "`r@example.com` has no scheme; a report URI begins with `mailto:`", "r@example.com"),
            ("error", "`ruf=` is empty; a URI such as `mailto:dmarc@example.com` is expected", "ruf="),
        ],
        id="none is left",
    ),
    pytest.param(
        "v=DMARC1; p=none; rua=https://example.com/r",
        "dmarc-report-scheme",
        [
            (
                "note",
                "`https:` is a scheme that receivers may ignore; all support `mailto:`",
                "https://example.com/r",
            )
        ],
        id="another scheme",
    ),
    pytest.param(
        "v=DMARC1; p=none; rua=mailto:d@example.com!10m",
        "dmarc-report-size-limit",
        [("warning", "`!10m` is an obsolete size limit; RFC 9989 receivers ignore it", "!10m")],
        id="a size",
    ),
    pytest.param(
        "v=DMARC1; p=none; rua=mailto:a@example.com,mailto:b@example.com,mailto:c@example.com",
        "dmarc-many-report-uris",
        [("note", "`rua` has 3 URIs; some receivers use only the first 2", "mailto:c@example.com")],
        id="three destinations",
    ),
    pytest.param(
        "v=DMARC1; p=none; adkim=strict; psd=x; t=maybe; ; zz=; P1=x; ADKIM=s; alone; fo=x",
        "dmarc-syntax",
        [
            (
                "warning",
                (
                    "`adkim=strict` is ignored and `r` taken instead; `r` for relaxed and `s` for "
                    "strict are allowed"
                ),
                "strict",
            ),
            ("warning", "`psd=x` is ignored and `u` taken instead; `y`, `n` and `u` are allowed", "x"),
            ("warning", "`t=maybe` is ignored and `n` taken instead; `y` and `n` are allowed", "maybe"),
            ("warning", "nothing stands between two semicolons; one semicolon separates two tags", "; ;"),
            ("warning", "`zz=` is empty; a tag has a value", "zz="),
            ("warning", "`P1` is no tag name; only letters are allowed", "P1"),
            ("warning", "`ADKIM` is in upper case; some receivers know only `adkim`", "ADKIM"),
            ("warning", "`alone` is no tag; a tag is a name, `=` and a value", "alone"),
            (
                "warning",
                (
                    "`fo=x` is ignored and `0` taken instead; `0` or `1`, `d` and `s` are allowed, "
                    "with colons between"
                ),
                "x",
            ),
        ],
        id="much that does not fit",
    ),
    pytest.param(
        "v=DMARC1; p=none; rua=mailto:a@example.com; mailto:b@example.com",
        "dmarc-syntax",
        [
            (
                "warning",
                (
                    "`mailto:b@example.com` stands behind a semicolon, so it is not part of `rua`; "
                    "commas separate report URIs"
                ),
                "mailto:b@example.com",
            )
        ],
        id="a lost address",
    ),
    *[
        pytest.param(
            f"v=DMARC1; p=none; zz=a{stranger}b; rua=mailto:d@example.com",
            "dmarc-syntax",
            [
                (
                    "warning",
                    "`zz` holds a character that is not printable ASCII; nothing else is allowed",
                    f"a{stranger}b",
                )
            ],
            id=f"a value with U+{ord(stranger):04X}",
        )
        for stranger in "\x01\x08\x1f\x7f\x80\xa0\xe4\u2013"
    ],
    *[
        pytest.param(
            f"v=DMARC1; p=none; zz={value}; rua=mailto:d@example.com",
            "dmarc-syntax",
            [],
            id=f"value {value!r}",
        )
        for value in ("a\tb", "a \t b", "!\"#$%&'()*+,-./09:<=>?@AZ[\\]^_`az{|}~")
    ],
    pytest.param(
        "v=DMARC1; p=none; zz=a\tb\xe4; rua=mailto:d@example.com",
        "dmarc-syntax",
        [
            (
                "warning",
                "`zz` holds a character that is not printable ASCII; nothing else is allowed",
                "a\tb\xe4",
            )
        ],
        id="a tab that may be, and a letter that may not",
    ),
]


@pytest.mark.parametrize(("text", "name", "expected"), RECORDS)
def test_what_is_found_in_a_record(text: str, name: str, expected: list[tuple[str, str, str | None]]) -> None:
    assert found(published(text), name) == expected


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(GOOD, id="a plain record"),
        pytest.param("v=DMARC1;p=reject;rua=mailto:d@example.com;", id="without blanks"),
        pytest.param("v = DMARC1 ; p = reject ; rua = mailto:d@example.com ; ", id="with blanks"),
        pytest.param(f"{GOOD}; sp=reject; np=reject; adkim=s; aspf=s; psd=n; t=n", id="every tag"),
        pytest.param(f"{GOOD}; ruf=mailto:d@example.com; fo=1:d:s", id="failure reports"),
        pytest.param("v=DMARC1; p=QUARANTINE; rua=MAILTO:d@EXAMPLE.COM", id="values in upper case"),
        pytest.param(
            "v=DMARC1; p=quarantine; sp=reject; np=reject; rua=mailto:d@example.com", id="stricter below"
        ),
    ],
)
def test_nothing_is_found_in_a_good_record(text: str) -> None:
    assert judge_one(World(ALIVE + published(text)).survey(), FAMILY).findings == ()


DISCOVERY = [
    pytest.param(
        "",
        "dmarc-missing",
        [
            (
                "error",
                "no DMARC record at `_dmarc.example.com`; receivers have no policy for forged mail",
                None,
            )
        ],
        id="nothing",
    ),
    pytest.param(
        "_dmarc CNAME gone.example.net.\n",
        "dmarc-missing",
        [
            (
                "error",
                (
                    "no DMARC record at `_dmarc.example.com`, an alias of `gone.example.net`; "
                    "receivers have no policy for forged mail"
                ),
                None,
            )
        ],
        id="an alias that leads nowhere",
    ),
    pytest.param(
        published("v=dmarc1; p=none"),
        "dmarc-not-recognized",
        [("error", "`v=dmarc1` is not `v=DMARC1`; the version is case-sensitive", "dmarc1")],
        id="the version in lower case",
    ),
    pytest.param(published("v=dmarc1; p=none"), "dmarc-missing", [], id="which explains what is missing"),
    pytest.param(
        published(GOOD) + published("v=DMARC1; p=none"),
        "dmarc-multiple-records",
        [("error", "2 DMARC records at `_dmarc.example.com`; one is allowed, all are discarded", None)],
        id="two records",
    ),
    pytest.param(
        published(GOOD) + published("v=DMARC1; p=none"), "dmarc-missing", [], id="which explains it too"
    ),
    pytest.param(
        published(GOOD) + published("hello"), "dmarc-multiple-records", [], id="another text is no record"
    ),
    pytest.param(
        published(GOOD) + published("hello"),
        "dmarc-unrelated-txt",
        [
            (
                "note",
                "a TXT record that is not DMARC stands beside the DMARC record; receivers ignore it",
                None,
            )
        ],
        id="another text",
    ),
    pytest.param(
        published(GOOD) + published("hello"), "dmarc-not-recognized", [], id="which is not meant as DMARC"
    ),
    pytest.param(
        published(GOOD) + published("v=DMARC1; p=none", "_dmarc.com."),
        "dmarc-captured-by-parent",
        [
            (
                "warning",
                (
                    "`_dmarc.com` has no `psd=y`, so `com` is taken for your organization; "
                    "`psd=n` in your record prevents it"
                ),
                None,
            )
        ],
        id="captured",
    ),
]


@pytest.mark.parametrize(("zone", "name", "expected"), DISCOVERY)
def test_what_discovery_shows(zone: str, name: str, expected: list[tuple[str, str, str | None]]) -> None:
    assert found(zone, name) == expected


@pytest.mark.parametrize(
    ("text", "claimed"),
    [
        pytest.param("v=DMARC1; p=reject;", "v=DMARC1; p=reject; psd=n", id="no psd"),
        pytest.param("v=DMARC1; p=reject; psd=u; t=n", "v=DMARC1; p=reject; psd=n; t=n", id="psd=u"),
    ],
)
def test_the_record_that_escapes_a_captor(text: str, claimed: str) -> None:
    zone = ALIVE + published(text) + published("v=DMARC1; p=none", "_dmarc.com.")
    (finding,) = judged(zone, "dmarc-captured-by-parent").findings
    assert finding.problem.replacement == claimed


def test_nothing_is_concluded_from_a_dead_tree() -> None:
    dead = [f"_dmarc.{name} TXT" for name in ("c.b.example.com", "b.example.com", "example.com", "com")]
    world = World(ALIVE + published(GOOD, "_dmarc.a.c.b") + "a.c.b A 9.9.9.9\n", dead)
    report = judge_one(world.survey("a.c.b.example.com"), [RULES["dmarc-captured-by-parent"]])
    (outcome,) = report.outcomes
    assert (outcome.verdict, len(outcome.failures)) == (Verdict.UNKNOWN, 4)


@pytest.mark.parametrize(
    ("unasked", "expected"),
    [
        pytest.param(
            ["com"], (Verdict.SKIPPED, "nobody is asked about what stands above the domain"), id="all above"
        ),
        pytest.param(
            ["example.com", "com"], (Verdict.UNKNOWN, ""), id="the domain itself, in a piece of a zone"
        ),
    ],
)
def test_offline_leaves_out_what_stands_above_but_nothing_else(unasked, expected) -> None:
    zone = ZoneResolver.from_text(ALIVE + published(GOOD), origin="example.com", everywhere=True)
    names = {f"_dmarc.{domain}" for domain in unasked}

    def answer(name: str, rdtype: str) -> Answer:
        if name in names:
            return failed_answer(name, rdtype, Failure.OFFLINE, "offline")
        return zone.answer(name, rdtype)

    survey = run_in_memory(gather(Request("example.com")), answer)
    (outcome,) = judge_one(survey, [RULES["dmarc-captured-by-parent"]]).outcomes
    assert (outcome.verdict, outcome.reason) == expected


SUB = "sub A 9.9.9.9\n"

BELOW = [
    pytest.param(
        SUB,
        "dmarc-missing",
        [
            (
                "error",
                (
                    "no DMARC record at `_dmarc.sub.example.com`, nor at 2 names above it; "
                    "receivers have no policy for forged mail"
                ),
                None,
            )
        ],
        id="nothing anywhere",
    ),
    pytest.param(SUB + published(GOOD), "dmarc-missing", [], id="the organization's record"),
    pytest.param(SUB + published(GOOD), "dmarc-captured-by-parent", [], id="an organization captures nobody"),
    pytest.param(
        SUB + published("v=DMARC1; p=reject; sp=none; rua=mailto:d@example.com"),
        "dmarc-policy-none",
        [("note", "monitoring only: nothing is quarantined or rejected", "sp=none")],
        id="the organization's sp",
    ),
    pytest.param(
        SUB + published(GOOD) + published("v=DMARC1; p=reject; sp=reject", "_dmarc.sub"),
        "dmarc-ineffective-subdomain-policy",
        [
            (
                "warning",
                "`sp` has no effect; names below follow the organization's record at `_dmarc.example.com`",
                "sp=reject",
            )
        ],
        id="its own sp",
    ),
    pytest.param(
        SUB + published(GOOD) + published("v=DMARC1; p=reject; sp=reject; psd=n", "_dmarc.sub"),
        "dmarc-ineffective-subdomain-policy",
        [],
        id="its own sp, as an organization",
    ),
    pytest.param(
        SUB + published(GOOD) + published("v=DMARC1; p=reject; sp=none", "_dmarc.sub"),
        "dmarc-subdomains-open",
        [],
        id="a weak sp that nobody reads",
    ),
    pytest.param(
        SUB + published("v=DMARC1; p=rejct"),
        "dmarc-bad-policy",
        [
            (
                "error",
                "`p=rejct` is none of none, quarantine, reject; receivers apply no DMARC at all",
                "rejct",
            )
        ],
        id="a flaw in the organization's record",
    ),
    pytest.param(
        SUB + published("v=DMARC1; p=rejct") + published(GOOD, "_dmarc.sub"),
        "dmarc-bad-policy",
        [],
        id="that is not applied",
    ),
]


@pytest.mark.parametrize(("zone", "name", "expected"), BELOW)
def test_what_is_found_for_a_subdomain(
    zone: str, name: str, expected: list[tuple[str, str, str | None]]
) -> None:
    assert found(zone, name, "sub.example.com") == expected


@pytest.mark.parametrize(
    ("zone", "name", "dead", "expected"),
    [
        pytest.param(
            "",
            "dmarc-missing",
            ["_dmarc.example.com TXT"],
            (Verdict.UNKNOWN, ["_dmarc.example.com TXT"]),
            id="no answer is not a missing record",
        ),
        pytest.param(
            "",
            "dmarc-missing",
            ["_dmarc.com TXT"],
            (Verdict.FAIL, ["_dmarc.com TXT"]),
            id="a registry's record would not be the domain's",
        ),
        pytest.param(
            published(GOOD),
            "dmarc-missing",
            ["_dmarc.com TXT"],
            (Verdict.PASS, []),
            id="its own record is enough",
        ),
        pytest.param(
            published(GOOD),
            "dmarc-multiple-records",
            ["_dmarc.com TXT"],
            (Verdict.PASS, []),
            id="also for its number",
        ),
        pytest.param(
            published(GOOD), "dmarc-bad-policy", ["_dmarc.com TXT"], (Verdict.PASS, []), id="and its text"
        ),
        pytest.param(
            published(GOOD),
            "dmarc-report-not-authorized",
            ["_dmarc.com TXT"],
            (Verdict.PASS, []),
            id="and its destinations",
        ),
        pytest.param(
            published(GOOD),
            "dmarc-captured-by-parent",
            ["_dmarc.com TXT"],
            (Verdict.UNKNOWN, ["_dmarc.com TXT"]),
            id="not for a captor above",
        ),
        pytest.param(
            published(GOOD + "; psd=n"),
            "dmarc-captured-by-parent",
            ["_dmarc.com TXT"],
            (Verdict.PASS, []),
            id="which psd=n excludes",
        ),
        pytest.param(
            published(GOOD + "; sp=reject"),
            "dmarc-ineffective-subdomain-policy",
            ["_dmarc.com TXT"],
            (Verdict.PASS, []),
            id="sp counts whatever a registry says",
        ),
        pytest.param(
            published(GOOD),
            "dmarc-ineffective-subdomain-policy",
            ["_dmarc.com TXT"],
            (Verdict.PASS, []),
            id="without sp nothing does",
        ),
        pytest.param(
            published("v=dmarc1"),
            "dmarc-not-recognized",
            ["_dmarc.com TXT"],
            (Verdict.FAIL, []),
            id="a near miss is seen",
        ),
        pytest.param(
            "",
            "dmarc-not-recognized",
            ["_dmarc.example.com TXT"],
            (Verdict.UNKNOWN, ["_dmarc.example.com TXT"]),
            id="unless nothing is",
        ),
        pytest.param(
            "",
            "dmarc-bad-policy",
            ["_dmarc.example.com TXT"],
            (Verdict.UNKNOWN, ["_dmarc.example.com TXT"]),
            id="no record to judge",
        ),
        pytest.param(
            "",
            "dmarc-bad-policy",
            ["_dmarc.com TXT"],
            (Verdict.SKIPPED, []),
            id="a registry's record is not judged anyway",
        ),
    ],
)
def test_what_a_failed_lookup_leaves_open(
    zone: str, name: str, dead: list[str], expected: tuple[Verdict, list[str]]
) -> None:
    assert failing(ALIVE + zone, name, dead) == expected


KEY = 'main._domainkey TXT "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="\n'
REVOKED = 'main._domainkey TXT "v=DKIM1; p="\n'
SPF = '@ TXT "v=spf1 ip4:9.9.9.9 -all"\n'
BROKEN = '@ TXT "v=spf1 ipv4:9.9.9.9 -all"\n'
NONE = published("v=DMARC1; p=none; rua=mailto:d@example.com")
TESTING = published("v=DMARC1; p=quarantine; t=y; rua=mailto:d@example.com")

SENDING = [
    pytest.param(SPF + REVOKED + published(GOOD), (Verdict.FAIL, Verdict.PASS), id="SPF alone"),
    pytest.param(SPF + KEY + published(GOOD), (Verdict.PASS, Verdict.PASS), id="both"),
    pytest.param(
        SPF + KEY + REVOKED.replace("main", "old") + published(GOOD),
        (Verdict.PASS, Verdict.PASS),
        id="one key of two",
    ),
    pytest.param(SPF + published(GOOD), (Verdict.PASS, Verdict.PASS), id="no selector was looked at"),
    pytest.param(published(GOOD), (Verdict.PASS, Verdict.PASS), id="not even without SPF"),
    pytest.param(REVOKED + published(GOOD), (Verdict.PASS, Verdict.FAIL), id="neither"),
    pytest.param(
        BROKEN + REVOKED + published(GOOD), (Verdict.PASS, Verdict.FAIL), id="a permerror, and no key"
    ),
    pytest.param(BROKEN + KEY + published(GOOD), (Verdict.PASS, Verdict.PASS), id="a permerror, and a key"),
    pytest.param(REVOKED + NONE, (Verdict.PASS, Verdict.PASS), id="neither, but p=none"),
    pytest.param(SPF + REVOKED + TESTING, (Verdict.PASS, Verdict.PASS), id="a policy that t=y turns to none"),
    pytest.param(
        '@ TXT "v=spf1 -all"\n' + REVOKED + published(GOOD),
        (Verdict.PASS, Verdict.PASS),
        id="nobody may send",
    ),
]


@pytest.mark.parametrize(("zone", "expected"), SENDING)
def test_a_policy_needs_mail_that_can_pass(zone: str, expected: tuple[Verdict, Verdict]) -> None:
    verdicts = judged(ALIVE + zone, "dmarc-enforced-without-dkim", "dmarc-enforced-unauthenticated").verdicts
    assert tuple(verdicts.values()) == expected


def test_a_parked_domain_needs_no_key() -> None:
    zone = '@ MX 0 .\n*._domainkey TXT "v=DKIM1; p="\n' + published("v=DMARC1; p=reject")
    names = ("dmarc-enforced-without-dkim", "dmarc-enforced-unauthenticated")
    assert set(judged(zone, *names, selectors=["x"]).verdicts.values()) == {Verdict.PASS}


@pytest.mark.parametrize(
    ("zone", "name", "dead"),
    [
        pytest.param(SPF, "dmarc-enforced-without-dkim", "main._domainkey.example.com TXT", id="a key"),
        pytest.param(
            "", "dmarc-enforced-unauthenticated", "main._domainkey.example.com TXT", id="a key, without SPF"
        ),
        pytest.param(REVOKED, "dmarc-enforced-unauthenticated", "example.com TXT", id="SPF"),
    ],
)
def test_an_unanswered_question_leaves_it_open(zone: str, name: str, dead: str) -> None:
    report = judged(ALIVE + zone + published(GOOD), name, dead=[dead], selectors=["main"])
    assert report.verdicts[name] is Verdict.UNKNOWN


SPLIT = (
    published(GOOD)
    + published("v=DMARC1; p=none; psd=n; rua=mailto:d@dept.example.com", "_dmarc.dept")
    + "x.dept A 9.9.9.9\n"
)


@pytest.mark.skipif(not policy.has_suffix_list(), reason="the public suffix list is not installed")
class TestStandardsDiffer:
    """RFC 7489 asks at the domain and at its registered domain, and stops at several records."""

    @pytest.mark.parametrize(
        ("zone", "domain", "message"),
        [
            pytest.param(
                SPLIT,
                "x.dept.example.com",
                "RFC 9989 receivers apply `none` from `_dmarc.dept.example.com`, RFC 7489 "
                "receivers `reject` from "
                "`_dmarc.example.com`; one record here makes them agree",
                id="psd=n",
            ),
            pytest.param(
                published("v=DMARC1; p=none; psd=y", "_dmarc.com."),
                "example.com",
                "RFC 9989 receivers apply `none` from `_dmarc.com`, RFC 7489 receivers no policy; "
                "one record here makes them agree",
                id="a registry's record",
            ),
            pytest.param(
                SUB
                + published(GOOD)
                + published("v=DMARC1", "_dmarc.sub")
                + published("v=DMARC1;", "_dmarc.sub"),
                "sub.example.com",
                "RFC 9989 receivers apply `reject` from `_dmarc.example.com`, RFC 7489 receivers no policy; "
                "one record here makes them agree",
                id="several records",
            ),
            pytest.param(
                "x.sub A 9.9.9.9\n" + published("v=DMARC1; p=reject", "_dmarc.sub"),
                "x.sub.example.com",
                "RFC 9989 receivers apply `reject` from `_dmarc.sub.example.com`, RFC 7489 "
                "receivers no policy; "
                "one record here makes them agree",
                id="a record below the registered domain",
            ),
        ],
    )
    def test_where_they_do(self, zone: str, domain: str, message: str) -> None:
        assert found(zone, "dmarc-standards-differ", domain) == [("warning", message, None)]

    @pytest.mark.parametrize(
        ("zone", "domain"),
        [
            pytest.param(published(GOOD), "example.com", id="a record of its own"),
            pytest.param(SUB + published(GOOD), "sub.example.com", id="the registered domain's"),
            pytest.param("", "example.com", id="none at all"),
            pytest.param(published("v=DMARC1"), "example.com", id="a record without effect"),
            pytest.param("a.example.co.uk. A 9.9.9.9\n", "a.example.co.uk", id="a deeper suffix"),
        ],
    )
    def test_where_they_agree(self, zone: str, domain: str) -> None:
        assert found(zone, "dmarc-standards-differ", domain) == []

    def test_a_suffix_of_two_labels_captures_as_well(self) -> None:
        zone = "a.example.co.uk. A 9.9.9.9\n" + published("v=DMARC1; p=none", "_dmarc.co.uk.")
        messages = [message for _, message, _ in found(zone, "dmarc-captured-by-parent", "example.co.uk")]
        assert messages == [
            (
                "`_dmarc.co.uk` has no `psd=y`, so `co.uk` is taken for your organization; "
                "`psd=n` in your record prevents it"
            )
        ]

    def test_a_public_suffix_may_say_so(self) -> None:
        zone = "a.co.uk. A 9.9.9.9\n" + published("v=DMARC1; p=none; psd=y", "_dmarc.co.uk.")
        assert found(zone, "dmarc-psd-on-domain", "co.uk") == []


def test_without_the_list_nothing_is_said_about_the_older_standard(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(policy, "has_suffix_list", lambda: False)
    (outcome,) = judged(ALIVE + published(GOOD), "dmarc-standards-differ").outcomes
    assert (outcome.verdict, outcome.reason) == (
        Verdict.SKIPPED,
        "the public suffix list is not installed (the extra `psl`)",
    )


def alone(text: str) -> DmarcDiscovery:
    """Discovery in a world that holds one text at `_dmarc.example.com`, and mail for everybody."""

    def answer(name: str, rdtype: str) -> Answer:
        if (name, rdtype) == ("_dmarc.example.com", "TXT"):
            return Answer(name, rdtype, Status.FOUND, (Txt((text.encode("utf-8", "surrogateescape"),)),))
        return Answer(name, rdtype, Status.NO_DATA)

    return run_in_memory(dmarc("example.com"), answer)


def problems(found: DmarcDiscovery, name: str) -> Iterable[Problem | CannotTell]:
    subjects = found.subjects()
    return [problem for item in subjects[RULES[name].subject].items for problem in RULES[name].check(item)]


TEXTUAL = [
    rule.name
    for rule in FAMILY
    if rule.subject.__name__ in ("DmarcRecord", "AppliedRecord", "DmarcDiscovery")
]
pieces = st.sampled_from(
    [
        *(
            "v=DMARC1;",
            "v=dmarc1;",
            "; ",
            " ",
            ",",
            "\\;",
            '"',
            "p=reject",
            "p=rejct",
            "p=none",
            "p=",
            "P=none",
        ),
        *(
            "sp=none",
            "sp=nne",
            "np=reject",
            "rua=mailto:a@x.example",
            "rua=a@x.example",
            "rua=",
            "mailto:b@x.example",
        ),
        *("ruf=mailto:a@x.example!10m", "fo=0:1", "fo=1", "t=y", "t=yes", "psd=y", "pct=0", "pct=50", "ri=1"),
        *("adkim=strict", "aspf=s", "ruaa=mailto:a@x.example", "x=1", "\u00a0", "\u201c", "\x00"),
    ]
)
texts = st.lists(pieces, max_size=12).map("".join).map(lambda text: "v=DMARC1; " + text) | st.lists(
    pieces, max_size=12
).map("".join)


@given(texts)
@settings(max_examples=300, deadline=None)
def test_every_correction_mends_its_flaw(text: str) -> None:
    found = alone(text)
    for name in TEXTUAL:
        for problem in problems(found, name):
            assert isinstance(problem, Problem)
            assert problem.span is None or 0 <= problem.span.start <= problem.span.end <= len(
                problem.source.text
            )
            if problem.replacement:
                messages = [other.message for other in problems(alone(problem.replacement), name)]
                assert problem.message not in messages


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("v=DMARC1;" + ";" * 60_000, id="semicolons"),
        pytest.param("v=DMARC1; p=none; rua=" + "," * 60_000, id="commas"),
        pytest.param("v=DMARC1;" + "p=;" * 20_000, id="duplicates"),
        pytest.param("v=DMARC1; p=" + "x" * 60_000, id="a long value"),
        pytest.param("v=DMARC1;" + "x" * 60_000 + "=1", id="a long name"),
        pytest.param("dmarc" * 12_000, id="the word"),
        pytest.param("v = dmarc " * 6_000, id="the version"),
        pytest.param(" " * 60_000 + "v=DMARC1", id="blanks"),
        pytest.param("v=DMARC1;\x1b[2J\u202e\udcff;p=\x00", id="control characters"),
    ],
)
def test_hostile_text_is_judged_in_few_words(text: str) -> None:
    report = judge_alone(text)
    assert len(report) <= 250


def judge_alone(text: str) -> list[Problem | CannotTell]:
    found = alone(text)
    return [problem for name in TEXTUAL for problem in problems(found, name)]


def vectors() -> list[Any]:
    found = yaml.safe_load(VECTORS.read_text(encoding="utf-8"))
    return [pytest.param(vector, id=vector["id"]) for vector in found]


WORST = {"ok": None, "info": Severity.NOTE, "warning": Severity.WARNING, "error": Severity.ERROR}


@pytest.mark.parametrize("vector", vectors())
def test_the_vectors_hold(vector: dict[str, Any]) -> None:
    strings = vector.get("strings") or [vector["record"]]
    zone = "_dmarc TXT " + " ".join(map(quoted, strings)) + "\n"
    report: Report = judge_one(World(ALIVE + zone).survey(), FAMILY)
    names = {finding.rule.name for finding in report.findings}
    kept = report.survey.dmarc.walk.steps[0].kept
    assert bool(kept) is vector["is_dmarc"]
    assert vector["effective_p"] in ("unspecified", report.survey.dmarc.effective_policy)
    assert max((finding.severity for finding in report.findings), default=None) == WORST[vector["severity"]]
    assert all(names & set(alternatives.split("|")) for alternatives in vector.get("rules", []))


def test_an_alias_that_leads_in_a_circle_is_no_record() -> None:
    """Every answer to the question is known, so it is an error, though resolvers call it a failure."""
    (problem,) = found("_dmarc CNAME policy\npolicy CNAME _dmarc\n", "dmarc-missing")
    message = "`_dmarc.example.com` is an alias that leads in a circle; a DMARC record is wanted at its end"
    assert problem == ("error", message, None)
