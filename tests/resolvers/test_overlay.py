"""Zones and planned records over other resolvers."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailcheck.dns.answers import Answer, Failure, Location, Mx, Status, Txt
from mailcheck.dns.driver import finish, run
from mailcheck.dns.lookups import Resolver, ZoneContents, ask
from mailcheck.dns.overlay import OfflineResolver, OverlayResolver
from mailcheck.dns.planned import PlannedRecord, PlannedRecords, parse_host, parse_record
from mailcheck.dns.zone import ZoneResolver
from mailcheck.errors import PlannedRecordError

ZONE = """\
@ MX 10 mail
mail A 9.9.9.9
out 100 CNAME alias.example.net.
far CNAME back.example.net.
loop CNAME loop.example.net.
lent NS ns.example.net.
twice CNAME again.example.net.
"""
ELSEWHERE = """\
alias.example.net. 200 CNAME host.example.net.
host.example.net. 50 A 9.9.9.10
back.example.net. CNAME mail.example.com.
loop.example.net. CNAME loop.example.com.
here.example.net. CNAME old.example.com.
www.lent.example.com. A 9.9.9.11
mail.example.com. A 1.1.1.1
old.example.com. A 1.1.1.2
again.example.net. CNAME out.example.com.
"""


class Slow:
    """A resolver without a memory, whose answers come later."""

    def __init__(self, world: ZoneResolver) -> None:
        self.world = world
        self.asked: list[tuple[str, str]] = []

    async def _later(self, name: str, rdtype: str) -> Answer:
        await asyncio.sleep(0)
        return self.world.answer(name, rdtype)

    def ask(self, name: str, rdtype: str) -> "asyncio.Task[Answer]":
        self.asked.append((name, rdtype))
        return asyncio.ensure_future(self._later(name, rdtype))


def at_once(resolver: Resolver, name: str, rdtype: str) -> Answer:
    return finish(run(ask(name, rdtype), resolver))


def zone() -> ZoneResolver:
    return ZoneResolver.from_text(ZONE)


def elsewhere() -> ZoneResolver:
    return ZoneResolver.from_text(ELSEWHERE, everywhere=True)


def offline(name: str, **options: object) -> Answer:
    detail = "offline: not in the zone file"
    return Answer(name, "A", Status.FAILED, failure=Failure.OFFLINE, detail=detail)._replace(**options)


def at(line: int, column: int) -> tuple[Location, ...]:
    return (Location("<text>", line, column),)


ANSWERS = {
    "in the zone": (
        "mail.example.com",
        Answer("mail.example.com", "A", Status.FOUND, ("9.9.9.9",), 3600, locations=at(2, 8)),
    ),
    "denied by the zone": ("old.example.com", Answer("old.example.com", "A", Status.NO_NAME)),
    "outside": (
        "host.example.net",
        Answer("host.example.net", "A", Status.FOUND, ("9.9.9.10",), 50, locations=at(2, 24)),
    ),
    "delegated": (
        "www.lent.example.com",
        Answer("www.lent.example.com", "A", Status.FOUND, ("9.9.9.11",), 50, locations=at(6, 25)),
    ),
    "alias out of the zone": (
        "out.example.com",
        Answer(
            "out.example.com",
            "A",
            Status.FOUND,
            ("9.9.9.10",),
            50,
            aliases=("alias.example.net", "host.example.net"),
            locations=at(2, 24),
        ),
    ),
    "alias out and back": (
        "far.example.com",
        Answer(
            "far.example.com",
            "A",
            Status.FOUND,
            ("9.9.9.9",),
            50,
            aliases=("back.example.net", "mail.example.com"),
            locations=at(2, 8),
        ),
    ),
    "alias out, back and out again": (
        "twice.example.com",
        Answer(
            "twice.example.com",
            "A",
            Status.FOUND,
            ("9.9.9.10",),
            50,
            aliases=("again.example.net", "out.example.com", "alias.example.net", "host.example.net"),
            locations=at(2, 24),
        ),
    ),
    "alias into the zone": (
        "here.example.net",
        Answer("here.example.net", "A", Status.NO_NAME, aliases=("old.example.com",)),
    ),
    "alias in a circle": (
        "loop.example.com",
        Answer(
            "loop.example.com",
            "A",
            Status.FAILED,
            aliases=("loop.example.net", "loop.example.com"),
            failure=Failure.MALFORMED,
            detail="a loop of aliases: loop.example.com -> loop.example.net -> loop.example.com",
        ),
    ),
}


@pytest.mark.parametrize(("name", "expected"), ANSWERS.values(), ids=ANSWERS)
def test_answer_at_once(name: str, expected: Answer) -> None:
    assert at_once(OverlayResolver(zone(), elsewhere()), name, "A") == expected


@pytest.mark.parametrize(("name", "expected"), ANSWERS.values(), ids=ANSWERS)
def test_answer_that_is_waited_for(name: str, expected: Answer) -> None:
    async def asked() -> Answer:
        return await OverlayResolver(zone(), Slow(elsewhere())).ask(name, "A")

    assert asyncio.run(asked()) == expected


def test_question_goes_out_at_the_call() -> None:
    async def asked() -> list[tuple[str, str]]:
        slow = Slow(elsewhere())
        future = OverlayResolver(zone(), slow).ask("Host.Example.Net.", "a")
        sent = list(slow.asked)
        await future
        return sent

    assert asyncio.run(asked()) == [("host.example.net", "A")]


def test_question_that_the_zone_answers_is_not_sent() -> None:
    async def asked() -> tuple[bool, list[tuple[str, str]]]:
        slow = Slow(elsewhere())
        return OverlayResolver(zone(), slow).ask("mail.example.com", "A").done(), slow.asked

    assert asyncio.run(asked()) == (True, [])


def test_error_below_reaches_whoever_waits() -> None:
    class Broken:
        def ask(self, name: str, rdtype: str) -> "asyncio.Future[Answer]":
            future: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
            future.set_exception(RuntimeError("a bug"))
            return future

    async def asked() -> Answer:
        return await OverlayResolver(zone(), Broken()).ask("example.net", "A")

    with pytest.raises(RuntimeError, match=r"^a bug$"):
        asyncio.run(asked())


def test_error_after_an_alias_reaches_whoever_waits() -> None:
    class Nonsense:
        def ask(self, name: str, rdtype: str) -> "asyncio.Future[Answer]":
            future: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
            future.set_result(None)  # type: ignore[arg-type]
            return future

    async def asked() -> Answer:
        return await OverlayResolver(zone(), Nonsense()).ask("out.example.com", "A")

    with pytest.raises(TypeError, match=r"^a resolver gave None in the place of an answer$"):
        asyncio.run(asked())


def test_cancelling_goes_both_ways() -> None:
    class Silent:
        def __init__(self) -> None:
            self.futures: list[asyncio.Future[Answer]] = []

        def ask(self, name: str, rdtype: str) -> "asyncio.Future[Answer]":
            self.futures.append(asyncio.get_running_loop().create_future())
            return self.futures[-1]

    async def asked() -> tuple[bool, bool]:
        silent = Silent()
        overlay = OverlayResolver(zone(), silent)
        given_up, left = overlay.ask("a.example.net", "A"), overlay.ask("b.example.net", "A")
        given_up.cancel()
        silent.futures[0].set_result(offline("a.example.net"))
        silent.futures[1].cancel()
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        return given_up.cancelled(), left.cancelled()

    assert asyncio.run(asked()) == (True, True)


def test_there_is_a_memory_only_if_there_is_one_below() -> None:
    assert OverlayResolver(zone(), OfflineResolver()).memory is not None
    assert OverlayResolver(zone(), Slow(elsewhere())).memory is None


class TestOffline:
    def test_all_that_is_not_in_the_zone_cannot_be_told(self) -> None:
        overlay = OverlayResolver(zone(), OfflineResolver())
        assert at_once(overlay, "example.net", "A") == offline("example.net")
        assert at_once(overlay, "www.lent.example.com", "A") == offline("www.lent.example.com")
        assert at_once(overlay, "out.example.com", "A") == offline(
            "out.example.com", aliases=("alias.example.net",)
        )

    def test_waiting_for_it_gives_the_same(self) -> None:
        async def asked() -> Answer:
            return await OfflineResolver().ask("Example.net.", "a")

        assert asyncio.run(asked()) == offline("example.net")


def test_zone_with_the_longest_name_answers() -> None:
    inner = ZoneResolver.from_text("@ A 9.9.9.2\n", origin="sub.example.com")
    outer = ZoneResolver.from_text("alias CNAME sub\nsub A 9.9.9.1\n")
    for zones in ([inner, outer], [outer, inner]):
        overlay = OverlayResolver(zones, OfflineResolver())
        assert at_once(overlay, "sub.example.com", "A").records == ("9.9.9.2",)
        assert at_once(overlay, "alias.example.com", "A").records == ("9.9.9.2",)


class TestPlanned:
    """A planned record takes the place of what is published at its name and type."""

    def answer(self, name: str, rdtype: str, *records: str, under: Resolver | None = None) -> Answer:
        planned = PlannedRecords(parse_record(record, "example.com") for record in records)
        return at_once(OverlayResolver([planned, zone()], under or elsewhere()), name, rdtype)

    def test_record_replaces_the_rrset(self) -> None:
        found = self.answer("example.com", "MX", "@ MX 5 a", "@ MX 6 b", "@ MX 6 b")
        assert found == Answer(
            "example.com",
            "MX",
            Status.FOUND,
            (Mx(5, "a.example.com"), Mx(6, "b.example.com")),
            300,
            server="planned",
        )

    def test_other_types_at_the_name_stay(self) -> None:
        assert self.answer("mail.example.com", "A", "mail TXT x").records == ("9.9.9.9",)

    def test_name_comes_to_exist_and_all_above_it(self) -> None:
        record = "main1._domainkey.new.example.com TXT x"
        for name in ("main1._domainkey.new", "_domainkey.new", "new"):
            answer = self.answer(f"{name}.example.com", "A", record)
            assert answer.status is Status.NO_DATA
        assert self.answer("x.new.example.com", "A", record).status is Status.NO_NAME

    def test_alias_is_followed_for_every_type(self) -> None:
        found = self.answer("new.example.com", "A", "new CNAME mail")
        assert (found.records, found.aliases, found.ttl) == (("9.9.9.9",), ("mail.example.com",), 300)
        assert self.answer("new.example.com", "CNAME", "new CNAME mail").records == ("mail.example.com",)

    def test_target_of_a_published_alias_may_be_planned(self) -> None:
        found = self.answer("out.example.com", "A", "host.example.net A 9.9.9.99")
        assert found == Answer(
            "out.example.com",
            "A",
            Status.FOUND,
            ("9.9.9.99",),
            50,
            aliases=("alias.example.net", "host.example.net"),
            server="planned",
        )

    def test_target_of_an_alias_in_the_zone_may_be_planned(self) -> None:
        assert self.answer("far.example.com", "A", "mail A 9.9.9.99").records == ("9.9.9.99",)
        inner = ZoneResolver.from_text("a CNAME b\nb A 9.9.9.1\n")
        planned = PlannedRecords([parse_record("b A 9.9.9.2", "example.com")])
        overlay = OverlayResolver([planned, inner], OfflineResolver())
        assert at_once(overlay, "a.example.com", "A").records == ("9.9.9.2",)
        assert at_once(overlay, "a.example.com", "A").aliases == ("b.example.com",)

    def test_planned_aliases_may_not_run_in_a_circle(self) -> None:
        found = self.answer("a.example.com", "A", "a CNAME b", "b CNAME a")
        assert found.failure is Failure.MALFORMED


RECORDS = {
    "text without quotes": (
        "_dmarc TXT v=DMARC1; p=none",
        ("_dmarc.example.com", "TXT", Txt((b"v=DMARC1; p=none",))),
    ),
    "text in quotes": ('@ TXT "a;" "b"', ("example.com", "TXT", Txt((b"a;", b"b")))),
    "long text": (f"@ TXT {'x' * 256}", ("example.com", "TXT", Txt((b"x" * 255, b"x")))),
    "text in quotes of UTF-8": ('@ TXT "é"', ("example.com", "TXT", Txt(("é".encode(),)))),
    "absolute name": ("mail.example.net. A 9.9.9.9", ("mail.example.net", "A", "9.9.9.9")),
    "name with dots": ("mail.example.net A 9.9.9.9", ("mail.example.net", "A", "9.9.9.9")),
    "name in the domain": ("mail.example.com A 9.9.9.9", ("mail.example.com", "A", "9.9.9.9")),
    "domain": ("Example.COM A 9.9.9.9", ("example.com", "A", "9.9.9.9")),
    "one label": ("mail A 9.9.9.9", ("mail.example.com", "A", "9.9.9.9")),
    "selector": ("main1._domainkey TXT x", ("main1._domainkey.example.com", "TXT", Txt((b"x",)))),
    "TTL and class": ("mail 300 IN A 9.9.9.9", ("mail.example.com", "A", "9.9.9.9")),
    "lower case": ("mail in a 9.9.9.9", ("mail.example.com", "A", "9.9.9.9")),
    "target with dots": ("@ MX 10 mail.example.com", ("example.com", "MX", Mx(10, "mail.example.com"))),
    "target of one label": ("@ MX 10 mail", ("example.com", "MX", Mx(10, "mail.example.com"))),
    "null MX": ("@ MX 0 .", ("example.com", "MX", Mx(0, ""))),
    "alias": ("s1._domainkey CNAME s1.example.net", ("s1._domainkey.example.com", "CNAME", "s1.example.net")),
    "generic value": (r"@ TYPE99 \# 2 0161", ("example.com", "SPF", Txt((b"a",)))),
    "many blanks": ("  @   MX   10   mail  ", ("example.com", "MX", Mx(10, "mail.example.com"))),
}


@pytest.mark.parametrize(("text", "expected"), RECORDS.values(), ids=RECORDS)
def test_record_is_read(text: str, expected: tuple[object, ...]) -> None:
    assert parse_record(text, "example.com") == expected


BAD_RECORDS = {
    "": "`` is not a record; `NAME TYPE VALUE` is allowed",
    "mail": "`mail` is not a record; `NAME TYPE VALUE` is allowed",
    "mail A": "`mail A`: the value is missing; an A record holds one IPv4 address",
    "mail TXT": (
        '`mail TXT`: the text is missing; one or more strings are allowed, such as `"v=spf1 mx -all"`'
    ),
    "mail 300": "`mail 300`: the RR type is missing after `300`; one such as MX or TXT is needed",
    "mail 9.9.9.9": (
        "`mail 9.9.9.9`: `9.9.9.9` is neither a TTL nor an RR type; a TTL is such as `3600` or `1h30m`"
    ),
    "mail FOO x": "`mail FOO x`: `FOO` is not an RR type; one such as A, AAAA, MX, TXT or CNAME is allowed",
    "mail A 9.9.9": "`mail A 9.9.9`: `9.9.9` is not an IPv4 address; four numbers of 0 to 255 are allowed",
    "a..b A 9.9.9.9": "`a..b A 9.9.9.9`: `a..b.` has an empty label; labels of 1 to 63 octets are allowed",
    "* A 9.9.9.9": "`* A 9.9.9.9`: a wildcard cannot be planned; give the name that it is to answer for",
    '@ TXT "x': '`@ TXT "x`: the quote is never closed; a `"` must end the string on its line',
}


@pytest.mark.parametrize(("text", "message"), BAD_RECORDS.items(), ids=BAD_RECORDS)
def test_text_that_is_no_record_is_an_error(text: str, message: str) -> None:
    with pytest.raises(PlannedRecordError) as caught:
        parse_record(text, "example.com")
    assert str(caught.value) == message


def test_relative_name_needs_a_domain() -> None:
    with pytest.raises(
        PlannedRecordError, match=r"^`mail A 9.9.9.9`: `mail` is relative, and nothing says to what"
    ):
        parse_record("mail A 9.9.9.9")
    assert parse_record("mail.example.com A 9.9.9.9").owner == "mail.example.com"


@given(st.text(), st.none() | st.just("example.com"))
def test_any_text_is_a_record_or_an_error(text: str, origin: str | None) -> None:
    for given_text in (text, f"@ TXT {text}", f"a MX {text}", f"{text} A 9.9.9.9"):
        try:
            found = parse_record(given_text, origin)
        except PlannedRecordError:
            continue
        assert isinstance(found, PlannedRecord)


def test_host_with_its_address_is_a_record() -> None:
    assert parse_host("mail=9.9.9.9", "example.com") == ("mail.example.com", "A", "9.9.9.9")
    assert parse_host("mail.example.net=2001:DB8::1") == ("mail.example.net", "AAAA", "2001:db8::1")


@pytest.mark.parametrize("text", ["mail", "mail=", "=9.9.9.9", "mail=example", "mail 1.1.1.1"])
def test_host_without_its_address_is_an_error(text: str) -> None:
    with pytest.raises(PlannedRecordError):
        parse_host(text, "example.com")


class TestContents:
    """What the zone files of all layers say beside their records."""

    @pytest.mark.parametrize(
        "resolver",
        [
            pytest.param(OverlayResolver(zone(), OfflineResolver()), id="a layer"),
            pytest.param(OverlayResolver([PlannedRecords(()), zone()], OfflineResolver()), id="one of two"),
            pytest.param(OverlayResolver(PlannedRecords(()), zone()), id="below"),
        ],
    )
    def test_of_one_file(self, resolver: OverlayResolver) -> None:
        (file,) = resolver.zone_contents("example.com").files
        assert file.origin == "example.com"

    def test_of_none(self) -> None:
        assert OverlayResolver(PlannedRecords(()), OfflineResolver()).zone_contents("example.com") is None

    def test_of_files_over_and_below(self) -> None:
        over = ZoneResolver.from_text('a._domainkey TXT "p="\nb._domainkey TXT "p="\n@ TXT x y\n')
        under = ZoneResolver.from_text('b._domainkey TXT "p="\nc._domainkey TXT "p="\n@ TXT v=spf1 -all\n')
        found = OverlayResolver(over, under).zone_contents("example.com")
        assert found == ZoneContents(("a", "b", "c"), over.flaws + under.flaws, over.files + under.files)
        assert OverlayResolver(over, under).zone_contents("example.net").flaws is None
