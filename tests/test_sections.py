"""The verdict on a section: what was judged of it, what was found, and what could be asked."""

import re
from collections.abc import Iterable
from datetime import date

import pytest
from worlds import RULES, World, ask, judge_by, judge_one, silence

from mailcheck.dns.answers import Failure, Source
from mailcheck.dns.overlay import OfflineResolver
from mailcheck.judge.baseline import set_known_aside
from mailcheck.judge.gate import NAMES, Section, remark, sections
from mailcheck.judge.model import Report, Verdict, fingerprint
from mailcheck.render import markdown, nagios
from mailcheck.render.context import Run
from mailcheck.render.text.lines import View
from mailcheck.render.text.report import report_text
from mailcheck.rules import catalogue
from mailcheck.survey.domain import Survey
from mailcheck.survey.exceptions import RuleException
from mailcheck.survey.request import NO_MAIL, Severity
from mailcheck.testing import check_zone

ED = "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="
ZONE = f"""
@                 MX   10 main
@                 MX   20 backup
main              A    9.9.9.10
backup            A    9.9.10.10
@                 TXT  "v=spf1 mx -all"
_dmarc            TXT  "v=DMARC1; p=rejct; rua=mailto:dmarc@example.com"
s1._domainkey     TXT  "v=DKIM1; k=ed25519; p={ED}"
"""
NO_SELECTOR = "no selector was given; DKIM keys cannot be listed (RFC 6376 section 3.1): give one with -s"
COUNT = {name: sum(rule.name.startswith(f"{name.lower()}-") for rule in catalogue()) for name in NAMES}


def survey(
    zone: str = ZONE,
    dead: Iterable[str] = (),
    domain: str = "example.com",
    selectors: tuple[str, ...] | None = None,
) -> Survey:
    return World(zone, dead).survey(domain, selectors)


def verdicts(report: Report, fail_on: Severity | None = Severity.ERROR) -> dict[str, str]:
    """The verdict on each section with its reason, in one line."""
    return {
        section.name: f"{section.verdict.name} {section.reason}".strip()
        for section in sections(report, fail_on)
    }


def of(report: Report, *names: str) -> list[str]:
    found = verdicts(report)
    return [found[name] for name in names]


