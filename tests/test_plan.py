"""What a plan makes of what is published: each case is a zone, the wishes, and every change that follows."""
# ruff: noqa: E501 - a record before and after reads best in one line

import asyncio

import pytest
from dkim_samples import RSA, RSA2
from worlds import Answering, World

from mailcheck.dns.answers import Answer, Failure, Question, Status, failed_answer
from mailcheck.dns.driver import finish, run
from mailcheck.dns.lookups import ask, ask_all
from mailcheck.dns.overlay import OverlayResolver
from mailcheck.dns.presentation import zone_lines
from mailcheck.dns.zone import ZoneResolver
from mailcheck.plan import Action, AddressWish, Draft, KeyWish, MxWish, Wishes, draft, empty_world
from mailcheck.plan.as_planned import PlannedAnswers

DOMAIN = "example.com"
MAIL = "@ MX 10 mail\nmail A 9.9.9.25\n"
KEY, OTHER = f"v=DKIM1; k=rsa; p={RSA}", f"v=DKIM1; k=rsa; p={RSA2}"
Line = tuple[str, str, str, str | None, str | None]


def drawn(zone: str, *dead: str, **wishes: object) -> Draft:
    return in_world(Wishes(DOMAIN, **wishes), zone, *dead)  # type: ignore[arg-type]


def in_world(wishes: Wishes, zone: str, *dead: str) -> Draft:
    return finish(draft(wishes, Answering(World(zone, dead).answer)))


def lines(found: Draft) -> list[Line]:
    return [
        (
            change.action.value,
            change.record.name.removesuffix(DOMAIN).removesuffix(".") or "@",
            change.record.type,
            change.old.text if change.old else None,
            change.new.text if change.new else None,
        )
        for change in found.changes
    ]


def key_zone(text: str, at: str = "main1._domainkey") -> str:
    return MAIL + f'{at} TXT "{text[:200]}" "{text[200:]}"\n'


