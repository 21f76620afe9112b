"""What is found when every name server is asked: what differs, what is old, what is not visible yet."""

from collections.abc import Mapping

import jsonschema
import pytest

from mailcheck.dns.answers import Answer, Failure, Status
from mailcheck.dns.driver import run_in_memory
from mailcheck.dns.overlay import OfflineResolver
from mailcheck.dns.served import ServedResolver
from mailcheck.dns.zone import ZoneResolver
from mailcheck.judge.model import CannotTell, Problem, Report, Verdict
from mailcheck.render.json import report_json
from mailcheck.render.report_schema import schema
from mailcheck.render.text.lines import View
from mailcheck.render.text.report import report_text
from mailcheck.rules import catalogue
from mailcheck.survey.domain import Survey
from mailcheck.survey.gather import gather
from mailcheck.survey.nameservers import is_behind
from mailcheck.survey.request import Request
from mailcheck.testing import check_zone

ONE, OTHER, THIRD = "9.9.9.53", "9.9.10.53", "9.9.11.53"
RULES = [rule for rule in catalogue() if rule.family == "ns"]
NAMED = "@ NS ns1\n@ NS ns2\nns1 A 9.9.9.53\nns2 A 9.9.10.53\n"
SPF = '@ TXT "v=spf1 -all"\n'
Held = Mapping[str, str | Failure]


def judged(world: str, servers: Held, **options) -> Report:
    return check_zone(world, servers=servers, rules=RULES, **options)


def found(report: Report) -> list[str]:
    return [f"{each.severity.label} {each.rule.name}: {each.problem.message}" for each in report.findings]


def serials(*numbers: int) -> dict[str, str]:
    return {f"9.9.9.{at}": f"@ SOA ns h {number} 1 1 1 1\n" for at, number in enumerate(numbers, 1)}


class TestSerials:
    """RFC 1982 section 3.2: s1 is less than s2 if s2 - s1, modulo 2**32, is below 2**31 and not 0."""

    @pytest.mark.parametrize(
        ("one", "other"),
        [(1, 2), (0, 2**31 - 1), (2**32 - 1, 0), (2**32 - 1, 2**31 - 2), (2**31, 2**32 - 1)],
    )
    def test_one_is_behind_the_other(self, one: int, other: int) -> None:
        assert (is_behind(one, other), is_behind(other, one)) == (True, False)

    @pytest.mark.parametrize(("one", "other"), [(7, 7), (0, 2**31), (5, 2**31 + 5)])
    def test_neither_is_behind(self, one: int, other: int) -> None:
        assert (is_behind(one, other), is_behind(other, one)) == (False, False)

    def test_the_newest_comes_after_an_overflow(self) -> None:
        assert found(judged("", serials(2**32 - 1, 3, 2**32 - 2))) == [
            "warning ns-stale: 9.9.9.1 has serial 4294967295 of the zone `example.com`, behind 3",
            "warning ns-stale: 9.9.9.3 has serial 4294967294 of the zone `example.com`, behind 3",
        ]


DIFFERENCES = [
    pytest.param(
        {ONE: SPF, OTHER: SPF + '@ TXT "owner=1"\n'},
        f"error ns-differ: the name servers differ about example.com TXT: {ONE} has nothing more; "
        f"{OTHER} has `owner=1`",
        id="one-record-more",
    ),
    pytest.param(
        {ONE: SPF, OTHER: '@ MX 10 mail\nmail A 9.9.9.9\n@ TXT "v=spf1 -all"\n'},
        f"error ns-differ: the name servers differ about example.com MX: {ONE} has no record; "
        f"{OTHER} has `10 mail.example.com.`",
        id="an-mx",
    ),
    pytest.param(
        {ONE: '_dmarc TXT "a"\n', OTHER: '_dmarc TXT "b"\n', THIRD: '_dmarc TXT "b"\n'},
        f"error ns-differ: the name servers differ about _dmarc.example.com TXT: {OTHER}, {THIRD} have `b`; "
        f"{ONE} has `a`",
        id="the-many-first",
    ),
    pytest.param(
        {ONE: "_dmarc CNAME x.example.net.\n", OTHER: '_dmarc TXT "b"\n'},
        f"error ns-differ: the name servers differ about _dmarc.example.com TXT: {ONE} has "
        f"`CNAME x.example.net.`; {OTHER} has `b`",
        id="an-alias-and-a-record",
    ),
    pytest.param(
        {ONE: "@ MX 10 mail\nmail A 9.9.9.9\n", OTHER: "@ MX 10 mail\nmail A 9.9.9.8\n"},
        f"warning ns-differ: the name servers differ about mail.example.com A: {ONE} has `9.9.9.9`; "
        f"{OTHER} has `9.9.9.8`",
        id="addresses-are-a-warning",
    ),
    pytest.param(
        {ONE: "@ MX 10 mail\nmail AAAA 2a00:1450::9\n", OTHER: "@ MX 10 mail\nmail AAAA 2a00:1450::8\n"},
        f"warning ns-differ: the name servers differ about mail.example.com AAAA: {ONE} has "
        f"`2a00:1450::9`; {OTHER} has `2a00:1450::8`",
        id="those-of-ipv6-too",
    ),
    pytest.param(
        {ONE: SPF + '@ TXT "c"\n@ TXT "a"\n', OTHER: SPF + '@ TXT "b"\n'},
        f"error ns-differ: the name servers differ about example.com TXT: {ONE} has `a` and `c`; "
        f"{OTHER} has `b`",
        id="several-and-what-all-have-is-left-out",
    ),
    pytest.param(
        {ONE: f'@ TXT "{60 * "x"}"\n', OTHER: f'@ TXT "{61 * "y"}"\n'},
        f"error ns-differ: the name servers differ about example.com TXT: {ONE} has `{60 * 'x'}`; "
        f"{OTHER} has `{59 * 'y'}…`",
        id="what-is-long-is-cut",
    ),
]


