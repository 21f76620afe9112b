"""What is sent before the program is loaded is what would be asked anyway: nothing is wasted."""

import pytest

from mailcheck.cli.sources import first_questions
from mailcheck.dns.answers import Answer, Status
from mailcheck.dns.driver import run_in_memory
from mailcheck.survey.gather import gather
from mailcheck.survey.request import Request


@pytest.mark.parametrize("labels", range(2, 12))
def test_every_first_question_is_asked_whatever_the_answers_are(labels: int) -> None:
    domain = ".".join([*(f"d{depth}" for depth in range(labels - 2)), "example", "com"])
    asked: set[tuple[str, str]] = set()

    def lookup(name: str, rdtype: str) -> Answer:
        asked.add((name, rdtype))
        return Answer(name, rdtype, Status.NO_DATA)

    run_in_memory(gather(Request(domain, ("s1", "s2"))), lookup)
    first = set(first_questions(Request(domain, ("s1", "s2"))))
    assert first - asked == set()
    assert {
        (domain, "MX"),
        (domain, "TXT"),
        (f"_dmarc.{domain}", "TXT"),
        (f"s1._domainkey.{domain}", "TXT"),
    } <= first


def test_a_typical_domain_has_all_its_independent_questions_sent_at_once() -> None:
    first = list(first_questions(Request("example.com", ("s1",))))
    assert first == [
        ("example.com", "MX"),
        ("example.com", "TXT"),
        ("example.com", "SPF"),
        ("_dmarc.example.com", "TXT"),
        ("s1._domainkey.example.com", "TXT"),
        ("_dmarc.com", "TXT"),
    ]