SPF_CASES = {
    "a term that is missing joins before the end": (
        MAIL + '@ TXT "v=spf1 mx ~all"',
        {"includes": ("_spf.example.net",)},
        [("change", "@", "TXT", "v=spf1 mx ~all", "v=spf1 mx include:_spf.example.net ~all")],
    ),
    "an include that is there already is right, whatever its case and spacing": (
        MAIL + '@ TXT "v=spf1  MX include:_SPF.example.net -all"',
        {"includes": ("_spf.example.net",)},
        [("right", "@", "TXT", *["v=spf1  MX include:_SPF.example.net -all"] * 2)],
    ),
    "other spelling of the same terms is right": (
        MAIL + '@ TXT "v=spf1  +MX  ip4:9.9.9.26/32 -all"',
        {"senders": ("9.9.9.26",)},
        [("right", "@", "TXT", "v=spf1  +MX  ip4:9.9.9.26/32 -all", "v=spf1  +MX  ip4:9.9.9.26/32 -all")],
    ),
    "a sender within a published range is right": (
        MAIL + '@ TXT "v=spf1 mx ip4:9.9.10.0/24 -all"',
        {"senders": ("9.9.10.7", "9.9.10.0/28")},
        [("right", "@", "TXT", "v=spf1 mx ip4:9.9.10.0/24 -all", "v=spf1 mx ip4:9.9.10.0/24 -all")],
    ),
    "a range that only half passes is added": (
        MAIL + '@ TXT "v=spf1 mx ip4:9.9.10.0/25 -all"',
        {"senders": ("9.9.10.0/24",)},
        [("change", "@", "TXT", "v=spf1 mx ip4:9.9.10.0/25 -all", "v=spf1 mx ip4:9.9.10.0/25 ip4:9.9.10.0/24 -all")],
    ),
    "two records become one, with the terms of both": (
        MAIL + '@ TXT "v=spf1 mx -all"\n@ TXT "v=spf1 ip4:9.9.9.26 ~all"',
        {"senders": ("9.9.9.27",)},
        [
            ("change", "@", "TXT", "v=spf1 mx -all", "v=spf1 mx ip4:9.9.9.26 ip4:9.9.9.27 ~all"),
            ("remove", "@", "TXT", "v=spf1 ip4:9.9.9.26 ~all", None),
        ],
    ),
    "a record that receivers pass over is repaired and joined": (
        MAIL + '@ TXT "v=spf1; mx -all"',
        {"senders": ("9.9.9.27",)},
        [("change", "@", "TXT", "v=spf1; mx -all", "v=spf1 mx ip4:9.9.9.27 -all")],
    ),
    "what is no term and cannot be repaired is left out": (
        MAIL + '@ TXT "v=spf1 mx ip4:9.9.9.999 -all"',
        {"senders": ("9.9.9.27",)},
        [("change", "@", "TXT", "v=spf1 mx ip4:9.9.9.999 -all", "v=spf1 mx ip4:9.9.9.27 -all")],
    ),
    "a redirect stays one where nothing ends the record": (
        MAIL + '@ TXT "v=spf1 redirect=_spf.example.net"\n_spf.example.net. TXT "v=spf1 ip4:9.9.9.30 -all"',
        {"senders": ("9.9.9.27",)},
        [("change", "@", "TXT", "v=spf1 redirect=_spf.example.net", "v=spf1 ip4:9.9.9.27 redirect=_spf.example.net")],
    ),
    "everybody may send no longer": (
        MAIL + '@ TXT "v=spf1 mx +all"',
        {"includes": ("_spf.example.net",)},
        [("change", "@", "TXT", "v=spf1 mx +all", "v=spf1 mx include:_spf.example.net ~all")],
    ),
    "a record of the obsolete type goes, and other TXT records stay": (
        MAIL + '@ TXT "v=spf1 mx -all"\n@ SPF "v=spf1 mx -all"\n@ TXT "site-verification=1"',
        {"mx": (MxWish("mail.example.com"),)},
        [
            ("right", "@", "MX", "10 mail.example.com.", "10 mail.example.com."),
            ("right", "@", "TXT", "v=spf1 mx -all", "v=spf1 mx -all"),
            ("remove", "@", "SPF", "v=spf1 mx -all", None),
        ],
    ),
    "a record at a doubled name goes": (
        MAIL + '@ TXT "v=spf1 mx -all"\nexample.com TXT "v=spf1 a -all"',
        {"senders": ("9.9.9.25",)},
        [
            ("right", "@", "TXT", "v=spf1 mx -all", "v=spf1 mx -all"),
            ("remove", "example.com", "TXT", "v=spf1 a -all", None),
        ],
    ),
    "an own MX host that passes already needs no term": (
        MAIL + '@ TXT "v=spf1 ip4:9.9.9.25 -all"',
        {"mx": (MxWish("mail.example.com"),)},
        [
            ("right", "@", "MX", "10 mail.example.com.", "10 mail.example.com."),
            ("right", "@", "TXT", "v=spf1 ip4:9.9.9.25 -all", "v=spf1 ip4:9.9.9.25 -all"),
        ],
    ),
    "a sender that passes only as the MX host of yesterday is added": (
        MAIL + '@ TXT "v=spf1 mx -all"',
        {
            "mx": (MxWish("new.example.com"),),
            "addresses": (AddressWish("new.example.com", "9.9.9.30"),),
            "senders": ("9.9.9.25",),
        },
        [
            ("change", "@", "MX", "10 mail.example.com.", "10 new.example.com."),
            ("add", "new", "A", None, "9.9.9.30"),
            ("change", "@", "TXT", "v=spf1 mx -all", "v=spf1 mx ip4:9.9.9.25 -all"),
        ],
    ),
    "a provider's MX hosts are not let send where somebody else is named": (
        'mx.example.net. A 9.9.9.40\n_spf.example.net. TXT "v=spf1 ip4:9.9.9.30 -all"',
        {"mx": (MxWish("mx.example.net"),), "includes": ("_spf.example.net",)},
        [
            ("add", "@", "MX", None, "10 mx.example.net."),
            ("add", "@", "TXT", None, "v=spf1 include:_spf.example.net -all"),
        ],
    ),
    "who receives sends, where nobody else is named": (
        "mx.example.net. A 9.9.9.40",
        {"mx": (MxWish("mx.example.net"),)},
        [("add", "@", "MX", None, "10 mx.example.net."), ("add", "@", "TXT", None, "v=spf1 mx -all")],
    ),
    "own hosts beside a provider's are named by their addresses": (
        "mx.example.net. A 9.9.9.40",
        {
            "mx": (MxWish("mail.example.com"), MxWish("mx.example.net")),
            "addresses": (AddressWish("mail.example.com", "2a00:1450::25"),),
        },
        [
            ("add", "@", "MX", None, "10 mail.example.com."),
            ("add", "@", "MX", None, "20 mx.example.net."),
            ("add", "mail", "AAAA", None, "2a00:1450::25"),
            ("add", "@", "TXT", None, "v=spf1 ip6:2a00:1450::25 -all"),
        ],
    ),
    "a name with an alias takes a record only without it": (
        "@ CNAME www\nwww A 9.9.9.80",
        {"senders": ("9.9.9.25",)},
        [
            ("remove", "@", "CNAME", "www.example.com.", None),
            ("add", "@", "TXT", None, "v=spf1 ip4:9.9.9.25 -all"),
        ],
    ),
}  # fmt: skip
MX_CASES = {
    "a preference that is not given may be any": (
        "@ MX 5 mail\nmail A 9.9.9.25",
        (MxWish("mail.example.com"),),
        [("right", "@", "MX", "5 mail.example.com.", "5 mail.example.com.")],
    ),
    "preferences in another order than wished for change": (
        "@ MX 20 a\n@ MX 10 b",
        (MxWish("a.example.com"), MxWish("b.example.com")),
        [
            ("change", "@", "MX", "20 a.example.com.", "10 a.example.com."),
            ("change", "@", "MX", "10 b.example.com.", "20 b.example.com."),
        ],
    ),
    "a host that is not named goes": (
        "@ MX 10 mail\n@ MX 20 old\nmail A 9.9.9.25",
        (MxWish("mail.example.com", 10),),
        [
            ("right", "@", "MX", "10 mail.example.com.", "10 mail.example.com."),
            ("remove", "@", "MX", "20 old.example.com.", None),
        ],
    ),
    "a null MX gives way": (
        "@ MX 0 .",
        (MxWish("mail.example.com", 0),),
        [("change", "@", "MX", "0 .", "0 mail.example.com.")],
    ),
    "a host listed twice stays once": (
        "@ MX 10 mail\n@ MX 20 mail",
        (MxWish("mail.example.com", 10),),
        [
            ("right", "@", "MX", "10 mail.example.com.", "10 mail.example.com."),
            ("remove", "@", "MX", "20 mail.example.com.", None),
        ],
    ),
}

