"""What a zone file answers."""

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest

from mailcheck.api import check
from mailcheck.dns.answers import Anchor, Answer, Failure, Location, Mx, Status, Txt
from mailcheck.dns.lookups import ZoneContents
from mailcheck.dns.zone import ZoneResolver
from mailcheck.dns.zonefile.files import read_text
from mailcheck.errors import ZoneSyntaxError
from mailcheck.judge.model import Verdict

ZONE = """\
$TTL 300
@ SOA ns1 hostmaster 1 7200 900 1209600 60
@ NS ns1
@ MX 10 mail
mail A 9.9.9.9
mail A 9.9.9.10
MAIL A 9.9.9.9
chain 100 CNAME link
link 200 CNAME mail
gone CNAME nothing
out 50 CNAME x.example.net.
loop CNAME pool
pool CNAME loop
a.b.c TXT x
*.w TXT wild
*.alias CNAME mail
here.w A 9.9.9.9
lent NS ns1.example.net.
lent A 9.9.9.9
lent DS 1 2 3 ab
ns.lent A 9.9.9.9
moved DNAME w.example.net.
"""
FAILED_OFFLINE = {
    "status": Status.FAILED,
    "failure": Failure.OFFLINE,
    "detail": "offline: not in the zone file",
}
ANSWERS = {
    "found": ("mail", "A", {"status": Status.FOUND, "records": ("9.9.9.9", "9.9.9.10"), "ttl": 300}),
    "any case": ("MAIL", "a", {"status": Status.FOUND, "records": ("9.9.9.9", "9.9.9.10"), "ttl": 300}),
    "no data": ("mail", "AAAA", {"status": Status.NO_DATA, "ttl": 60}),
    "no name": ("nothing", "A", {"status": Status.NO_NAME, "ttl": 60}),
    "empty non-terminal": ("b.c", "TXT", {"status": Status.NO_DATA, "ttl": 60}),
    "below a name with records": ("x.mail", "A", {"status": Status.NO_NAME, "ttl": 60}),
    "wildcard": ("x.y.w", "TXT", {"status": Status.FOUND, "records": (Txt((b"wild",)),), "ttl": 300}),
    "wildcard without the type": ("x.w", "MX", {"status": Status.NO_DATA, "ttl": 60}),
    "wildcard itself": ("*.w", "TXT", {"status": Status.FOUND, "records": (Txt((b"wild",)),), "ttl": 300}),
    "above the wildcard": ("w", "TXT", {"status": Status.NO_DATA, "ttl": 60}),
    "name beside the wildcard": ("here.w", "TXT", {"status": Status.NO_DATA, "ttl": 60}),
    "below the name beside it": ("x.here.w", "TXT", {"status": Status.NO_NAME, "ttl": 60}),
    "alias": (
        "chain",
        "A",
        {
            "status": Status.FOUND,
            "records": ("9.9.9.9", "9.9.9.10"),
            "ttl": 100,
            "aliases": ("link.example.com", "mail.example.com"),
        },
    ),
    "alias asked for": (
        "chain",
        "CNAME",
        {"status": Status.FOUND, "records": ("link.example.com",), "ttl": 100},
    ),
    "alias from a wildcard": (
        "x.alias",
        "A",
        {
            "status": Status.FOUND,
            "records": ("9.9.9.9", "9.9.9.10"),
            "ttl": 300,
            "aliases": ("mail.example.com",),
        },
    ),
    "alias without the type": (
        "chain",
        "TXT",
        {"status": Status.NO_DATA, "ttl": 60, "aliases": ("link.example.com", "mail.example.com")},
    ),
    "alias that dangles": (
        "gone",
        "A",
        {"status": Status.NO_NAME, "ttl": 60, "aliases": ("nothing.example.com",)},
    ),
    "alias that loops": (
        "loop",
        "A",
        {
            "status": Status.FAILED,
            "failure": Failure.MALFORMED,
            "detail": "a loop of aliases: loop.example.com -> pool.example.com -> loop.example.com",
            "aliases": ("pool.example.com", "loop.example.com"),
        },
    ),
    "alias out of the zone": ("out", "A", FAILED_OFFLINE | {"aliases": ("x.example.net",)}),
    "DNAME": ("a.moved", "A", FAILED_OFFLINE | {"aliases": ("a.w.example.net",)}),
    "alias of a DNAME": (
        "a.moved",
        "CNAME",
        {"status": Status.FOUND, "records": ("a.w.example.net",), "ttl": 300},
    ),
    "delegated name": ("lent", "A", FAILED_OFFLINE),
    "below a delegated name": ("ns.lent", "A", FAILED_OFFLINE),
    "name beside a delegated one": ("nolent", "A", {"status": Status.NO_NAME, "ttl": 60}),
    "DS of a delegated name": ("lent", "DS", {"status": Status.FOUND, "records": ("1 2 3 ab",), "ttl": 300}),
}