class TestWhatWasChosen:
    def test_by_all_rules_every_verdict_stands_by_itself(self) -> None:
        assert verdicts(judge_by(survey())) == {
            "DNS": "PASS",
            "ZONE": "SKIPPED no zone file was read",
            "MX": "PASS",
            "SPF": "PASS",
            "DKIM": "PASS",
            "DMARC": "FAIL",
            "NS": "SKIPPED the name servers are asked only with --authoritative",
        }

    @pytest.mark.parametrize(
        ("chosen", "reason"),
        [
            pytest.param({"ignore": ("dmarc-*",)}, "--ignore 'dmarc-*'", id="ignored by a glob"),
            pytest.param({"ignore": ("*",)}, "--ignore '*'", id="all are ignored"),
            pytest.param({"select": ("mx-single",)}, "--select mx-single", id="another is selected"),
            pytest.param(
                {"select": ("mx-single", "spf-*", "dkim-*")},
                "--select mx-single --select 'spf-*' --select 'dkim-*'",
                id="three others are selected",
            ),
            pytest.param(
                {"select": ("mx-single", "spf-*", "dkim-*", "ns-*", "ptr-*")},
                "--select mx-single --select 'spf-*' --select 'dkim-*' and 2 more",
                id="many others are selected",
            ),
            pytest.param(
                {"select": ("dmarc-*",), "ignore": ("dmarc-[a-o]*", "dmarc-*")},
                "--ignore 'dmarc-[a-o]*', --ignore 'dmarc-*'",
                id="selected and ignored",
            ),
            pytest.param(
                {"ignore": ("dmarc-[a-f]*", "dmarc-[g-o]*", "dmarc-p*", "dmarc-[q-s]*", "dmarc-[t-z]*")},
                "--ignore 'dmarc-[a-f]*', --ignore 'dmarc-[g-o]*', --ignore 'dmarc-p*' and 2 more",
                id="ignored by many globs",
            ),
            pytest.param({"severities": {"dmarc-*": None}}, "severity `off`", id="off in the configuration"),
            pytest.param(
                {"severities": {"dmarc-*": None, "dmarc-bad-policy": Severity.NOTE}, "ignore": ("dmarc-b*",)},
                "--ignore 'dmarc-b*', severity `off`",
                id="some ignored, the others off",
            ),
            pytest.param(
                {"select": ("dmarc-policy-none", "dmarc-enforced-*"), "ignore": ("dmarc-policy-none",)}
                | {"profile": NO_MAIL},
                "--select dmarc-policy-none --select 'dmarc-enforced-*', --profile no-mail, "
                "--ignore dmarc-policy-none",
                id="left out by the profile",
            ),
        ],
    )
    def test_a_section_of_which_nothing_was_judged_is_skipped(self, chosen, reason: str) -> None:
        report = judge_by(survey(), **chosen)
        (told,) = of(report, "DMARC")
        assert (
            sorted(re.split(", (?=--|sev)", told))
            == sorted(re.split(", (?=--|sev)", f"SKIPPED not judged: {reason}"))
            or told == f"SKIPPED not judged: {reason}"
        )

    def test_without_a_word_on_what_was_left_out_it_is_skipped_all_the_same(self) -> None:
        """The library is given rules, and not what somebody said of others."""
        report = check_zone(ZONE, rules=[RULES["mx-single"]])
        assert of(report, "MX", "DMARC") == ["PASS", "SKIPPED not judged: no rule about it was chosen"]

    @pytest.mark.parametrize(
        ("chosen", "left", "why"),
        [
            pytest.param(
                {"select": ("mx-single",)}, COUNT["MX"] - 1, "--select mx-single", id="one is selected"
            ),
            pytest.param({"ignore": ("mx-single",)}, 1, "--ignore mx-single", id="one is ignored"),
            pytest.param(
                {"select": ("mx-single", "mx-im*"), "ignore": ("mx-im*",)},
                COUNT["MX"] - 1,
                "--select mx-single --select 'mx-im*', --ignore 'mx-im*'",
                id="two reasons",
            ),
            pytest.param(
                {"severities": {"mx-single": None}}, 1, "severity `off`", id="one is off in the configuration"
            ),
            pytest.param(
                {"profile": NO_MAIL, "ignore": ("mx-imp*", "mx-single")},
                2,
                "--ignore 'mx-imp*', --ignore mx-single",
                id="the profile leaves out others, which do not fit the domain",
            ),
        ],
    )
    def test_a_pass_says_how_many_rules_the_user_left_out(self, chosen, left: int, why: str) -> None:
        told = f"PASS {left} of {COUNT['MX']} rules not judged: {why}"
        assert of(judge_by(survey(), **chosen), "MX") == [told]

    def test_what_a_profile_leaves_out_alone_needs_no_word(self) -> None:
        assert of(judge_by(survey(), profile=NO_MAIL), "MX", "DKIM") == ["PASS", "PASS"]

    def test_a_failure_is_told_by_its_findings(self) -> None:
        assert of(judge_by(survey(), ignore=("dmarc-syntax",)), "DMARC") == ["FAIL"]

    def test_rules_that_had_nothing_to_judge_make_no_pass(self) -> None:
        told = of(judge_by(survey(), select=("mx-host-not-approved", "ns-*", "zone-*")), "MX", "NS", "ZONE")
        assert told == [
            "SKIPPED the configuration does not say which MX hosts are approved",
            "SKIPPED the name servers are asked only with --authoritative",
            "SKIPPED no zone file was read",
        ]

    def test_rules_of_no_section_of_their_own_are_the_domains(self) -> None:
        (told,) = of(judge_by(survey(), select=("ptr-*",)), "DNS")
        assert told.startswith("SKIPPED reverse DNS is looked up with --profile bulk-sender, or ")
        assert of(judge_by(survey(), select=("exception-*",)), "DNS") == ["SKIPPED there is no exception"]


