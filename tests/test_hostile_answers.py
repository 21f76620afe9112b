"""Nothing that the DNS says about a domain raises, and the same answers give the same report."""

import random
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from worlds import judge_one

from mailcheck.dns.answers import Answer, Failure, Mx, Status, Txt
from mailcheck.dns.driver import run_in_memory
from mailcheck.judge.model import Report
from mailcheck.rules import catalogue
from mailcheck.survey.gather import gather
from mailcheck.survey.request import Request

NAMES = (
    "example.com",
    "mail.example.com",
    "mail.example.com.example.com",
    "a.example.net",
    "_spf.example.net",
    "com",
    "",
    "localhost",
    "mail",
    "9.9.9.9",
    "9.9.9.9.example.com",
    "2001:db8::1",
    "a_b.example.com",
    "xn--bcher-kva.example",
    r"a\.b.example.com",
    r"\000\255\".example.com",
    ".".join(["a" * 63] * 3),
    "_dmarc.example.com",
    "*.example.com",
)
ADDRESSES = {
    "A": ("9.9.9.9", "10.0.0.1", "192.0.2.1", "0.0.0.0", "255.255.255.255"),
    "AAAA": ("2a00:1450::25", "fe80::1", "::ffff:9.9.9.9", "::", "2001:db8::1"),
}
TEXTS = (
    b"v=spf1 mx a include:_spf.example.net -all",
    b"v=spf1 include:example.com include:a.example.net ~all",
    b"v=spf1 exists:%{i}._spf.%{d} ptr:a.example.net redirect=mail.example.com",
    b"v=spf1",
    b"v=spf1 ip4:9.9.9.9~all",
    b"v=spf1 exp=%{x} %",
    b"v=spf10",
    b"v=DMARC1; p=reject; rua=mailto:a@a.example.net!10m",
    b"v=DMARC1",
    b"v=DMARC1;;=;",
    b"v=DMARC1; p=none; psd=y; sp=; np=x; fo=9; pct=; ruf=mailto:@",
    b" v=dmarc1; p=none",
    b"v=DKIM1; p=",
    b"v=DKIM1; k=rsa; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQ",
    b"p=MIIEvQIBADANBgkqhkiG9w0BAQEFAASC",
    b"k=ed25519; p=AAAA",
    b"\x1b[31m\xff\x00\xe2\x80\xae",
    b"[red]x[/red]",
    b"\x93v=spf1 mx\x94",
    b"",
    b"a" * 255,
    b"=;" * 100,
    b" " * 200,
)


class Anything:
    """A DNS that says anything at all, and the same thing every time; *extra* octets turn up in its texts."""

    def __init__(self, seed: int, extra: bytes) -> None:
        self.seed = seed
        self.texts = (*TEXTS, extra[:255])

    def answer(self, name: str, rdtype: str) -> Answer:
        chance = random.Random(f"{self.seed} {name} {rdtype}")
        aliases = tuple(chance.choices(NAMES, k=chance.choice((0, 0, 0, 0, 1, 3))))
        match chance.randrange(10):
            case 0:
                failure = chance.choice(list(Failure))
                return Answer(name, rdtype, Status.FAILED, aliases=aliases, failure=failure, detail="\x1b[2J")
            case 1:
                return Answer(name, rdtype, Status.NO_NAME, aliases=aliases)
            case 2:
                return Answer(name, rdtype, Status.NO_DATA, aliases=aliases)
        records = tuple(
            dict.fromkeys(self._record(chance, rdtype) for _ in range(chance.choice((1, 1, 1, 2, 12))))
        )
        return Answer(name, rdtype, Status.FOUND, records, aliases=aliases, ttl=chance.randrange(1 << 31))

    def _record(self, chance: random.Random, rdtype: str) -> object:
        match rdtype:
            case "MX":
                return Mx(chance.randrange(65536), chance.choice(NAMES))
            case "TXT" | "SPF":
                return Txt(tuple(chance.choices(self.texts, k=chance.choice((1, 1, 1, 2, 5)))))
            case "A" | "AAAA":
                return chance.choice(ADDRESSES[rdtype])
        return chance.choice(NAMES)


def _judged(world: Anything) -> Report:
    request = Request("example.com", ("s1", "s2"), ("9.9.9.9", "mail.example.com"))
    return judge_one(run_in_memory(gather(request), cache(world.answer)), catalogue())


@settings(max_examples=150, deadline=None)
@given(st.integers(min_value=0), st.binary(max_size=255))
def test_any_answers_give_a_report_and_always_the_same(seed: int, extra: bytes) -> None:
    report = _judged(Anything(seed, extra))
    assert report == _judged(Anything(seed, extra))
    for finding in report.findings:
        problem = finding.problem
        if problem.span is not None:
            assert 0 <= problem.span.start <= problem.span.end <= len(problem.source.text)
        assert problem.message
        assert not problem.message.endswith(".")
        assert not problem.replacement or problem.publish_at or problem.replacement != problem.source.text


class Flood(Anything):
    """A DNS in which every answer is as large as it can be."""

    def __init__(self, text: bytes, exchange: str) -> None:
        super().__init__(0, b"")
        self.text, self.exchange = text, exchange

    def answer(self, name: str, rdtype: str) -> Answer:
        records: tuple[object, ...] = ()
        if rdtype == "MX":
            records = tuple(Mx(number, f"h{number}.{self.exchange}") for number in range(500))
        elif rdtype in ("TXT", "SPF"):
            records = (Txt(tuple(self.text[start : start + 255] for start in range(0, 65000, 255))),)
        elif rdtype in ADDRESSES:
            records = ADDRESSES[rdtype]
        return Answer(name, rdtype, Status.FOUND if records else Status.NO_DATA, records)


FLOODS = [
    pytest.param(b"v=spf1 " + b"include:example.com " * 3250, "example.com", id="includes"),
    pytest.param(b"v=spf1 " + b"a " * 32500, "example.com.example.com", id="terms"),
    pytest.param(b"v=spf1 a:" + b"%{d}" * 16250, "example.net", id="macros"),
    pytest.param(b"v=spf1" + b"a" * 65000, "x", id="one word"),
    pytest.param(
        b"v=DMARC1; p=none; rua=" + b"mailto:a@example.net," * 3100, "example.com", id="report addresses"
    ),
    pytest.param(b"v=DMARC1;" + b"p=none;" * 9300, "example.com", id="tags"),
    pytest.param(b"v=DKIM1; p=" + b"A" * 65000, "example.com", id="key data"),
    pytest.param(b"v=DKIM1;" + b" ;" * 32500, "example.com", id="empty tags"),
    pytest.param(b" " * 65000, "a" * 63, id="blanks"),
    pytest.param(b"\xff" * 65000, "example.com", id="octets"),
    pytest.param(b'"' * 65000, "example.com", id="quotes"),
]


@pytest.mark.no_cover  # thousands of calls of what other tests cover
@pytest.mark.parametrize(("text", "exchange"), FLOODS)
def test_the_largest_answers_give_a_report(text: bytes, exchange: str) -> None:
    assert _judged(Flood(text, exchange)).domain == "example.com"