@pytest.mark.parametrize(("name", "rdtype", "expected"), ANSWERS.values(), ids=ANSWERS)
def test_answer(name: str, rdtype: str, expected: dict[str, object]) -> None:
    owner = f"{name}.example.com"
    answer = ZoneResolver.from_text(ZONE).answer(owner, rdtype)
    plain = answer._replace(locations=(), anchors=())
    assert plain == Answer(owner.lower(), rdtype.upper(), **expected)  # type: ignore[arg-type]


def test_name_outside_the_zone_cannot_be_told() -> None:
    answer = ZoneResolver.from_text(ZONE).answer("example.net", "A")
    assert answer == Answer("example.net", "A", **FAILED_OFFLINE)  # type: ignore[arg-type]


def test_records_have_the_places_they_come_from() -> None:
    answer = ZoneResolver.from_text(ZONE, file="x.zone").answer("chain.example.com", "A")
    assert answer.locations == (Location("x.zone", 5, 8), Location("x.zone", 6, 8))


def test_type_may_be_asked_for_by_number() -> None:
    zone = ZoneResolver.from_text("@ SPF x\n")
    assert zone.answer("example.com", "TYPE99") == Answer(
        "example.com",
        "TYPE99",
        Status.FOUND,
        (Txt((b"x",)),),
        3600,
        locations=(Location("<text>", 1, 7),),
        anchors=((Anchor(0, 1, 7),),),
    )


def test_name_may_be_asked_for_in_any_spelling() -> None:
    zone = ZoneResolver.from_text("a\\.b A 9.9.9.9\n\\195\\169 A 9.9.9.9\n")
    names = ["a\\.b.example.com.", "A\\046\\B.example.com", "é.example.com", "\\195\\169.Example.com"]
    assert [zone.answer(name, "A").found for name in names] == [True] * 4


@pytest.mark.parametrize("name", ["", ".", "a..b", "..", "x" * 300, "\\999", "\ud800", "é" * 99, "a b"])
def test_name_that_is_none_is_answered_all_the_same(name: str) -> None:
    assert ZoneResolver.from_text(ZONE).answer(name, "A").failure is Failure.OFFLINE
    assert ZoneResolver.from_text(ZONE).answer(f"{name}.example.com", "A").void


def test_chain_of_aliases_has_a_limit() -> None:
    zone = ZoneResolver.from_text("".join(f"a{at} CNAME a{at + 1}\n" for at in range(20)) + "a20 A 9.9.9.9\n")
    assert len(zone.answer("a4.example.com", "A").aliases) == 16
    assert zone.answer("a3.example.com", "A").detail == (
        "a chain of more than 16 aliases, from a3.example.com to a20.example.com"
    )


def test_zone_without_soa_gives_no_negative_time() -> None:
    answer = ZoneResolver.from_text("@ TXT x\n").answer("a.example.com", "A")
    assert answer == Answer("a.example.com", "A", Status.NO_NAME)


def test_negative_time_is_at_most_the_ttl_of_the_soa() -> None:
    zone = ZoneResolver.from_text("@ 30 SOA a b 1 2 3 4 60\n")
    assert zone.answer("a.example.com", "A").ttl == 30


def test_top_of_a_zone_exists_without_records() -> None:
    assert ZoneResolver.from_text("").answer("example.com", "MX").status is Status.NO_DATA


