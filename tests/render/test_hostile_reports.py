"""Whatever a domain publishes, a report is printable, whole and in order."""

import json
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from worlds import judge_one

from mailcheck.dns.answers import Answer, Failure, Mx, Status, Txt, failed_answer
from mailcheck.dns.driver import run_in_memory
from mailcheck.judge.model import Report
from mailcheck.render.escape import cells
from mailcheck.render.json import report_json, reports_json, text
from mailcheck.render.text.lines import CODES, UNBOUNDED, View
from mailcheck.render.text.report import conclusion, report_text, verdict_text
from mailcheck.rules import catalogue
from mailcheck.survey.gather import gather
from mailcheck.survey.request import Request

OURS = re.compile("|".join(re.escape(f"\x1b[{code}m") for code in {*CODES.values(), "0"} - {""}))
PRINTABLE = re.compile(r"[^\x00-\x1f\x7f-\x9f\ud800-\udfff\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]*")

BITS = st.sampled_from(
    [
        b"v=spf1 ",
        b"include:",
        b"mx ",
        b"-all",
        b"v=DMARC1; p=none; ",
        b"rua=mailto:",
        b"v=DKIM1; k=rsa; p=",
        b"\x1b[31m",
        b"\x1b]0;title\x07",
        b"\0",
        b"\xff\xfe",
        b"\xc2\x9b",
        "\u202e\u200b".encode(),
        b"[red]bold[/red]",
        b"[link=http://x]",
        b":warning:",
        b"\r\n",
        b"\\",
        b'"',
        "例え".encode(),
        b"%{l}.%{d}",
    ]
)
RECORD = st.lists(BITS | st.binary(max_size=12), max_size=12).map(lambda parts: b"".join(parts)[:255])
TXT = st.lists(RECORD, min_size=1, max_size=4).map(lambda strings: Txt(tuple(strings)))
LABEL = st.sampled_from(["a", "\\027[31m", "b\\000", "xn--zz", '\\"', "mail", "x" * 63])
NAME = st.lists(LABEL, min_size=1, max_size=4).map(".".join)
MX = st.builds(Mx, st.integers(0, 65535), NAME | st.just(""))


class Hostile:
    """Answers drawn from a list, by the order of the questions."""

    def __init__(self, draw) -> None:
        self.draw = draw
        self.known: dict[tuple[str, str], Answer] = {}

    def answer(self, name: str, rdtype: str) -> Answer:
        question = (name, rdtype)
        if question not in self.known:
            self.known[question] = self.fresh(name, rdtype)
        return self.known[question]

    def fresh(self, name: str, rdtype: str) -> Answer:
        status = self.draw(
            st.sampled_from([Status.FOUND, Status.FOUND, Status.FOUND, Status.NO_DATA, Status.FAILED])
        )
        if status is Status.FAILED:
            return failed_answer(name, rdtype, Failure.SERVFAIL, "\x1b[2J")
        if status is Status.NO_DATA:
            return Answer(name, rdtype, status)
        return Answer(name, rdtype, Status.FOUND, self.records(rdtype), 300, server="\x1b[31m")

    def records(self, rdtype: str) -> tuple[object, ...]:
        match rdtype:
            case "TXT" | "SPF":
                return tuple(self.draw(st.lists(TXT, min_size=1, max_size=3)))
            case "MX":
                return tuple(self.draw(st.lists(MX, min_size=1, max_size=3, unique_by=lambda mx: mx)))
            case "A":
                return ("9.9.9.9",)
            case "AAAA":
                return ("2a00:1450::25",)
        return (self.draw(NAME),)


def report(draw) -> Report:
    request = Request("example.com", ("s1", "s\x1b[2J"), ("9.9.9.10",))
    return judge_one(run_in_memory(gather(request), Hostile(draw).answer), catalogue())


@pytest.mark.no_cover  # thousands of calls of what other tests cover
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_a_report_is_printable_whatever_it_is_about(data) -> None:
    found = report(data.draw)
    for view in (View(), View(80), View(60, verbose=True)):
        plain = report_text(found, view) + verdict_text(found, view) + conclusion([found], view)
        coloured = report_text(found, view, colour=True)
        assert all(PRINTABLE.fullmatch(line) for line in plain.split("\n"))
        assert all(PRINTABLE.fullmatch(line) for line in OURS.sub("", coloured).split("\n"))
        if view.width < UNBOUNDED:
            assert max(map(cells, plain.split("\n"))) <= view.width
    values = json.loads(text(report_json(found)))
    assert values["domain"] == "example.com"
    encoded = reports_json([found])
    assert encoded.isascii()
    assert all(PRINTABLE.fullmatch(line) for line in encoded.split("\n"))


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_spans_in_json_lie_within_their_text(data) -> None:
    for finding in json.loads(text(report_json(report(data.draw))))["findings"]:
        for evidence in finding["evidence"]:
            assert 0 <= evidence["start"] <= evidence["end"] <= len(evidence["text"])


@pytest.mark.parametrize("markup", ["[red]x[/red]", "[/]", "[link=http://e]", ":smile:", "[bold", "\\[x]"])
def test_markup_is_text(markup: str) -> None:
    def lookup(name: str, rdtype: str) -> Answer:
        if rdtype != "TXT":
            return Answer(name, rdtype, Status.NO_DATA)
        return Answer(name, rdtype, Status.FOUND, (Txt((f"v=spf1 {markup} -all".encode(),)),), 300)

    found = judge_one(run_in_memory(gather(Request("example.com")), lookup), catalogue())
    assert f"v=spf1 {markup} -all" in OURS.sub("", report_text(found, View(), colour=True))


def test_a_huge_domain_is_reported_whole() -> None:
    record = b"v=spf1 " + b" ".join(b"ip4:9.9.9.%d~" % (number % 250) for number in range(4000))
    hosts = tuple(Mx(number, f"h{number}.example.com") for number in range(500))
    strings = tuple(record[start : start + 255] for start in range(0, len(record), 255))

    def lookup(name: str, rdtype: str) -> Answer:
        records = {"MX": hosts, "TXT": (Txt(strings),), "A": ("9.9.9.9",)}.get(rdtype)
        if records is None or name.startswith("_"):
            return Answer(name, rdtype, Status.NO_DATA)
        return Answer(name, rdtype, Status.FOUND, records, 300)

    found = judge_one(run_in_memory(gather(Request("example.com")), lookup), catalogue())
    assert record.decode() in report_text(found, View())
    narrow = report_text(found, View(80)).splitlines()
    assert max(map(cells, narrow)) <= 80
    assert sum("h499.example.com" in line for line in narrow) == 1


def test_what_is_not_utf_8_keeps_its_length_in_json() -> None:
    assert json.loads(text({"a": ["x\udce9y\ud800", "\x7f"]})) == {"a": ["x\ufffdy\ufffd", "\x7f"]}
    assert "\x7f" not in text("\x7f")