class TestDkim:
    def test_without_a_selector_there_is_nothing_to_judge(self) -> None:
        assert of(judge_by(survey(selectors=())), "DKIM") == [f"SKIPPED {NO_SELECTOR}"]

    def test_a_key_that_is_not_there_fails(self) -> None:
        assert of(judge_by(survey(selectors=("s2",))), "DKIM") == ["FAIL"]

    def test_one_key_that_could_not_be_asked_for_leaves_all_open(self) -> None:
        dead = ("s1._domainkey.example.com TXT",)
        told = of(judge_by(survey(dead=dead), select=("dkim-key-shared",)), "DKIM")
        assert told == ["UNKNOWN could not be asked: s1._domainkey.example.com TXT (timeout)"]


class TestWhatWasFound:
    SINGLE = ZONE.replace("@                 MX   20 backup\n", "")

    def test_a_finding_fails_a_section_from_its_severity_on(self) -> None:
        report = judge_by(survey(self.SINGLE), ignore=("mx-implicit",))
        partly = f"PASS 1 of {COUNT['MX']} rules not judged: --ignore mx-implicit"
        assert [verdicts(report, severity)["MX"] for severity in Severity] == ["FAIL", partly, partly]
        assert verdicts(report, None)["MX"] == partly

    def test_a_note_alone_is_no_failure(self) -> None:
        """The rule was judged, and what it found does not count."""
        report = judge_by(survey(self.SINGLE), select=("mx-single",))
        assert report.verdicts["mx-single"] is Verdict.FAIL
        assert of(report, "MX")[0].startswith("PASS ")

    def test_with_no_threshold_errors_still_fail(self) -> None:
        told = verdicts(judge_by(survey(ZONE.replace("-all", "?all"))), None)
        assert (told["DMARC"], told["SPF"]) == ("FAIL", "PASS")

    def test_what_an_exception_covers_does_not_count(self) -> None:
        exception = RuleException("dmarc-*", "we know", Source("", "", "here"), until=date(2030, 1, 1))
        assert of(judge_by(survey(), exceptions=(exception,)), "DMARC") == ["PASS"]

    def test_what_a_baseline_holds_does_not_count(self) -> None:
        report = judge_by(survey())
        held = {fingerprint(finding, report.domain): finding.severity for finding in report.findings}
        (lighter,) = set_known_aside([report], held)
        assert of(lighter, "DMARC") == ["PASS"]

    def test_what_could_not_be_asked_stays_open_when_a_finding_is_set_aside(self) -> None:
        dead = ("backup.example.com A", "backup.example.com AAAA")
        learned = survey(ZONE.replace("main      ", "mail      "), dead)
        assert of(judge_by(learned), "MX") == ["FAIL"]
        exception = RuleException("mx-*", "we know", Source("", "", "here"))
        assert of(judge_by(learned, exceptions=(exception,)), "MX") == [
            "UNKNOWN could not be asked: backup.example.com A (timeout), backup.example.com AAAA (timeout)"
        ]


