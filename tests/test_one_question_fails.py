"""What a report says when one question of all those that a check asks is not answered.

Every zone of every page is judged as often as it makes a check ask, with another question failing each time.
"""

import asyncio
import socket
from collections.abc import Iterable, Iterator
from functools import cache

import dns.message
import dns.rdatatype
import hostile
import pytest
import servers
from dkim_samples import GOOD, RSA2, txt
from worlds import judge_one

import mailcheck
from mailcheck.dns.answers import Answer, Failure, failed_answer
from mailcheck.dns.driver import run_in_memory
from mailcheck.dns.zone import ZoneResolver
from mailcheck.judge.model import Report, Rule, Verdict
from mailcheck.rules import catalogue
from mailcheck.rules._page import Example, page
from mailcheck.survey.gather import gather
from mailcheck.survey.request import Request, Severity

FAMILIES = ("domain", "txt", "record", "mx", "spf", "dkim", "dmarc")  # those about what the zone says
RULES = tuple(rule for rule in catalogue() if rule.family in FAMILIES)
NAMES = frozenset(rule.name for rule in RULES)
Question = tuple[str, str]


def judged(example: Example, dead: Question | None = None) -> tuple[Report, list[Question]]:
    """Judge a zone in which one question fails; return the questions as well."""
    zone = ZoneResolver.from_text(example.zone, origin="example.com", everywhere=True)
    asked: list[Question] = []

    def answer(name: str, rdtype: str) -> Answer:
        asked.append((name, rdtype))
        if (name, rdtype) == dead:
            return failed_answer(name, rdtype, Failure.SERVFAIL)
        return zone.answer(name, rdtype)

    request = Request("example.com", zone.selectors, example.senders, example.private_keys)
    return judge_one(run_in_memory(gather(request), cache(answer)), RULES), list(dict.fromkeys(asked))


def worst(report: Report) -> dict[str, Severity]:
    """The worst that each rule found."""
    found: dict[str, Severity] = {}
    for finding in report.findings:
        found[finding.rule.name] = max(finding.severity, found.get(finding.rule.name, Severity.NOTE))
    return found


def variations(rule: Rule) -> Iterator[tuple[Question, Report, Report]]:
    """Each zone of a page with all answers, and with each answer missing in turn."""
    for example in (*page(rule).fails, *page(rule).passes):
        whole, asked = judged(example)
        for question in asked:
            yield question, whole, judged(example, question)[0]


# What is known to be void for one family of clients stays so while it is not known for the other.
NOW_OF_ONE_FAMILY = "spf-ipv6-void-lookups"
# What a failed answer conceals, and no other answer of that name tells.
CONCEALED = {
    ("txt-beside-cname", "_dmarc.example.com"),
    # A top-level domain is presumed to claim to be one (RFC 9989 section 5.2).
    ("dmarc-ineffective-subdomain-policy", "_dmarc.com"),
}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_failed_question_is_no_reason_for_a_finding_nor_for_a_pass(rule: Rule) -> None:
    for question, whole, partial in variations(rule):
        before, now = worst(whole), worst(partial)
        for name in now.keys() - {NOW_OF_ONE_FAMILY}:
            assert now[name] <= before.get(name, 0), (question, name)
        for name in before.keys() - now.keys():
            assert partial.verdicts[name] is not Verdict.PASS or (name, question[0]) in CONCEALED
        assert {whole.verdict(), partial.verdict()} != {Verdict.PASS, Verdict.FAIL}, question


HEALTHY = f"""\
@ MX 10 mail
@ MX 20 mail2
mail A 9.9.9.10
mail AAAA 2a00:1450::25
mail2 A 9.9.9.11
mail2 AAAA 2a00:1450::26
out A 9.9.9.30
out AAAA 2a00:1450::27
@ A 9.9.9.80
@ TXT "v=spf1 mx a:out.example.com include:_spf.prov.test ip4:9.9.8.0/24 -all exp=why.example.com"
why TXT "no"
_spf.prov.test. TXT "v=spf1 ip4:9.9.7.0/24 include:_more.prov.test -all"
_more.prov.test. TXT "v=spf1 ip4:9.9.6.0/24 -all"
_dmarc TXT "v=DMARC1; p=reject; rua=mailto:d@example.com,mailto:r@col.test"
example.com._report._dmarc.col.test. TXT "v=DMARC1"
col.test. MX 10 m.col.test.
{txt(GOOD)}
{txt(f"v=DKIM1; p={RSA2}", "main2._domainkey")}
"""