@pytest.mark.parametrize(("servers", "message"), DIFFERENCES)
def test_a_difference_is_said_in_full(servers: dict[str, str], message: str) -> None:
    report = judged(servers[ONE], servers)
    (first,) = [each for each in found(report) if "ns-differ" in each]
    assert first == message
    (finding,) = [each for each in report.findings if each.rule.name == "ns-differ"]
    source = finding.problem.source
    assert f"about {source.owner} {source.rdtype}: " in message


ALIKE = [
    pytest.param({ONE: SPF, OTHER: SPF}, id="the-same"),
    pytest.param({ONE: SPF + "x A 9.9.9.9\n", OTHER: SPF}, id="other-names-are-nobody's-business"),
    pytest.param({ONE: SPF + "x._dmarc A 9.9.9.9\n", OTHER: SPF}, id="no-name-and-no-data-are-both-nothing"),
    pytest.param({ONE: "$TTL 60\n" + SPF, OTHER: SPF}, id="times-to-live-do-not-count"),
    pytest.param({ONE: '@ TXT "a"\n@ TXT "b"\n', OTHER: '@ TXT "b"\n@ TXT "a"\n'}, id="order-does-not-count"),
    pytest.param({ONE: "@ MX 10 Mail\n", OTHER: "@ MX 10 mail\n"}, id="case-of-names-does-not-count"),
]


@pytest.mark.parametrize("servers", ALIKE)
def test_what_is_alike_is_no_difference(servers: dict[str, str]) -> None:
    report = judged(servers[ONE], servers)
    assert (found(report), report.verdicts["ns-differ"]) == ([], Verdict.PASS)


VISIBLE = [
    pytest.param(
        "@ SOA ns h 1 1 1 1 2580\n",
        SPF,
        "example.com TXT is published on 1 of 1 servers; this resolver may deny it for another 43 min",
        id="denied",
    ),
    pytest.param(
        "@ MX 0 .\n",
        SPF + "@ MX 0 .\n",
        "example.com TXT is published on 1 of 1 servers; this resolver may deny it for a while",
        id="denied-for-a-time-nobody-knows",
    ),
    pytest.param(
        '$TTL 25\n@ TXT "v=spf1 mx -all"\n',
        SPF,
        "example.com TXT is published on 1 of 1 servers; "
        "this resolver may give something else for another 25 s",
        id="older",
    ),
    pytest.param(
        "$TTL 10800\n" + SPF,
        "@ SOA ns h 1 1 1 1 1\n",
        "example.com TXT is gone from 1 of 1 servers; this resolver may give it for another 3 h",
        id="removed",
    ),
]


@pytest.mark.parametrize(("world", "held", "message"), VISIBLE)
def test_what_the_resolver_has_not_noticed_is_said_with_the_time_left(
    world: str, held: str, message: str
) -> None:
    assert found(judged(world, {ONE: held})) == [f"warning ns-not-yet-visible: {message}"]


def test_what_one_of_two_servers_says_is_visible() -> None:
    report = judged("", {ONE: SPF, OTHER: "@ SOA ns h 1 1 1 1 1\n"})
    assert report.verdicts["ns-not-yet-visible"] is Verdict.PASS
    assert report.verdicts["ns-differ"] is Verdict.FAIL