class TestWhatCouldNotBeAsked:
    def test_in_a_total_outage_nothing_passes(self) -> None:
        report = judge_by(ask(silence, "s1", authorities=("9.9.9.53",)))
        told = verdicts(report)
        assert [line.partition(" ")[0] for line in told.values()] == [
            "UNKNOWN", "SKIPPED", "UNKNOWN", "UNKNOWN", "UNKNOWN", "UNKNOWN", "UNKNOWN",
        ]  # fmt: skip
        assert told["MX"] == "UNKNOWN could not be asked: example.com MX (timeout)"
        assert told["SPF"] == "UNKNOWN could not be asked: example.com TXT (timeout)"
        assert told["DMARC"] == "UNKNOWN could not be asked: _dmarc.example.com TXT (timeout)"

    @pytest.mark.parametrize(
        ("name", "rule"),
        [
            ("DNS", "txt-beside-cname"),
            ("SPF", "spf-sender-not-authorized"),
            ("DMARC", "dmarc-enforced-unauthenticated"),
        ],
    )
    def test_a_rule_that_passes_for_want_of_a_record_makes_no_pass(self, name: str, rule: str) -> None:
        report = judge_by(ask(silence), select=(rule,))
        assert report.verdicts[rule] is Verdict.PASS
        assert of(report, name)[0].startswith("UNKNOWN could not be asked: ")

    @pytest.mark.parametrize("name", ["MX", "SPF", "DMARC"])
    def test_rules_below_the_threshold_make_no_pass_either(self, name: str) -> None:
        """All are notes by the configuration: none could fail the section, but none was judged."""
        report = judge_by(ask(silence), severities={"*": Severity.NOTE})
        assert report.verdict() is Verdict.PASS
        assert of(report, name)[0].startswith("UNKNOWN ")

    def test_what_is_not_judged_need_not_be_asked(self) -> None:
        report = judge_by(ask(silence), select=("mx-single",))
        assert of(report, "MX", "SPF") == [
            "UNKNOWN could not be asked: example.com MX (timeout)",
            "SKIPPED not judged: --select mx-single",
        ]

    def test_offline_and_without_records_nothing_is_known(self) -> None:
        told = of(judge_by(ask(OfflineResolver().answer)), "MX", "SPF", "DKIM", "DMARC")
        assert [line.partition(" ")[0] for line in told] == ["UNKNOWN", "UNKNOWN", "SKIPPED", "UNKNOWN"]
        assert told[0] == "UNKNOWN could not be asked: example.com MX (offline)"

    def test_an_address_is_missed_by_the_rules_that_need_it(self) -> None:
        dead = ("backup.example.com A",)
        known, needed = (
            judge_by(survey(dead=dead), select=(rule,)) for rule in ("mx-single", "mx-ipv6-only")
        )
        assert of(known, "MX")[0].startswith("PASS ")
        assert needed.verdict() is Verdict.PASS  # it is no more than a warning
        assert of(judge_by(survey(dead=dead)), "MX") == [
            "UNKNOWN could not be asked: backup.example.com A (timeout)"
        ]

    def test_whether_the_domain_is_its_own_mail_host_may_be_open(self) -> None:
        zone = ZONE.replace("@                 MX", "other             MX")
        dead = ("example.com A",)
        assert of(judge_by(survey(zone, dead), select=("mx-single",)), "MX") == [
            "UNKNOWN could not be asked: example.com A (timeout)"
        ]

    def test_a_rule_that_counts_and_is_open_leaves_the_section_open(self) -> None:
        zone = ZONE.replace("mx -all", "mx include:_spf.example.net -all")
        report = judge_by(survey(zone, ("_spf.example.net TXT",)))
        assert of(report, "SPF") == ["UNKNOWN could not be asked: _spf.example.net TXT (timeout)"]

    def test_a_lesser_rule_that_is_open_does_not(self) -> None:
        zone = f"{ZONE}9.9.9.53 A 9.9.9.53\n".replace("rejct", "reject").replace(
            "dmarc@example.com", "d@example.net"
        )
        zone += 'example.com._report._dmarc.example.net. TXT "v=DMARC1"\n'
        report = judge_by(survey(zone, ("example.net MX",)))
        assert report.verdicts["dmarc-report-host-unreachable"] is Verdict.UNKNOWN
        assert of(report, "DMARC") == ["PASS"]
        assert verdicts(report, Severity.WARNING)["DMARC"] == (
            "UNKNOWN could not be asked: example.net MX (timeout)"
        )

    def test_alone_it_does(self) -> None:
        zone = ZONE.replace("rejct", "reject").replace("dmarc@example.com", "d@example.net")
        report = judge_by(survey(zone, ("example.net MX",)), select=("dmarc-report-host-unreachable",))
        assert of(report, "DMARC") == ["UNKNOWN could not be asked: example.net MX (timeout)"]

    def test_many_questions_are_counted(self) -> None:
        dead = [f"{host}.example.com {rdtype}" for host in ("main", "backup") for rdtype in ("A", "AAAA")]
        (told,) = of(judge_by(survey(dead=dead)), "MX")
        assert told.endswith(", backup.example.com A (timeout) and 1 more")


