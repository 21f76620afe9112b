"""Report destinations: whether they agreed (RFC 9990 section 4), and whether they take mail."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from worlds import World, failing, found, judged

from mailcheck.dns.driver import run_in_memory
from mailcheck.dns.lookups import Fork, Procedure
from mailcheck.judge.model import Verdict
from mailcheck.survey.dmarc.destinations import ReportDestination
from mailcheck.survey.dmarc.policy import DESTINATION_LIMIT, dmarc

VECTORS = Path(__file__).with_name("vectors") / "dmarc_report_auth.yml"


def destinations(zone: str, *dead: str, domain: str = "example.com") -> tuple[ReportDestination, ...]:
    return run_in_memory(dmarc(domain), World(zone, dead).answer).destinations


def to(uri: str, more: str = "") -> str:
    text = f"v=DMARC1; p=none; rua={uri}{more}"
    strings = (text[start : start + 255] for start in range(0, len(text), 255))
    return "_dmarc TXT " + " ".join(f'"{string}"' for string in strings) + "\n"


def consent(text: str = "v=DMARC1", name: str = "example.com") -> str:
    return f'{name}._report._dmarc.example.net. TXT "{text}"\n'


OUTSIDE = to("mailto:x@example.net")

STATUS = [
    pytest.param(to("mailto:d@example.com"), "internal", id="the domain itself"),
    pytest.param(to("mailto:d@EXAMPLE.COM"), "internal", id="in upper case"),
    pytest.param(to("mailto:d@mail.example.com"), "internal", id="below it"),
    pytest.param(to("mailto:d@a.b.c.d.e.f.g.h.example.com"), "internal", id="far below it"),
    pytest.param(
        to("mailto:d@lab.example.com") + '_dmarc.lab TXT "v=DMARC1; p=none"\n',
        "internal",
        id="with a record of its own",
    ),
    pytest.param(
        to("mailto:d@lab.example.com") + '_dmarc.lab TXT "v=DMARC1; p=none; psd=n"\n',
        "unauthorized",
        id="psd=n makes it another organization",
    ),
    pytest.param(
        to("mailto:d@lab.example.com", "; psd=y"),
        "unauthorized",
        id="psd=y makes every name below one of its own",
    ),
    pytest.param(
        to("mailto:d@lab.example.com", "; psd=y") + 'example.com._report._dmarc.lab TXT "v=DMARC1"\n',
        "authorized",
        id="which may agree",
    ),
    pytest.param(
        to("mailto:d@other.com") + '_dmarc.com. TXT "v=DMARC1; p=none"\n',
        "internal",
        id="a captor above makes strangers one organization",
    ),
    pytest.param(OUTSIDE, "unauthorized", id="no consent"),
    pytest.param(OUTSIDE + consent(), "authorized", id="consent"),
    pytest.param(OUTSIDE + consent("v=DMARC1;"), "authorized", id="with a final semicolon"),
    pytest.param(OUTSIDE + consent(name="*"), "authorized", id="a wildcard"),
    pytest.param(OUTSIDE + consent("v=dmarc1"), "unauthorized", id="lower case"),
    pytest.param(OUTSIDE + consent("hello"), "unauthorized", id="another text"),
    pytest.param(OUTSIDE + consent("hello") + consent(), "authorized", id="another text beside it"),
    pytest.param(OUTSIDE + consent() + consent("v=DMARC1; p=none"), "authorized", id="several records"),
    pytest.param(OUTSIDE + '*.example.net. TXT "v=spf1 -all"\n', "unauthorized", id="a foreign wildcard"),
    pytest.param(
        OUTSIDE + consent("v=DMARC1; rua=mailto:y@example.net"),
        "authorized",
        id="an override at the same host",
    ),
    pytest.param(OUTSIDE + consent("v=DMARC1; rua=mailto:y@EXAMPLE.net"), "authorized", id="in any case"),
    pytest.param(
        OUTSIDE + consent("v=DMARC1; rua=mailto:y@example.org"),
        "unauthorized",
        id="an override at another host",
    ),
    pytest.param(
        OUTSIDE + consent("v=DMARC1; rua=mailto:y@sub.example.net"), "unauthorized", id="even below the host"
    ),
    pytest.param(
        OUTSIDE + consent("v=DMARC1; ruf=mailto:y@example.org"),
        "authorized",
        id="an override of the other tag",
    ),
    pytest.param(
        OUTSIDE + consent("v=DMARC1; rua=y@example.org"), "authorized", id="an override that is no URI"
    ),
    pytest.param(
        to("mailto:x@mail.example.net") + consent(),
        "unauthorized",
        id="consent at the organization, not at the host",
    ),
]


@pytest.mark.parametrize(("zone", "status"), STATUS)
def test_the_status_of_a_destination(zone: str, status: str) -> None:
    (destination,) = destinations(zone)
    assert destination.status == status


def test_an_override_replaces_the_address() -> None:
    (destination,) = destinations(OUTSIDE + consent("v=DMARC1; rua=mailto:y@example.net"))
    assert destination.send_to == ("mailto:y@example.net",)


@pytest.mark.parametrize(
    ("zone", "dead", "status", "failures"),
    [
        pytest.param(
            OUTSIDE,
            ["example.com._report._dmarc.example.net TXT"],
            "temperror",
            ["example.com._report._dmarc.example.net"],
            id="the consent itself",
        ),
        pytest.param(
            OUTSIDE + consent(), ["_dmarc.com TXT", "_dmarc.net TXT"], "authorized", [], id="top levels"
        ),
        pytest.param(to("mailto:d@example.com"), ["_dmarc.com TXT"], "internal", [], id="the same name"),
        pytest.param(
            to("mailto:d@mail.example.com"),
            ["_dmarc.com TXT"],
            "internal",
            [],
            id="what is above is above both",
        ),
        pytest.param(
            to("mailto:d@mail.example.com"),
            ["_dmarc.mail.example.com TXT"],
            "temperror",
            ["_dmarc.mail.example.com"],
            id="the destination may be another organization",
        ),
        pytest.param(
            to("mailto:d@other.com"),
            ["_dmarc.com TXT"],
            "unauthorized",
            [],
            id="a registry's record would not make two domains one organization",
        ),
        pytest.param(
            to("mailto:d@other.com") + 'example.com._report._dmarc.other.com. TXT "v=DMARC1"\n',
            ["_dmarc.com TXT"],
            "authorized",
            [],
            id="consent settles it",
        ),
    ],
)
def test_what_a_failed_lookup_leaves_open(
    zone: str, dead: list[str], status: str, failures: list[str]
) -> None:
    (destination,) = destinations(zone, *dead)
    assert (destination.status, [answer.owner for answer in destination.failures]) == (status, failures)


def test_a_name_too_long_to_ask_for_gives_no_consent() -> None:
    host = ".".join(["d" * 60] * 4) + ".net"
    (destination,) = destinations(to(f"mailto:x@{host}"))
    assert (destination.status, destination.consent) == ("unauthorized", None)


def test_every_host_is_looked_at_once_whatever_tag_names_it() -> None:
    zone = to("mailto:a@example.com,mailto:b@example.net", "; ruf=mailto:c@example.net,https://x.example/")
    looked_at = destinations(zone)
    assert [(one.host, [(use.tag, use.uri.address) for use in one.uses]) for one in looked_at] == [
        ("example.com", [("rua", "a@example.com")]),
        ("example.net", [("rua", "b@example.net"), ("ruf", "c@example.net")]),
    ]


def test_an_inherited_record_authorizes_by_its_own_domain() -> None:
    zone = OUTSIDE + "sub A 9.9.9.9\n" + consent()
    (destination,) = destinations(zone, domain="sub.example.com")
    assert (destination.policy_domain, destination.status) == ("example.com", "authorized")


def test_a_registry_s_destinations_are_not_ours() -> None:
    zone = '_dmarc.com. TXT "v=DMARC1; p=none; psd=y; rua=mailto:x@example.net"\n@ A 9.9.9.9\n'
    assert destinations(zone) == ()


def test_the_hosts_of_a_hostile_record_are_bounded() -> None:
    uris = ",".join(f"mailto:a@h{number}.net" for number in range(45))
    assert len(destinations(to(uris))) == DESTINATION_LIMIT


@pytest.mark.parametrize(
    ("mail", "verdict", "message"),
    [
        pytest.param(
            "",
            Verdict.FAIL,
            "`example.com` has no MX, A or AAAA record; a report destination has to take mail",
            id="nothing",
        ),
        pytest.param(
            "@ MX 0 .\n@ A 9.9.9.9\n",
            Verdict.FAIL,
            "`example.com` has a null MX; a report destination has to take mail",
            id="a null MX beside an address",
        ),
        pytest.param("@ MX 10 mail\n", Verdict.PASS, "", id="an MX"),
        pytest.param("@ A 9.9.9.9\n", Verdict.PASS, "", id="an IPv4 address"),
        pytest.param("@ AAAA 2001:db8::1\n", Verdict.PASS, "", id="an IPv6 address"),
    ],
)
def test_a_destination_has_to_take_mail(mail: str, verdict: Verdict, message: str) -> None:
    report = judged(to("mailto:d@example.com") + mail, "dmarc-report-host-unreachable")
    assert report.verdicts["dmarc-report-host-unreachable"] is verdict
    assert [finding.problem.message for finding in report.findings] == ([message] if message else [])


@pytest.mark.parametrize(
    ("zone", "dead", "expected"),
    [
        pytest.param("", ["example.com MX"], (Verdict.UNKNOWN, ["example.com MX"]), id="the MX question"),
        pytest.param(
            "", ["example.com A"], (Verdict.UNKNOWN, ["example.com A"]), id="an address without an MX"
        ),
        pytest.param(
            "@ AAAA 2001:db8::1\n", ["example.com A"], (Verdict.PASS, []), id="one address is enough"
        ),
        pytest.param(
            "@ MX 10 mail\n", ["example.com A"], (Verdict.PASS, []), id="with an MX it does not matter"
        ),
    ],
)
def test_when_it_cannot_be_told(zone: str, dead: list[str], expected: tuple[Verdict, list[str]]) -> None:
    assert failing(to("mailto:d@example.com") + zone, "dmarc-report-host-unreachable", dead) == expected


@pytest.mark.parametrize(
    ("zone", "message"),
    [
        pytest.param(
            OUTSIDE + consent("hello"),
            "`example.com._report._dmarc.example.net` holds no record with `v=DMARC1`; "
            "without it no reports are sent to `example.net`",
            id="another text",
        ),
        pytest.param(
            OUTSIDE + consent("v=DMARC1; rua=mailto:y@example.org"),
            "`example.net` passes the reports on to `example.org`; only the same host is allowed",
            id="another host",
        ),
        pytest.param(
            to(f"mailto:x@{'.'.join(['d' * 60] * 4)}"),
            f"`example.com._report._dmarc.{'.'.join(['d' * 60] * 4)}` is 270 characters long "
            "and cannot be asked for; 253 are allowed",
            id="a long name",
        ),
    ],
)
def test_why_reports_are_not_sent(zone: str, message: str) -> None:
    assert found(zone, "dmarc-report-not-authorized") == [f"error: {message}"]


def test_an_unanswered_consent_is_not_a_missing_one() -> None:
    dead = "example.com._report._dmarc.example.net TXT"
    assert failing(OUTSIDE, "dmarc-report-not-authorized", [dead]) == (Verdict.UNKNOWN, [dead])


def test_nothing_is_concluded_from_a_dead_tree() -> None:
    names = ("a.b.c.example.com", "b.c.example.com", "c.example.com", "com")
    dead = [f"_dmarc.{name} TXT" for name in names]
    (destination,) = destinations(to("mailto:d@a.b.c.example.com"), *dead)
    assert (destination.status, len(destination.failures)) == ("temperror", 4)


def test_the_consent_to_publish_is_given() -> None:
    (finding,) = judged(OUTSIDE, "dmarc-report-not-authorized").findings
    problem = finding.problem
    name = "example.com._report._dmarc.example.net"
    assert problem.message == f"`{name}` does not exist; without it no reports are sent to `example.net`"
    assert (problem.replacement, problem.publish_at) == ("v=DMARC1", (name, "TXT"))
    assert problem.span is not None
    assert problem.source.text[slice(*problem.span)] == "mailto:x@example.net"


def finished(procedure: Procedure[Any], world: World, known: dict[Any, int], now: int = 0) -> tuple[Any, int]:
    """Run a procedure that starts at *now*, with answers one tick after their question was first asked."""
    value: Any = None
    while True:
        try:
            step = procedure.send(value)
        except StopIteration as stop:
            return stop.value, now
        if isinstance(step, Fork):
            ended = [finished(forked, world, known, now) for forked in step.procedures]
            value = tuple(result for result, _ in ended)
            now = max((end for _, end in ended), default=now)
        else:
            value = tuple(world.answer(*question) for question in step)
            now = max([now, *(known.setdefault(question, now + 1) for question in step)])


@pytest.mark.parametrize(
    ("zone", "ticks"),
    [
        pytest.param("@ A 9.9.9.9\n", 1, id="no record: the walk at once"),
        pytest.param(to("mailto:d@example.com") + "@ MX 10 mail\n", 1, id="reports to the domain itself"),
        pytest.param(
            OUTSIDE + consent() + "example.net. MX 10 mail.example.net.\n",
            2,
            id="its consent and MX together",
        ),
        pytest.param(
            to("mailto:d@other.com") + "other.com. MX 10 mail.other.com.\n", 2, id="both walks with them"
        ),
        pytest.param(OUTSIDE, 3, id="addresses after a missing MX"),
    ],
)
def test_only_dependent_questions_wait_for_each_other(zone: str, ticks: int) -> None:
    assert finished(dmarc("example.com"), World(zone), {})[1] == ticks


def vectors() -> list[Any]:
    found = yaml.safe_load(VECTORS.read_text(encoding="utf-8"))
    return [pytest.param(vector, id=vector["id"]) for vector in found]


@pytest.mark.parametrize("vector", vectors())
def test_the_vectors_hold(vector: dict[str, Any]) -> None:
    domain, own = vector["record_domain"], f"_dmarc.{vector['record_domain']}"
    records = {
        **vector["zonedata"],
        own: [{"TXT": f"{entry['TXT']}; rua={vector['uri']}"} for entry in vector["zonedata"].get(own, [])]
        or [{"TXT": f"v=DMARC1; p=none; rua={vector['uri']}"}],
    }
    zone = "".join(
        f'{name}. TXT "{entry["TXT"]}"\n' for name, entries in records.items() for entry in entries
    )
    (destination,) = destinations(zone, domain=domain)
    assert destination.status == vector["want"]
    assert "send_to" not in vector or destination.send_to == (vector["send_to"],)