class TestServersThatFail:
    def test_one_of_two_that_is_silent_leaves_a_difference_open(self) -> None:
        report = judged(SPF, {ONE: SPF, OTHER: Failure.TIMEOUT})
        assert report.verdicts["ns-differ"] is Verdict.UNKNOWN
        assert [each.rule.name for each in report.findings] == ["ns-unreachable"]

    def test_of_two_that_are_silent_the_first_is_blamed(self) -> None:
        dead = {ONE: Failure.TIMEOUT, OTHER: SPF, THIRD: Failure.UNREACHABLE}
        outcomes = {outcome.rule.name: outcome for outcome in judged(SPF, dead).outcomes}
        blamed = outcomes["ns-differ"].failures
        assert {answer.failure for answer in blamed} == {Failure.TIMEOUT}
        assert {answer.server for answer in blamed} == {ONE}

    def test_a_difference_is_found_though_another_is_silent(self) -> None:
        report = judged(SPF, {ONE: SPF, OTHER: "@ SOA ns h 1 1 1 1 1\n", THIRD: Failure.TIMEOUT})
        (check,) = [rule.check for rule in RULES if rule.name == "ns-differ"]
        told = {(held.name, held.rdtype): [*check(held)] for held in report.survey.nameservers.sets}
        assert [type(each) for each in told["example.com", "TXT"]] == [Problem]
        assert [type(each) for each in told["example.com", "MX"]] == [CannotTell]

    def test_one_that_refuses_has_said_what_it_has(self) -> None:
        report = judged(SPF, {ONE: SPF, OTHER: Failure.REFUSED})
        assert report.verdicts["ns-differ"] is Verdict.PASS
        assert found(report) == [
            f"warning ns-lame: {OTHER} does not serve the zone `example.com`: it answers with refused"
        ]

    def test_all_that_refuse_are_an_error(self) -> None:
        report = judged(SPF, {ONE: Failure.REFUSED, OTHER: Failure.SERVFAIL})
        assert [each.severity.label for each in report.findings] == ["error", "error"]

    def test_nothing_is_concluded_where_all_are_silent(self) -> None:
        report = judged(SPF, {ONE: Failure.TIMEOUT, OTHER: Failure.UNREACHABLE})
        assert found(report) == []
        assert report.verdicts["ns-unreachable"] is Verdict.UNKNOWN
        assert report.verdict() is Verdict.UNKNOWN

    def test_an_address_without_a_way_there_is_nobodys_fault(self) -> None:
        world = "@ NS ns1\n@ NS ns2\nns1 A 9.9.9.53\nns1 AAAA 2a00:1450::53\nns2 A 9.9.10.53\n" + SPF
        report = judged(world, {ONE: SPF, OTHER: SPF, "2a00:1450::53": Failure.OFFLINE})
        assert (found(report), report.verdicts["ns-differ"]) == ([], Verdict.PASS)

    def test_a_server_without_any_way_there_leaves_it_open(self) -> None:
        world = "@ NS ns1\n@ NS ns2\nns1 A 9.9.9.53\nns2 AAAA 2a00:1450::53\n" + SPF
        report = judged(world, {ONE: SPF, "2a00:1450::53": Failure.OFFLINE})
        assert (found(report), report.verdicts["ns-differ"]) == ([], Verdict.UNKNOWN)


def test_the_rules_are_skipped_unless_servers_are_asked() -> None:
    report = check_zone(SPF, rules=RULES)
    assert {outcome.verdict for outcome in report.outcomes} == {Verdict.SKIPPED}
    assert {outcome.reason for outcome in report.outcomes} == {
        "the name servers are asked only with --authoritative"
    }
    assert "nameservers" not in report_json(report)
    assert "\nNS " not in report_text(report, View())


@pytest.mark.parametrize("other", [SPF, "@ SOA ns h 9 1 1 1 1\n", Failure.REFUSED, Failure.TIMEOUT])
def test_the_schema_knows_every_field(other: str | Failure) -> None:
    report = judged(NAMED.replace("ns2 A", "ns3 A") + SPF, {ONE: SPF, OTHER: other})
    given = judged(SPF, {ONE: SPF, OTHER: other})
    for each in (report, given):
        jsonschema.Draft202012Validator(schema(closed=True)).validate(report_json(each))