class TestNameServers:
    HELD = f"@ SOA ns1 root 1 3600 600 86400 300\n@ NS ns1.example.net.\n@ NS ns2.example.net.\n{ZONE}"
    WORLD = f"{HELD}ns1.example.net. A 9.9.9.53\nns2.example.net. A 9.9.9.54\n"

    def check(self, name: str, servers: dict[str, str | Failure]) -> Report:
        return check_zone(self.WORLD, servers=servers, rules=[RULES[name]])

    @pytest.mark.parametrize("name", ["ns-lame", "ns-stale"])
    def test_servers_that_are_all_silent_make_no_pass(self, name: str) -> None:
        silent = dict.fromkeys(("9.9.9.53", "9.9.9.54"), Failure.TIMEOUT)
        (told,) = of(self.check(name, silent), "NS")
        assert told.startswith("UNKNOWN could not be asked: example.com SOA (timeout)")

    def test_one_that_answers_is_enough_for_what_it_says_itself(self) -> None:
        report = self.check("ns-lame", {"9.9.9.53": self.HELD, "9.9.9.54": Failure.TIMEOUT})
        assert of(report, "NS") == ["PASS"]

    def test_the_section_is_there_if_they_were_asked(self) -> None:
        asked = self.check("ns-lame", {"9.9.9.53": self.HELD, "9.9.9.54": self.HELD})
        assert "\nNS    PASS    example.com " in report_text(asked, View())
        assert "\nNS " not in report_text(judge_by(survey()), View())


class TestADomainThatDoesNotExist:
    def missing(self, **chosen) -> Report:
        return judge_by(survey(domain="example.net"), **chosen)

    def test_only_the_domain_itself_is_judged(self) -> None:
        absent = "SKIPPED the domain does not exist"
        told = verdicts(self.missing())
        assert told.pop("DNS") == "FAIL"
        assert [told.pop(name) for name in ("ZONE", "NS")] == [
            "SKIPPED no zone file was read",
            "SKIPPED the name servers are asked only with --authoritative",
        ]
        assert set(told.values()) == {absent}

    @pytest.mark.parametrize(
        "chosen",
        [{"select": ("dmarc-*",)}, {"ignore": ("dmarc-*",)}, {"select": ("mx-single",)}, {"ignore": ("*",)}],
    )
    def test_that_is_the_reason_whatever_was_chosen(self, chosen) -> None:
        told = of(self.missing(**chosen), "MX", "SPF", "DKIM", "DMARC")
        assert set(told) == {"SKIPPED the domain does not exist"}

    @pytest.mark.parametrize(
        ("chosen", "why"),
        [
            ({"ignore": ("domain-missing",)}, "--ignore domain-missing"),
            ({"ignore": ("*-missing",)}, "--ignore '*-missing'"),
            ({"select": ("mx-*",)}, "--select 'mx-*'"),
            ({"severities": {"domain-missing": None}}, "severity `off`"),
        ],
    )
    def test_the_domains_own_section_says_why_it_does_not_fail(self, chosen, why: str) -> None:
        told = f"SKIPPED the domain does not exist; domain-missing was not judged: {why}"
        report = self.missing(**chosen)
        assert of(report, "DNS") == [told]
        assert f"DNS   {told}\n" in report_text(report, View())

    def test_once_that_is_known_no_section_repeats_it(self) -> None:
        exception = RuleException("domain-missing", "it comes soon", Source("", "", "here"))
        for report in (self.missing(exceptions=(exception,)), self.missing(ignore=("mx-*",))):
            printed = report_text(report, View())
            assert re.findall("^(?:DNS|MX|SPF|DKIM|DMARC) ", printed, re.MULTILINE) == (
                ["DNS "] if report.findings else []
            )

    def test_rules_that_the_library_is_given_may_not_be_about_it(self) -> None:
        report = check_zone(ZONE, domain="example.com", rules=())
        gone = judge_one(survey(domain="example.net"), ())
        assert of(report, "DNS") == ["SKIPPED not judged: no rule about it was chosen"]
        assert of(gone, "DNS") == [
            "SKIPPED the domain does not exist; domain-missing was not judged: it was not chosen"
        ]


