"""Evaluation asks for what it lacks, and for nothing that is at hand."""

import asyncio

import pytest

from mailcheck.dns.answers import Answer, Mx, Question, Status, Txt
from mailcheck.dns.driver import run, run_in_memory
from mailcheck.evaluate.spf import check_host
from mailcheck.evaluate.spf.known_answers import Known, Missing, evaluate
from mailcheck.survey.mx import mx_set
from mailcheck.survey.spf.coverage import coverage
from mailcheck.survey.spf.reach import spf_tree

WORLD = {
    ("example.com", "TXT"): (Txt((b"v=spf1 mx include:_spf.example.net -all",)),),
    ("example.com", "MX"): (Mx(5, "a.example.com"), Mx(10, "b.example.com")),
    ("a.example.com", "A"): ("192.0.2.1",),
    ("b.example.com", "A"): ("192.0.2.2",),
    ("_spf.example.net", "TXT"): (Txt((b"v=spf1 ip4:198.51.100.0/24 -all",)),),
}


def answer(name: str, rdtype: str) -> Answer:
    records = WORLD.get((name, rdtype), ())
    return Answer(name, rdtype, Status.FOUND if records else Status.NO_DATA, records)


def test_what_others_heard_is_known() -> None:
    found = answer("a.example.com", "A")
    known = Known(lambda name, rdtype: found)
    assert known["a.example.com", "A"] is found


def test_all_that_is_missing_of_several_is_named_once() -> None:
    known = Known(lambda name, rdtype: answer(name, rdtype) if name == "a.example.com" else None)
    with pytest.raises(Missing) as missing:
        known.every(["b.example.com", "a.example.com", "c.example.com", "b.example.com"], "A")
    assert missing.value.questions == (Question("b.example.com", "A"), Question("c.example.com", "A"))


def test_a_function_begins_anew_with_the_answer_that_it_lacked() -> None:
    known = Known()
    found = run_in_memory(evaluate(lambda: known["a.example.com", "A"], known), answer)
    assert found.addresses == ("192.0.2.1",)


def test_evaluation_asks_in_the_order_of_the_terms() -> None:
    asked = []

    def lookup(name: str, rdtype: str) -> Answer:
        asked.append((name, rdtype))
        return answer(name, rdtype)

    result = run_in_memory(check_host("198.51.100.9", "example.com", "", ""), lookup)
    assert result.result == "pass"
    assert asked == [
        ("example.com", "TXT"),
        ("example.com", "MX"),
        ("a.example.com", "A"),
        ("b.example.com", "A"),
        ("_spf.example.net", "TXT"),
    ]


def test_what_was_asked_for_is_not_asked_for_again() -> None:
    asked = []

    def lookup(name: str, rdtype: str) -> Answer:
        asked.append((name, rdtype))
        return answer(name, rdtype)

    class Resolver:
        async def ask(self, name: str, rdtype: str) -> Answer:
            return lookup(name, rdtype)

    async def both() -> tuple[str, ...]:
        await spf_tree("example.com")
        hosts = await mx_set("example.com")
        return tuple([row.result for row in await coverage("example.com", hosts, ())])

    assert asyncio.run(run(both(), Resolver())) == ("pass", "pass")
    assert len(asked) == len(set(asked))