DMARC_CASES = {
    "other spelling and defaults written out are right": (
        '_dmarc TXT "v=DMARC1;p=Quarantine;adkim=r; sp=quarantine; rua=mailto:dmarc@example.com;"',
        {"policy": "quarantine", "rua": ("mailto:dmarc@example.com",)},
        [("right", "_dmarc", "TXT", *["v=DMARC1;p=Quarantine;adkim=r; sp=quarantine; rua=mailto:dmarc@example.com;"] * 2)],
    ),
    "a policy changes, and other tags stay": (
        '_dmarc TXT "v=DMARC1; p=none; adkim=s; rua=mailto:a@example.com"',
        {"policy": "reject"},
        [("change", "_dmarc", "TXT", "v=DMARC1; p=none; adkim=s; rua=mailto:a@example.com", "v=DMARC1; p=reject; adkim=s; rua=mailto:a@example.com")],
    ),
    "reports go to the new address as well": (
        '_dmarc TXT "v=DMARC1; p=none; rua=mailto:a@example.com"',
        {"rua": ("mailto:b@example.com",)},
        [("change", "_dmarc", "TXT", "v=DMARC1; p=none; rua=mailto:a@example.com", "v=DMARC1; p=none; rua=mailto:a@example.com,mailto:b@example.com")],
    ),
    "a policy for testing is in force no longer": (
        '_dmarc TXT "v=DMARC1; p=reject; t=y"',
        {"policy": "reject"},
        [("change", "_dmarc", "TXT", "v=DMARC1; p=reject; t=y", "v=DMARC1; p=reject")],
    ),
    "a share of the mail is not all of it": (
        '_dmarc TXT "v=DMARC1; p=reject; pct=20"',
        {"policy": "reject"},
        [("change", "_dmarc", "TXT", "v=DMARC1; p=reject; pct=20", "v=DMARC1; p=reject")],
    ),
    "of two records one is left": (
        '_dmarc TXT "v=DMARC1; p=none; rua=mailto:a@example.com"\n_dmarc TXT "v=DMARC1; p=reject; rua=mailto:b@example.com"',
        {"policy": "reject"},
        [
            ("change", "_dmarc", "TXT", "v=DMARC1; p=none; rua=mailto:a@example.com", "v=DMARC1; p=reject; rua=mailto:a@example.com,mailto:b@example.com"),
            ("remove", "_dmarc", "TXT", "v=DMARC1; p=reject; rua=mailto:b@example.com", None),
        ],
    ),
    "a record that receivers discard is repaired": (
        '_dmarc TXT "v=dmarc1; p=none; rua=mailto:a@example.com"',
        {"policy": "reject"},
        [("change", "_dmarc", "TXT", "v=dmarc1; p=none; rua=mailto:a@example.com", "v=DMARC1; p=reject; rua=mailto:a@example.com")],
    ),
    "a record at the wrong name is taken to the right one": (
        '@ TXT "v=DMARC1; p=reject; rua=mailto:a@example.com"',
        {"rua": ("mailto:a@example.com",)},
        [
            ("add", "_dmarc", "TXT", None, "v=DMARC1; p=reject; rua=mailto:a@example.com"),
            ("remove", "@", "TXT", "v=DMARC1; p=reject; rua=mailto:a@example.com", None),
        ],
    ),
    "text that is no DMARC record stays": (
        '_dmarc TXT "verification=1"',
        {"policy": "none"},
        [("add", "_dmarc", "TXT", None, "v=DMARC1; p=none")],
    ),
    "subdomains have a policy of their own": (
        '_dmarc TXT "v=DMARC1; p=reject"',
        {"policy": "reject", "subdomains": "none"},
        [("change", "_dmarc", "TXT", "v=DMARC1; p=reject", "v=DMARC1; p=reject; sp=none")],
    ),
    "what a wildcard answers does not stand there": (
        '* TXT "v=DMARC1; p=none"',
        {"policy": "none"},
        [("add", "_dmarc", "TXT", None, "v=DMARC1; p=none")],
    ),
    "an alias to somebody's record gives way": (
        '_dmarc CNAME example.com.dmarc.example.net.\nexample.com.dmarc.example.net. TXT "v=DMARC1; p=none; rua=mailto:a@example.com"',
        {"policy": "reject"},
        [
            ("remove", "_dmarc", "CNAME", "example.com.dmarc.example.net.", None),
            ("add", "_dmarc", "TXT", None, "v=DMARC1; p=reject; rua=mailto:a@example.com"),
        ],
    ),
    "an alias to a record that is right stays": (
        '_dmarc CNAME example.com.dmarc.example.net.\nexample.com.dmarc.example.net. TXT "v=DMARC1; p=none"',
        {"policy": "none"},
        [("right", "_dmarc", "TXT", "v=DMARC1; p=none", "v=DMARC1; p=none")],
    ),
    "another organization has to agree to the reports": (
        '_dmarc TXT "v=DMARC1; p=none"',
        {"rua": ("mailto:a@example.net", "mailto:b@example.com")},
        [
            ("change", "_dmarc", "TXT", "v=DMARC1; p=none", "v=DMARC1; p=none; rua=mailto:a@example.net,mailto:b@example.com"),
            ("add", "example.com._report._dmarc.example.net", "TXT", None, "v=DMARC1"),
        ],
    ),
    "another organization has agreed": (
        '_dmarc TXT "v=DMARC1; p=none; rua=mailto:a@example.net"\nexample.com._report._dmarc.example.net. TXT "v=DMARC1;"\nexample.net. MX 10 mx.example.net.',
        {"rua": ("mailto:a@example.net",)},
        [
            ("right", "_dmarc", "TXT", *["v=DMARC1; p=none; rua=mailto:a@example.net"] * 2),
            ("right", "example.com._report._dmarc.example.net", "TXT", *["v=DMARC1"] * 2),
        ],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("zone", "wishes", "expected"), SPF_CASES.values(), ids=SPF_CASES)
def test_an_spf_record_is_merged_with_what_is_there(
    zone: str, wishes: dict[str, object], expected: list[Line]
) -> None:
    assert expected == lines(drawn(zone, **wishes))


@pytest.mark.parametrize(("zone", "mx", "expected"), MX_CASES.values(), ids=MX_CASES)
def test_mx_records_are_compared_by_host_and_preference(
    zone: str, mx: tuple[MxWish, ...], expected: list[Line]
) -> None:
    assert expected == [line for line in lines(drawn(zone, mx=mx)) if line[2] == "MX"]


@pytest.mark.parametrize(("zone", "wishes", "expected"), DMARC_CASES.values(), ids=DMARC_CASES)
def test_a_dmarc_record_is_compared_by_what_it_means(
    zone: str, wishes: dict[str, object], expected: list[Line]
) -> None:
    assert expected == lines(drawn(MAIL + zone, **wishes))


class TestKeys:
    wish = (KeyWish("main1", KEY),)

    def test_the_same_key_in_another_record_is_right(self) -> None:
        written = KEY.replace("k=rsa; ", "h=sha256; ").replace("p=", "p= ")
        assert lines(drawn(key_zone(written), keys=self.wish)) == [
            ("right", "main1._domainkey", "TXT", written, written)
        ]

    def test_another_key_is_changed(self) -> None:
        assert lines(drawn(key_zone(OTHER), keys=self.wish)) == [
            ("change", "main1._domainkey", "TXT", OTHER, KEY)
        ]

    def test_the_same_key_for_other_services_is_changed(self) -> None:
        useless = KEY.replace("k=rsa", "k=rsa; s=tlsrpt")
        assert lines(drawn(key_zone(useless), keys=self.wish)) == [
            ("change", "main1._domainkey", "TXT", useless, KEY)
        ]

    def test_whatever_stands_beside_a_key_goes(self) -> None:
        zone = key_zone(KEY) + key_zone(OTHER).removeprefix(MAIL) + 'main1._domainkey TXT "v=spf1 -all"'
        assert lines(drawn(zone, keys=self.wish)) == [
            ("right", "main1._domainkey", "TXT", KEY, KEY),
            ("remove", "main1._domainkey", "TXT", OTHER, None),
            ("remove", "main1._domainkey", "TXT", "v=spf1 -all", None),
        ]

    def test_a_key_without_the_underscore_is_taken_to_the_right_name(self) -> None:
        assert lines(drawn(key_zone(KEY, "main1.domainkey"), keys=self.wish)) == [
            ("add", "main1._domainkey", "TXT", None, KEY),
            ("remove", "main1.domainkey", "TXT", KEY, None),
        ]

    def test_a_key_at_a_provider_stays_there(self) -> None:
        alias = "main1._domainkey CNAME main1.dkim.example.net.\n"
        zone = alias + key_zone(KEY, "main1.dkim.example.net.")
        assert lines(drawn(zone, keys=self.wish)) == [("right", "main1._domainkey", "TXT", KEY, KEY)]

    def test_a_key_may_be_revoked(self) -> None:
        revoked = "v=DKIM1; p="
        assert lines(drawn(key_zone(KEY), keys=(KeyWish("main1", revoked),))) == [
            ("change", "main1._domainkey", "TXT", KEY, revoked)
        ]
        assert [line[0] for line in lines(drawn(key_zone(revoked), keys=(KeyWish("main1", revoked),)))] == [
            "right"
        ]


class TestAddresses:
    def test_an_address_takes_the_place_of_the_old_one_of_its_family(self) -> None:
        zone = "mail A 9.9.9.25\nmail AAAA 2a00:1450::25"
        found = drawn(zone, addresses=(AddressWish("mail.example.com", "9.9.9.26"),))
        assert lines(found) == [("change", "mail", "A", "9.9.9.25", "9.9.9.26")]

    def test_every_address_that_is_given_stays(self) -> None:
        found = drawn(
            "mail A 9.9.9.25",
            addresses=(
                AddressWish("mail.example.com", "9.9.9.25"),
                AddressWish("mail.example.com", "2a00:1450::25"),
            ),
        )
        assert lines(found) == [
            ("right", "mail", "A", "9.9.9.25", "9.9.9.25"),
            ("add", "mail", "AAAA", None, "2a00:1450::25"),
        ]


def test_a_domain_without_mail_says_so_three_times() -> None:
    zone = (
        MAIL
        + '@ TXT "v=spf1 mx -all"\n@ TXT "v=spf1 a -all"\n_dmarc TXT "v=DMARC1; p=none; sp=none; rua=mailto:a@example.com,mailto:b@example.net"'
    )
    assert lines(drawn(zone, no_mail=True)) == [
        ("change", "@", "MX", "10 mail.example.com.", "0 ."),
        ("change", "@", "TXT", "v=spf1 mx -all", "v=spf1 -all"),
        ("remove", "@", "TXT", "v=spf1 a -all", None),
        (
            "change",
            "_dmarc",
            "TXT",
            "v=DMARC1; p=none; sp=none; rua=mailto:a@example.com,mailto:b@example.net",
            "v=DMARC1; p=reject; rua=mailto:b@example.net",
        ),
        ("add", "example.com._report._dmarc.example.net", "TXT", None, "v=DMARC1"),
    ]


def test_many_hosts_without_ipv6_are_named_by_their_addresses() -> None:
    """`mx` would look up one address too many in vain for every IPv6 client."""
    hosts = [f"mx{number}.example.com" for number in range(3)]
    found = drawn(
        "",
        mx=tuple(map(MxWish, hosts)),
        addresses=tuple(AddressWish(host, f"9.9.9.{number}") for number, host in enumerate(hosts, 1)),
    )
    spf = next(line for line in lines(found) if line[2] == "TXT")
    assert spf == ("add", "@", "TXT", None, "v=spf1 ip4:9.9.9.1 ip4:9.9.9.2 ip4:9.9.9.3 -all")


def test_a_published_mx_gives_way_to_addresses_where_hosts_are_too_many() -> None:
    hosts = [f"mx{number}" for number in range(4)]
    zone = "".join(f"@ MX 10 {host}\n{host} A 9.9.9.{number}\n" for number, host in enumerate(hosts, 1))
    before, after = (
        "v=spf1 mx ip4:9.9.9.1 -all",
        "v=spf1 ip4:9.9.9.1 ip4:9.9.9.2 ip4:9.9.9.3 ip4:9.9.9.4 -all",
    )
    found = drawn(f'{zone}@ TXT "{before}"', mx=tuple(MxWish(f"{host}.example.com", 10) for host in hosts))
    assert lines(found)[4:] == [("change", "@", "TXT", before, after)]


@pytest.mark.parametrize(
    ("above", "spf"),
    [
        pytest.param('_dmarc TXT "v=DMARC1; p=none"', "v=spf1 mx include:_spf.example.net -all", id="own"),
        pytest.param("", "v=spf1 include:_spf.example.net -all", id="another organization's"),
    ],
)
def test_hosts_of_the_same_organization_are_let_send(above: str, spf: str) -> None:
    wishes = Wishes("sub.example.com", mx=(MxWish("mail.example.com"),), includes=("_spf.example.net",))
    found = in_world(wishes, f"mail A 9.9.9.25\n{above}")
    assert [record.text for record in found.plan.records if record.type == "TXT"] == [spf]


class TestWhatCannotBeTold:
    def test_a_question_that_failed_is_no_missing_record(self) -> None:
        found = drawn(MAIL, "example.com TXT", senders=("9.9.9.25",))
        assert lines(found) == [("unknown", "@", "TXT", None, "v=spf1 ip4:9.9.9.25 -all")]

    def test_it_does_not_blur_the_rest(self) -> None:
        found = drawn(MAIL, "_dmarc.example.com TXT", senders=("9.9.9.25",), policy="none")
        assert lines(found) == [
            ("add", "@", "TXT", None, "v=spf1 ip4:9.9.9.25 -all"),
            ("unknown", "_dmarc", "TXT", None, "v=DMARC1; p=none"),
        ]

    def test_an_obsolete_record_may_be_there(self) -> None:
        found = drawn(MAIL + '@ TXT "v=spf1 mx -all"', "example.com SPF", senders=("9.9.9.25",))
        assert [line[:3] for line in lines(found)] == [("right", "@", "TXT"), ("unknown", "@", "SPF")]

    def test_consent_may_be_there(self) -> None:
        dead = "example.com._report._dmarc.example.net TXT"
        found = drawn("", dead, rua=("mailto:a@example.net",))
        assert [change.action for change in found.consents] == [Action.UNKNOWN]


class TestWithoutComparison:
    def test_everything_is_to_be_added(self) -> None:
        wishes = Wishes(
            DOMAIN, mx=(MxWish("mail.example.com"),), policy="none", rua=("mailto:a@example.com",)
        )
        found = finish(draft(wishes, empty_world(DOMAIN, ["mail.example.com"])))
        assert [tuple(record) for record in found.plan.records] == [
            ("example.com", "MX", "10 mail.example.com."),
            ("example.com", "TXT", "v=spf1 mx -all"),
            ("_dmarc.example.com", "TXT", "v=DMARC1; p=none; rua=mailto:a@example.com"),
        ]
        assert found.consents == ()

    def test_a_destination_elsewhere_may_have_to_agree(self) -> None:
        wishes = Wishes(DOMAIN, rua=("mailto:a@example.net",))
        found = finish(draft(wishes, empty_world(DOMAIN)))
        assert [change.record.name for change in found.consents] == ["example.com._report._dmarc.example.net"]


def test_a_plan_that_has_been_carried_out_changes_nothing() -> None:
    wishes = Wishes(
        DOMAIN,
        mx=(MxWish("mail.example.com"), MxWish("mx.example.net", 50)),
        addresses=(AddressWish("mail.example.com", "9.9.9.25"),),
        senders=("9.9.10.0/24",),
        includes=("_spf.example.net",),
        keys=(KeyWish("main1", KEY),),
        policy="quarantine",
        rua=("mailto:a@example.net",),
    )
    first = in_world(wishes, "")
    published = "\n".join(zone_lines(*change.new) for change in first.changes if change.new)
    second = in_world(wishes, published)
    assert {change.action for change in second.changes} == {Action.KEEP}
    assert second.plan.records == first.plan.records


class TestOverANetwork:
    """Where answers have to be waited for, the plan is the same, and everything has one deadline."""

    WISHES = Wishes(
        DOMAIN,
        mx=(MxWish("mail.example.com"),),
        addresses=(AddressWish("mail.example.com", "9.9.9.26"),),
        includes=("_spf.example.net",),
        policy="reject",
        rua=("mailto:a@example.net",),
    )

    def test_the_plan_is_that_in_memory(self) -> None:
        world = World(MAIL + '@ TXT "v=spf1 mx ~all"')
        asked: list[tuple[str, str]] = []

        class Later:
            async def ask(self, name: str, rdtype: str) -> Answer:
                asked.append((name, rdtype))
                await asyncio.sleep(0)
                return world.answer(name, rdtype)

        found = asyncio.run(draft(self.WISHES, Later()))
        assert found == in_world(self.WISHES, MAIL + '@ TXT "v=spf1 mx ~all"')
        assert len(asked) == len(set(asked))

    def test_what_does_not_answer_before_the_deadline_cannot_be_told(self) -> None:
        class Silent:
            def ask(self, name: str, rdtype: str) -> asyncio.Future[Answer]:
                return asyncio.get_running_loop().create_future()

        found = asyncio.run(draft(self.WISHES, Silent(), deadline=0.05))
        assert {change.action for change in found.changes} == {Action.UNKNOWN}


class TestTheWorldAsPlanned:
    """A plan's answers lie over what is published."""

    def test_an_alias_leads_to_what_is_planned(self) -> None:
        planned = {Question("mail.example.com", "A"): failed_answer("mail.example.com", "A", Failure.REFUSED)}
        below = ZoneResolver.from_text("www CNAME mail\nmail A 9.9.9.9\n")
        found = finish(run(ask("www.example.com", "A"), OverlayResolver(PlannedAnswers(planned), below)))
        assert (found.failure, found.aliases) == (Failure.REFUSED, ("mail.example.com",))

    def test_a_name_above_a_planned_one_exists(self) -> None:
        name = "main1._domainkey.example.com"
        planned = {Question(name, "TXT"): Answer(name, "TXT", Status.NO_DATA)}
        below = ZoneResolver.from_text("@ A 9.9.9.9\n")
        world = OverlayResolver(PlannedAnswers(planned), below)
        asking = ask_all([Question(f"{each}.example.com", "A") for each in ("_domainkey", "other")])
        assert [answer.status for answer in finish(run(asking, world))] == [Status.NO_DATA, Status.NO_NAME]
