"""The rules about the text of SPF records: what they find, in which words, and what they would publish."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from worlds import RULES, failing, found, judged, verdict

from mailcheck.judge.model import Problem, Verdict
from mailcheck.records.spf.parser import parse
from mailcheck.records.spf.record import SpfRecord

MAIL = "@ MX 10 mail\nmail A 9.9.9.25\n"

FOUND = [
    pytest.param(
        "spf-syntax",
        "v=spf1 ip4:9.9.9.26~all mx,a",
        [
            "error: `ip4:9.9.9.26~all`: a space is missing before `~all`",
            "error: `,` stands after `mx`; terms are separated by spaces alone",
        ],
        "v=spf1 ip4:9.9.9.26 ~all mx a",
        id="one finding a term, all of them repaired at once",
    ),
    pytest.param(
        "spf-ignored-modifier",
        "v=spf1 include=x.example -all",
        [
            (
                "warning: `include=x.example` is an unknown modifier, which receivers ignore; "
                "`include:x.example` is meant"
            )
        ],
        "v=spf1 include:x.example -all",
        id="mechanism with an equals sign",
    ),
    pytest.param(
        "spf-ignored-modifier",
        "v=spf1 mx v=spf1 -all",
        [
            (
                "warning: `v=spf1` stands a second time, where it is an unknown modifier "
                "that receivers ignore; it begins the record"
            )
        ],
        "v=spf1 mx -all",
        id="version repeated",
    ),
    pytest.param(
        "spf-ignored-modifier",
        "v=spf1 mx redirct=x.example",
        [
            (
                "warning: `redirct=x.example` is an unknown modifier, which receivers ignore; "
                "`redirect=x.example` is meant"
            )
        ],
        "v=spf1 mx redirect=x.example",
        id="typo in redirect",
    ),
    pytest.param(
        "spf-ignored-modifier",
        "v=spf1 mx all=",
        ["warning: `all=` is an unknown modifier, which receivers ignore; `redirect=` and `exp=` are known"],
        None,
        id="nothing is taken for +all",
    ),
    pytest.param(
        "spf-terms-after-all",
        "v=spf1 mx -all include:x.example a",
        ["warning: `include:x.example` and 1 more after `-all` are never evaluated; `all` ends a record"],
        "v=spf1 mx include:x.example a -all",
        id="terms that nobody needs",
    ),
    pytest.param(
        "spf-terms-after-all",
        "v=spf1 ~all ip4:9.9.9.0/24",
        [
            (
                "error: `ip4:9.9.9.0/24` after `~all` is never evaluated; `all` ends a record, and "
                "`ip4:9.9.9.0/24` would have let `mail.example.com` (9.9.9.25) send"
            )
        ],
        "v=spf1 ip4:9.9.9.0/24 ~all",
        id="the network of the MX host",
    ),
    pytest.param(
        "spf-terms-after-all",
        "v=spf1 -all a:mail.example.com",
        [
            (
                "error: `a:mail.example.com` after `-all` is never evaluated; `all` ends a record, and "
                "`a:mail.example.com` would have let `mail.example.com` (9.9.9.25) send"
            )
        ],
        "v=spf1 a:mail.example.com -all",
        id="the name of the MX host",
    ),
    pytest.param(
        "spf-redirect-ignored",
        "v=spf1 mx redirect=x.example ~all",
        [
            (
                "warning: `redirect=x.example` is ignored for `~all` in the record; "
                "a record ends in one or the other"
            )
        ],
        "v=spf1 mx ~all",
        id="redirect before all",
    ),
    pytest.param(
        "spf-redirect-not-last",
        "v=spf1 redirect=x.example mx",
        [
            (
                "note: `redirect=x.example` stands before other terms, which are evaluated first; "
                "it belongs at the end"
            )
        ],
        "v=spf1 mx redirect=x.example",
        id="redirect first",
    ),
    pytest.param(
        "spf-no-all",
        "v=spf1 mx",
        [
            (
                "warning: neither `all` nor `redirect` ends the record, so everybody else is neutral; "
                "`-all` or `~all` ends one"
            )
        ],
        "v=spf1 mx ~all",
        id="nothing at the end",
    ),
    pytest.param(
        "spf-pass-all",
        "v=spf1 mx all",
        ["error: `all` lets every address of the internet send; `-all` or `~all` ends a record"],
        "v=spf1 mx ~all",
        id="no qualifier",
    ),
    pytest.param(
        "spf-neutral-all",
        "v=spf1 mx ?all",
        ["warning: `?all` leaves everybody else neutral, as without SPF; `-all` or `~all` ends a record"],
        "v=spf1 mx ~all",
        id="neutral",
    ),
    pytest.param(
        "spf-ptr",
        "v=spf1 ptr:x.example -all",
        [
            (
                "warning: `ptr:x.example` hangs on the reverse DNS of whoever connects; "
                "`ip4`, `ip6`, `a` and `mx` list senders"
            )
        ],
        None,
        id="ptr",
    ),
    pytest.param(
        "spf-macro-p",
        "v=spf1 exists:%{p2}.x.example -all",
        ["warning: `%{p2}` hangs on the reverse DNS of whoever connects; `%{i}` and `%{d}` do not"],
        None,
        id="macro p",
    ),
    pytest.param(
        "spf-uncacheable-macro",
        "v=spf1 exists:%{L1r}.%{d}.x.example -all exp=%{o}.x.example",
        [
            (
                "note: `%{L1r}` is the sender's local part, so no result can be kept or foretold; "
                "`i`, `d` and `v` allow both"
            )
        ],
        None,
        id="local part, and an explanation that does not count",
    ),
    pytest.param(
        "spf-mapped-address",
        "v=spf1 -ip6:::ffff:9.9.9.0/120 -all",
        [
            (
                "warning: `-ip6:::ffff:9.9.9.0/120` never matches: mapped addresses are IPv4, "
                "which `-ip4:9.9.9.0/24` lists"
            )
        ],
        "v=spf1 -ip4:9.9.9.0/24 -all",
        id="mapped network",
    ),
    pytest.param(
        "spf-broad-network",
        "v=spf1 ip4:0.0.0.0/0 ip6:2a00::/12 mx/8 a//0 -all",
        [
            "error: `ip4:0.0.0.0/0` lets every IPv4 address send; the addresses that send are enough",
            "warning: `ip6:2a00::/12` lets 2^116 IPv6 addresses send; the addresses that send are enough",
            (
                "warning: `mx/8` lets 16,777,216 IPv4 addresses around each of its hosts send; "
                "the addresses that send are enough"
            ),
            "error: `a//0` lets every IPv6 address send; the addresses that send are enough",
        ],
        None,
        id="networks of all sizes",
    ),
    pytest.param(
        "spf-special-network",
        "v=spf1 mx ip4:10.1.2.3 -all",
        [
            (
                "warning: `ip4:10.1.2.3` is a private address (RFC 1918), which no sender has; "
                "public addresses are listed"
            )
        ],
        "v=spf1 mx -all",
        id="private address",
    ),
    pytest.param(
        "spf-host-bits",
        "v=spf1 ~ip6:2a00:1450::25/64 -all",
        [
            (
                "note: `~ip6:2a00:1450::25/64` has bits set beyond its prefix, which do not count; "
                "the network is `~ip6:2a00:1450::/64`"
            )
        ],
        "v=spf1 ~ip6:2a00:1450::/64 -all",
        id="IPv6 host bits",
    ),
    pytest.param(
        "spf-odd-domain",
        "v=spf1 include:x.example. -all",
        ["note: `x.example.` ends in a dot, which some receivers refuse; it is written without"],
        "v=spf1 include:x.example -all",
        id="trailing dot",
    ),
    pytest.param(
        "spf-odd-domain",
        "v=spf1 a:x.example-all",
        ["note: `x.example-all` is read as one name; `a:x.example -all` is meant"],
        "v=spf1 a:x.example -all",
        id="all read as part of a name",
    ),
    pytest.param(
        "spf-odd-domain",
        "v=spf1 a:x.exampleinclude:b.example -all",
        ["note: `x.exampleinclude:b.example` is read as one name; `a:x.example include:b.example` is meant"],
        "v=spf1 a:x.example include:b.example -all",
        id="two terms read as one name",
    ),
    pytest.param(
        "spf-odd-domain",
        f"v=spf1 a:{'x' * 64}.example -all",
        [f"note: a label of `{'x' * 59}…` has 64 octets; up to 63 are allowed"],
        None,
        id="long label",
    ),
    pytest.param(
        "spf-not-recognized",
        "v=spf10 mx -all",
        ["error: the record begins with `v=spf10`; `v=spf1` and a space begin an SPF record"],
        "v=spf1 mx -all",
        id="another version",
    ),
    pytest.param(
        "spf-not-recognized",
        "v=spf1include:x.example -all",
        ["error: no space stands after `v=spf1`; `v=spf1` and a space begin an SPF record"],
        "v=spf1 include:x.example -all",
        id="version and term grown together",
    ),
    pytest.param(
        "spf-missing",
        "site-verification=1",
        [
            (
                "error: no TXT record at `example.com` begins with `v=spf1`; "
                "every domain that sends mail has one SPF record"
            )
        ],
        "v=spf1 mx -all",
        id="only other TXT",
    ),
]


def _zone(record: str) -> str:
    return f'{MAIL}@ TXT "{record}"\n'


@pytest.mark.parametrize(("name", "record", "messages", "replacement"), FOUND)
def test_a_rule_says_what_is_wrong_and_what_to_publish(
    name: str, record: str, messages: list[str], replacement: str | None
) -> None:
    report = judged(_zone(record), name)
    assert found(_zone(record), name) == messages
    assert {finding.problem.replacement for finding in report.findings} == {replacement}


@pytest.mark.parametrize(
    ("name", "record"),
    [
        pytest.param("spf-syntax", "v=spf1 include=x.example -all", id="an ignored modifier is no error"),
        pytest.param("spf-ignored-modifier", "v=spf1 mx ra=x rp=10 rr=all -all", id="RFC 6652"),
        pytest.param(
            "spf-ignored-modifier", "v=spf1 mx -include=x.example -all", id="a syntax error instead"
        ),
        pytest.param("spf-terms-after-all", "v=spf1 mx -all exp=x.example", id="a modifier after all counts"),
        pytest.param("spf-terms-after-all", "v=spf1 mx redirect=x.example -all", id="all is last"),
        pytest.param("spf-redirect-not-last", "v=spf1 redirect=x.example -all", id="ignored anyway"),
        pytest.param("spf-redirect-ignored", "v=spf1 mx redirect=x.example", id="no all"),
        pytest.param("spf-no-all", "v=spf1 mx ~all;", id="all with a semicolon is a syntax error"),
        pytest.param("spf-no-all", "v=spf1 redirect:x.example", id="redirect with a colon too"),
        pytest.param("spf-pass-all", "v=spf1 -all all", id="the second all is never reached"),
        pytest.param("spf-neutral-all", "v=spf1 ?mx -all", id="another neutral term"),
        pytest.param("spf-macro-p", "v=spf1 foo=%{p} -all", id="in a modifier that is ignored"),
        pytest.param("spf-mapped-address", "v=spf1 ip6:::/0 -all", id="mapped addresses among all others"),
        pytest.param(
            "spf-broad-network", "v=spf1 -ip4:0.0.0.0/0 ip4:9.9.0.0/16 -all", id="failed, or just in order"
        ),
        pytest.param(
            "spf-special-network", "v=spf1 ip4:172.0.0.0/8 -all", id="private addresses among others"
        ),
        pytest.param(
            "spf-special-network", "v=spf1 ip6:::ffff:9.9.9.9 -all", id="mapped, which has its own rule"
        ),
        pytest.param(
            "spf-host-bits", "v=spf1 ip4:9.9.9.9 ip6:2a00::/16 -all", id="single address and network"
        ),
        pytest.param("spf-odd-domain", "v=spf1 exists:%{ir}.%{l,+}.x-y._spf.example -all", id="macros"),
        pytest.param("spf-not-recognized", "spf is great", id="text about SPF"),
        pytest.param("spf-not-recognized", "spf-verification=1", id="another service's text"),
        pytest.param("spf-not-recognized", "v=DMARC1; p=none", id="another record"),
        pytest.param("spf-missing", "v=spf1 foo", id="a broken record is not missing"),
    ],
)
def test_a_rule_leaves_alone_what_is_in_order(name: str, record: str) -> None:
    assert found(_zone(record), name) == []


class TestMissing:
    def test_a_null_mx_makes_it_a_note(self) -> None:
        message = (
            "no TXT record at `example.com` begins with `v=spf1`; "
            "a domain without mail publishes `v=spf1 -all`"
        )
        assert found("@ MX 0 .\n", "spf-missing") == [f"note: {message}"]

    @pytest.mark.parametrize(
        ("zone", "replacement"),
        [
            pytest.param("@ MX 0 .\n", "v=spf1 -all", id="null MX"),
            pytest.param(MAIL, "v=spf1 mx -all", id="MX"),
            pytest.param("@ A 9.9.9.9\n", "v=spf1 a -all", id="implicit MX"),
            pytest.param("www A 9.9.9.9\n", "v=spf1 -all", id="no mail at all"),
        ],
    )
    def test_the_record_to_publish_fits_the_domain(self, zone: str, replacement: str) -> None:
        (finding,) = judged(zone + '@ TXT "x"\n', "spf-missing").findings
        assert finding.problem.replacement == replacement

    @pytest.mark.parametrize(
        "name",
        ["spf-missing", "spf-not-recognized", "spf-multiple-records", "spf-terms-after-all", "spf-syntax"],
    )
    def test_a_failed_lookup_is_neither_missing_nor_right(self, name: str) -> None:
        assert failing(MAIL, name, ["example.com TXT"]) == (Verdict.UNKNOWN, ["example.com TXT"])


class TestSeveral:
    """More than one record is a permerror (section 4.5)."""

    def test_the_records_are_merged(self) -> None:
        zone = MAIL + '@ TXT "v=spf1 mx -all"\n@ TXT "v=spf1 include:x.example MX ~all"\n'
        (finding,) = judged(zone, "spf-multiple-records").findings
        assert finding.problem.message == (
            "2 SPF records stand at `example.com`, and receivers use none of them; "
            "one is allowed, with the terms of all"
        )
        assert finding.problem.replacement == "v=spf1 mx include:x.example ~all"

    @pytest.mark.parametrize(
        ("records", "place", "replacement"),
        [
            pytest.param(["mx -all", "a -all"], "a -all", "v=spf1 mx a -all", id="two, the second"),
            pytest.param(["mx -all", "a -all", "ptr -all"], "a -all", "v=spf1 mx a ptr -all", id="three"),
            pytest.param(["mx a -all", "a -all"], "a -all", "", id="the first is the merger of all"),
            pytest.param(["a -all", "a mx -all"], "a -all", "", id="the second is the merger of all"),
            pytest.param(["a -all", "mx -all", "a mx -all"], "mx -all", "", id="the third is the merger"),
        ],
    )
    def test_a_record_that_has_to_go_is_pointed_at(
        self, records: list[str], place: str, replacement: str
    ) -> None:
        zone = MAIL + "".join(f'@ TXT "v=spf1 {record}"\n' for record in records)
        (finding,) = judged(zone, "spf-multiple-records").findings
        assert finding.problem.source.text == f"v=spf1 {place}"
        assert finding.problem.replacement == replacement

    def test_beyond_repair_nothing_is_offered(self) -> None:
        zone = MAIL + '@ TXT "v=spf1 mx -all"\n@ TXT "v=spf1 foo -all"\n'
        (finding,) = judged(zone, "spf-multiple-records").findings
        assert (finding.problem.source.text, finding.problem.replacement) == ("v=spf1 foo -all", None)


class TestObsoleteType:
    """SPF records are published as TXT only (section 3.1)."""

    SAME = MAIL + '@ SPF "v=spf1 mx -all"\n@ TXT "v=spf1 mx -all"\n'

    def test_a_copy_is_a_note(self) -> None:
        message = "a record of type SPF (99) is published; receivers read type TXT only"
        assert found(self.SAME, "spf-rr-type-obsolete") == [f"note: {message}"]

    def test_another_text_is_a_warning(self) -> None:
        zone = MAIL + '@ SPF "v=spf1 mx -all"\n@ TXT "v=spf1 mx ~all"\n'
        message = (
            "the record of type SPF (99) differs from the SPF record of type TXT; "
            "receivers read type TXT only"
        )
        assert found(zone, "spf-rr-type-obsolete") == [f"warning: {message}"]

    def test_a_record_alone_is_to_be_moved(self) -> None:
        (finding,) = judged(MAIL + '@ SPF "v=spf1 mx -all"\n', "spf-rr-type-obsolete").findings
        problem = finding.problem
        assert (problem.replacement, problem.publish_at) == ("v=spf1 mx -all", ("example.com", "TXT"))

    def test_a_server_that_fails_the_type_blurs_no_other_rule(self) -> None:
        dead = ["example.com SPF"]
        zone = MAIL + '@ TXT "v=spf1 mx -all"\n'
        assert verdict(zone, "spf-rr-type-obsolete", dead=dead) is Verdict.UNKNOWN
        assert verdict(zone, "spf-missing", dead=dead) is Verdict.PASS


OF_RECORDS = [rule for rule in RULES.values() if rule.subject is SpfRecord]
TERMS = st.sampled_from(
    [
        *(
            "all",
            "-all",
            "?all",
            "mx",
            "a//0",
            "ptr",
            "-all;",
            "foo",
            "include: x.example",
            "mx,a",
            "a:x.example-all",
        ),
        *(
            "ip4:10.0.0.1/8",
            "ip6:::ffff:1.2.3.4",
            "ip4:0.0.0.0/0",
            "include:x.example.",
            "include=x.example",
            "v=spf1",
        ),
        *(
            "redirect=x.example",
            "redirect=y.example",
            "exists:%{l}.%{p}.x.example",
            "exp=x.example",
            "\u2013all",
        ),
    ]
)
RECORDS = st.lists(st.one_of(TERMS, st.text(max_size=8)), max_size=8).map(
    lambda terms: " ".join(["v=spf1", *terms])
)


@given(RECORDS)
def test_what_a_rule_would_publish_is_valid(text: str) -> None:
    record = parse(text)
    for rule in OF_RECORDS:
        for problem in rule.check(record):
            assert isinstance(problem, Problem)
            assert problem.replacement is None or parse(problem.replacement).valid
            assert problem.span is None or 0 <= problem.span.start < problem.span.end <= len(text)


@given(RECORDS)
def test_what_a_rule_would_publish_is_not_found_again(text: str) -> None:
    """Once its records are published, a rule that offers one for each finding is content."""
    for rule in OF_RECORDS:
        published = text
        for _ in range(20):
            problems = list(rule.check(parse(published)))
            replacement = next((one.replacement for one in problems if one.replacement is not None), None)
            if replacement is None:
                break
            published = replacement
        assert not any(problem.replacement is not None for problem in rule.check(parse(published)))