def test_a_domain_that_the_resolver_denies_may_be_published() -> None:
    report = check_zone("@ SOA ns h 1 1 1 1 600\n", domain="new.example.com", servers={ONE: SPF})
    missing = check_zone("example.com. A 9.9.9.9\n", domain="example.net", servers={ONE: SPF})
    assert report.verdicts["ns-not-yet-visible"] is Verdict.FAIL
    assert missing.verdicts["domain-missing"] is Verdict.FAIL
    assert found(missing)[-1].startswith("warning ns-not-yet-visible: example.net TXT is published on 1 of 1")


def survey(world: str, servers: Held, dead: tuple[str, str] = ("", "")) -> tuple[Survey, list[object]]:
    """Ask about example.com, and return all that was asked too."""
    everything = ZoneResolver.from_text(world, origin="example.com", everywhere=True)
    request = Request("example.com", ("s1",), authoritative=True)
    asked: list[object] = []

    def lookup(name: str, rdtype: str):
        asked.append((name, rdtype))
        answer = everything.answer(name, rdtype)
        dies = (name, rdtype) == dead
        return answer._replace(status=Status.FAILED, failure=Failure.TIMEOUT, records=()) if dies else answer

    held = ServedResolver(OfflineResolver(), "example.com", servers)

    def lookup_at(server: str, name: str, rdtype: str) -> Answer:
        asked.append((server, name, rdtype))
        return held.answer_at(server, name, rdtype)

    return run_in_memory(gather(request), lookup, lookup_at), asked


class TestGathering:
    def test_every_server_is_asked_for_every_record_that_is_judged(self) -> None:
        world = NAMED + "@ MX 10 mail\n@ MX 20 mx.example.net.\nmail A 9.9.9.9\n" + SPF
        _, asked = survey(world, {ONE: world, OTHER: world})
        direct = [each for each in asked if len(each) == 3]
        assert {each[1:] for each in direct if each[0] == ONE} == {
            ("example.com", "SOA"),
            ("example.com", "MX"),
            ("example.com", "TXT"),
            ("_dmarc.example.com", "TXT"),
            ("s1._domainkey.example.com", "TXT"),
            ("mail.example.com", "A"),
            ("mail.example.com", "AAAA"),
        }
        assert len(direct) == len(set(direct)) == 14

    def test_a_server_that_does_not_serve_the_zone_is_asked_no_more(self) -> None:
        _, asked = survey(NAMED + SPF, {ONE: SPF, OTHER: Failure.REFUSED})
        assert [each for each in asked if each[0] == OTHER] == [(OTHER, "example.com", "SOA")]

    def test_aliases_in_a_circle_come_to_an_end(self) -> None:
        world = NAMED + "s1._domainkey CNAME a\na CNAME b\nb CNAME a\n"
        told, _ = survey(world, {ONE: world, OTHER: world})
        assert [row.name for row in told.nameservers.sets if row.rdtype == "TXT"][-3:] == [
            "s1._domainkey.example.com",
            "a.example.com",
            "b.example.com",
        ]

    def test_a_zone_that_cannot_be_found_is_not_concluded_about(self) -> None:
        told, _ = survey(NAMED + SPF, {ONE: SPF, OTHER: SPF}, dead=("example.com", "NS"))
        assert told.nameservers.sets == ()
        assert [f"{each.owner} {each.rdtype}" for each in told.nameservers.failures] == ["example.com NS"]

    def test_an_address_that_cannot_be_found_leaves_a_difference_open(self) -> None:
        told, _ = survey(NAMED + SPF, {ONE: SPF}, dead=("ns2.example.com", "A"))
        (untold,) = {records.untold for records in told.nameservers.sets}
        assert [f"{each.owner} {each.rdtype}" for each in untold] == ["ns2.example.com A"]

    def test_hardly_anything_is_asked_for_a_name_of_a_hundred_labels(self) -> None:
        deep = ".".join(["a"] * 100)
        world = NAMED + f"s1._domainkey CNAME {deep}.example.net.\n"
        _, asked = survey(world, {ONE: world, OTHER: world})
        assert len([each for each in asked if each[-1] == "NS"]) <= 2 * 10 + 4

    def test_a_zone_below_the_domain_is_its_own_too(self) -> None:
        world = NAMED + SPF + "_domainkey NS ns3\nns3 A 9.9.11.53\n"
        told, _ = survey(world, dict.fromkeys((ONE, OTHER, THIRD), world))
        assert {zone.name: zone.own for zone in told.nameservers.zones} == {
            "example.com": True,
            "_domainkey.example.com": True,
        }

    def test_no_server_is_asked_unless_wanted(self) -> None:
        world = ZoneResolver.from_text(NAMED + SPF, origin="example.com", everywhere=True)
        told = run_in_memory(gather(Request("example.com")), world.answer)
        assert told.nameservers is None