def test_records_beside_a_cname_are_served_and_named() -> None:
    answer = ZoneResolver.from_text("a CNAME b\na TXT x\n").answer("a.example.com", "TXT")
    assert (answer.records, answer.beside_alias) == ((Txt((b"x",)),), "b.example.com")


class TestSelectors:
    def test_names_below_domainkey_are_selectors(self) -> None:
        zone = ZoneResolver.from_text(
            "b._domainkey TXT x\na._domainkey CNAME y\nc.d._domainkey TXT x\n_domainkey TXT x\n"
            "*._domainkey TXT x\n_adsp._domainkey TXT x\ne._domainkey A 9.9.9.9\nf._domainkey.sub TXT x\n"
            "g._domainkey.example.net. TXT x\n"
        )
        assert zone.selectors == ("b", "a", "c.d")
        assert zone.selectors_of("sub.example.com") == ("f",)


class TestEverywhere:
    """With `everywhere`, the text is all there is in the DNS."""

    ZONE = "@ MX 10 mail.example.net.\nmail.example.net. A 9.9.9.9\nexample.net. NS ns.example.org.\n"

    def test_names_outside_the_zone_are_served(self) -> None:
        zone = ZoneResolver.from_text(self.ZONE, everywhere=True)
        assert zone.flaws == ()
        assert zone.answer("mail.example.net", "A").records == ("9.9.9.9",)
        assert zone.answer("example.net", "NS").records == ("ns.example.org",)
        assert zone.covers("anything.at.all")

    def test_every_other_name_is_denied(self) -> None:
        zone = ZoneResolver.from_text(self.ZONE, everywhere=True)
        assert zone.answer("ns.example.org", "A") == Answer("ns.example.org", "A", Status.NO_NAME)
        assert zone.answer("net", "A") == Answer("net", "A", Status.NO_DATA)

    def test_domain_itself_does_not_exist_without_records(self) -> None:
        zone = ZoneResolver.from_text("a.example.net. A 9.9.9.9\n", everywhere=True)
        assert zone.answer("example.com", "MX").status is Status.NO_NAME

    def test_names_outside_are_not_served_otherwise(self) -> None:
        zone = ZoneResolver.from_text(self.ZONE)
        assert [flaw.kind for flaw in zone.flaws] == ["out-of-zone", "out-of-zone"]
        assert zone.answer("mail.example.net", "A").failure is Failure.OFFLINE


class TestSeveralFiles:
    """Each zone answers for what is below its top and not below that of another."""

    PARENT = (
        "$ORIGIN example.com.\n@ SOA a b 1 2 3 4 60\nsub NS elsewhere\nns.sub A 9.9.9.1\nsub TXT parent\n"
    )
    CHILD = "$ORIGIN sub.example.com.\n@ SOA a b 1 2 3 4 30\n@ NS ns\nns A 9.9.9.2\n"

    def zone(self) -> ZoneResolver:
        return ZoneResolver(
            read_text(text, file=name) for name, text in [("p", self.PARENT), ("c", self.CHILD)]
        )

    def test_origins_are_those_of_all(self) -> None:
        assert (self.zone().origin, self.zone().origins) == (
            "example.com",
            ("example.com", "sub.example.com"),
        )

    def test_child_answers_for_its_names(self) -> None:
        assert self.zone().answer("ns.sub.example.com", "A").records == ("9.9.9.2",)
        assert self.zone().answer("sub.example.com", "NS").records == ("ns.sub.example.com",)
        assert self.zone().answer("sub.example.com", "TXT").ttl == 30
        assert self.zone().answer("x.example.com", "TXT").ttl == 60

    def test_records_of_one_zone_may_come_from_two_files(self) -> None:
        zone = ZoneResolver(
            read_text(f"$ORIGIN example.com.\n@ MX {preference} mail\n", file=str(preference))
            for preference in (10, 20)
        )
        assert zone.origins == ("example.com",)
        assert zone.answer("example.com", "MX").records == (
            Mx(10, "mail.example.com"),
            Mx(20, "mail.example.com"),
        )