class TestInAReport:
    def test_the_reason_stands_beside_the_verdict(self) -> None:
        printed = report_text(judge_by(survey(), ignore=("dmarc-*",)), View())
        assert printed.partition("\n\nDMARC ")[2].splitlines() == [
            "SKIPPED not judged: --ignore 'dmarc-*'",
            "              v=DMARC1; p=rejct; rua=mailto:dmarc@example.com",
            "              Mail that fails both checks is delivered, and reported.",
        ]

    def test_a_reason_that_the_facts_give_is_not_repeated(self) -> None:
        whole, partly = (judge_by(survey(selectors=()), ignore=ignore) for ignore in ((), ("dkim-testing",)))
        for report in (whole, partly):
            printed = report_text(report, View())
            assert f"\nDKIM  SKIPPED Not checked: {NO_SELECTOR}.\n\nDMARC" in printed

    def test_a_question_that_is_listed_as_not_checked_is_not_repeated(self) -> None:
        printed = report_text(judge_by(ask(silence)), View())
        assert "\nMX    UNKNOWN The MX records could not be asked: timeout.\n\n" in printed
        assert "could not be asked: example.com" not in printed

    def test_one_that_no_rule_needed_is_named(self) -> None:
        printed = report_text(judge_by(ask(silence), select=("spf-sender-not-authorized",)), View())
        assert "\nSPF   UNKNOWN could not be asked: example.com TXT (timeout)\n" in printed
        assert "not checked" not in printed

    def test_one_of_several_that_is_listed_is_not_enough(self) -> None:
        one, other = silence("example.com", "A"), silence("example.com", "AAAA")
        section = Section("MX", Verdict.UNKNOWN, "both", unanswered=(one, other))
        assert [remark(section, listed) for listed in ((), [one], [one, other])] == ["both", "both", ""]

    def test_of_rules_that_the_library_was_not_given_there_is_no_more_to_say(self) -> None:
        printed = report_text(check_zone(ZONE, rules=[RULES["mx-single"]]), View())
        assert "\nMX    PASS    10  main" in printed
        assert "\nSPF   SKIPPED not judged: no rule about it was chosen\n" in printed

    def test_only_a_pass_by_all_rules_is_green(self) -> None:
        printed = report_text(judge_by(survey(), ignore=("mx-single",)), View(), colour=True)
        assert "MX    \x1b[0mPASS    \x1b[2m1 of " in printed
        assert "SPF   \x1b[0m\x1b[1;32mPASS\x1b[0m" in printed

    def test_a_skipped_section_is_in_its_colour(self) -> None:
        printed = report_text(judge_by(survey(), ignore=("dmarc-*",)), View(), colour=True)
        assert "DMARC \x1b[0m\x1b[2mSKIPPED\x1b[0m \x1b[2mnot judged: --ignore 'dmarc-*'\x1b[0m\n" in printed

    def test_markdown_lists_what_was_not_judged(self) -> None:
        printed = markdown.render([judge_by(survey(), select=("mx-single",))], Run())
        assert printed.splitlines()[2:] == [
            "Nothing was found.",
            "",
            "Not judged in full:",
            "",
            f"- MX PASS, {COUNT['MX'] - 1} of {COUNT['MX']} rules not judged: --select mx-single",
            "- SPF, DKIM, DMARC SKIPPED, not judged: --select mx-single",
        ]

    def test_nagios_says_what_was_not_judged(self) -> None:
        printed = nagios.render([judge_by(survey(), ignore=("dmarc-*", "mx-s*"))] * 2, Run())
        assert printed.partition(" | ")[0] == (
            "MAILCHECK OK - example.com, example.com: nothing found that counts; "
            f"MX PASS, 2 of {COUNT['MX']} rules not judged: --ignore 'mx-s*'; "
            "DMARC SKIPPED, not judged: --ignore 'dmarc-*'"
        )

    def test_nagios_says_what_is_let_through(self) -> None:
        printed = nagios.render([judge_by(ask(silence))], Run(allow_unknown=True))
        assert printed.partition(" | ")[0] == (
            "MAILCHECK OK - example.com: nothing found that counts; "
            "MX UNKNOWN, could not be asked: example.com MX (timeout); "
            "SPF UNKNOWN, could not be asked: example.com TXT (timeout); "
            "DMARC UNKNOWN, could not be asked: _dmarc.example.com TXT (timeout)"
        )

    @pytest.mark.parametrize("module", [markdown, nagios])
    def test_a_report_that_is_judged_by_all_rules_has_no_such_lines(self, module) -> None:
        whole = judge_by(survey(ZONE.replace("rejct", "reject")))
        assert not re.search("SKIPPED|not judged", module.render([whole], Run()))