# The questions that no rule with error severity needs, and the rules that need them.
DISPENSABLE = {
    ("example.com", "SPF"): {"spf-rr-type-obsolete"},
    ("why.example.com", "TXT"): {"spf-exp-broken"},
    ("_dmarc.com", "TXT"): {"dmarc-captured-by-parent"},
    ("col.test", "MX"): {"dmarc-report-host-unreachable"},
}


def test_a_healthy_domain_passes_if_no_error_hangs_on_the_question_that_fails() -> None:
    example = Example(HEALTHY)
    whole, asked = judged(example)
    assert (whole.verdict(), worst(whole)) == (Verdict.PASS, {})
    assert len(asked) == 18
    for question in asked:
        report, _ = judged(example, question)
        expected = Verdict.PASS if question in DISPENSABLE else Verdict.UNKNOWN
        assert (question, report.verdict(), worst(report)) == (question, expected, {})
        if question in DISPENSABLE:
            assert {name for unknown in report.unknowns for name in unknown.rules} == DISPENSABLE[question]


class Saboteur:
    """Hands every question on to a real server but one, and sends *rcode* in its place, or nothing at all."""

    def __init__(self, server: str, dead: Question, rcode: int | None) -> None:
        host, _, port = server.partition(":")
        self.server = (host, int(port))
        self.dead = dead
        self.rcode = rcode

    def __call__(self, query: bytes) -> Iterable[bytes]:
        asked = dns.message.from_wire(query).question[0]
        if (asked.name.to_text(omit_final_dot=True), dns.rdatatype.to_text(asked.rdtype)) != self.dead:
            yield self.passed_on(query)
        elif self.rcode is not None:
            yield hostile.reply(query, rcode=self.rcode)

    def passed_on(self, query: bytes) -> bytes:
        with socket.socket(type=socket.SOCK_DGRAM) as upstream:
            upstream.settimeout(5)
            upstream.connect(self.server)
            upstream.send(query)
            return upstream.recv(65535)


async def _checked(saboteur: Saboteur) -> Report:
    async with (
        hostile.serving(saboteur) as server,
        mailcheck.LiveResolver([server.address], timeout=1.0) as resolver,
    ):
        return await mailcheck.check("example.com", selectors=("main1", "main2"), resolver=resolver)


@pytest.mark.parametrize("rcode", [None, 2, 5], ids=["silence", "SERVFAIL", "REFUSED"])
def test_the_same_holds_over_the_network(nsd: servers.Serve, rcode: int | None) -> None:
    """The questions that matter, and those that do not."""
    own = "\n".join(line for line in HEALTHY.splitlines() if not line.split()[0].endswith(".test."))
    providers = {
        "prov.test": '_spf TXT "v=spf1 ip4:9.9.7.0/24 include:_more.prov.test -all"\n'
        '_more TXT "v=spf1 ip4:9.9.6.0/24 -all"\n',
        "col.test": '@ MX 10 m\nexample.com._report._dmarc TXT "v=DMARC1"\n',
        "com": "",
    }
    server = nsd({"example.com": own, **providers})
    questions = sorted(judged(Example(HEALTHY))[1])
    for question in questions[:: 4 if rcode is None else 1]:  # waiting takes time
        report = asyncio.run(_checked(Saboteur(server, question, rcode)))
        expected = Verdict.PASS if question in DISPENSABLE else Verdict.UNKNOWN
        found = {name: severity for name, severity in worst(report).items() if name in NAMES}
        assert (question, report.verdict(), found) == (question, expected, {})