def test_file_that_no_server_loads_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "example.com.zone").write_text("@ MX 10 mail\n@ A 9.9.9\n")
    with pytest.raises(ZoneSyntaxError) as caught:
        ZoneResolver.from_file(tmp_path / "example.com.zone")
    assert str(caught.value) == (
        f"{tmp_path}/example.com.zone:2:5: "
        "`9.9.9` is not an IPv4 address; four numbers of 0 to 255 are allowed"
    )


def test_text_that_no_server_loads_is_an_error() -> None:
    with pytest.raises(ZoneSyntaxError, match=r"^<text>:1:3: "):
        ZoneResolver.from_text("@ TXTT x\n")


def test_flaws_that_load_are_kept(tmp_path: Path) -> None:
    (tmp_path / "example.com").write_text("@ TXT v=spf1 -all\n")
    zone = ZoneResolver.from_file(tmp_path / "example.com")
    assert ([flaw.kind for flaw in zone.flaws], zone.complete) == (["unquoted-text"], False)


def test_answers_say_how_their_text_lies_in_the_file() -> None:
    zone = ZoneResolver.from_text('@ TXT "v=spf1" " -all"\n@ MX 010 mail\n@ A 9.9.9.9\n')
    assert zone.answer("example.com", "TXT").anchors == (((0, 1, 8), (6, 1, 17)),)
    assert zone.answer("example.com", "MX").anchors == (((0, 2, 6), (3, 2, 10)),)
    assert zone.answer("example.com", "A").anchors == ()


def test_the_library_judges_the_file_too() -> None:
    zone = ZoneResolver.from_text("@ TXT v=spf1 mx -all\n")
    assert asyncio.run(check("example.com", resolver=zone)).verdicts["zone-unquoted-text"] is Verdict.FAIL


def test_asking_gives_a_future_that_is_done() -> None:
    async def asked() -> tuple[bool, Answer]:
        future = ZoneResolver.from_text(ZONE).ask("mail.example.com", "A")
        return future.done(), await future

    assert asyncio.run(asked()) == (True, ZoneResolver.from_text(ZONE).answer("mail.example.com", "A"))


def test_plain_zone_needs_neither_asyncio_nor_dnspython() -> None:
    program = (
        "import sys; from mailcheck import ZoneResolver; "
        f"ZoneResolver.from_text({ZONE!r}).answer('example.com', 'MX'); "
        "print([name for name in ('asyncio', 'dns') if name in sys.modules])"
    )
    found = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert found.stdout == "[]\n"


KEYS = "@ TXT v=spf1 -all\nmain1._domainkey TXT p=x\n*._domainkey TXT p=\n"


class TestContents:
    """What zone files say beside their records."""

    def test_of_a_domain_in_a_zone(self) -> None:
        zone = ZoneResolver.from_text(KEYS)
        assert zone.zone_contents("example.com") == ZoneContents(("main1",), zone.flaws, zone.files)
        assert [flaw.kind for flaw in zone.flaws] == ["unquoted-text"]

    def test_of_a_name_below(self) -> None:
        zone = ZoneResolver.from_text(KEYS)
        assert zone.zone_contents("www.example.com") == ZoneContents((), zone.flaws, zone.files)

    def test_of_a_domain_elsewhere(self) -> None:
        zone = ZoneResolver.from_text(KEYS)
        assert zone.zone_contents("example.net") == ZoneContents((), None, zone.files)

    def test_of_a_zone_that_is_the_whole_dns(self) -> None:
        zone = ZoneResolver.from_text(KEYS, everywhere=True)
        assert zone.zone_contents("example.net") == ZoneContents((), zone.flaws, zone.files)

    def test_without_a_file(self) -> None:
        assert ZoneResolver(()).zone_contents("example.com") is None

    def test_of_several_files(self) -> None:
        one, other = (
            ZoneResolver.from_text(KEYS, origin=origin) for origin in ("example.com", "sub.example.com")
        )
        whole = ZoneResolver((*one.files, *other.files))
        below = whole.zone_contents("sub.example.com")
        assert below == ZoneContents(("main1",), one.flaws + other.flaws, one.files + other.files)
        above = whole.zone_contents("example.com")
        assert above == ZoneContents(("main1",), one.flaws, one.files + other.files)
