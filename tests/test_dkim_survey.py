"""What is asked about selectors, and what becomes of the answers."""

from collections.abc import Iterable

import dkim_samples as samples
import pytest
from dkim_samples import ED_GOOD, GOOD, RSA, txt

from mailcheck.dns.answers import Answer, Failure, Location, Status, failed_answer
from mailcheck.dns.driver import run_in_memory
from mailcheck.dns.names import UNPUBLISHED
from mailcheck.dns.zone import ZoneResolver
from mailcheck.survey.dkim import WELL_KNOWN, DkimSet, dkim_set
from mailcheck.survey.request import Request

PROBE = f"{UNPUBLISHED}._domainkey.example.com"


def _asked(zone: str, selectors: Iterable[str], **options: object) -> tuple[DkimSet, list[str]]:
    """Return what was found in a zone, and the names that were asked for."""
    world = ZoneResolver.from_text(zone, origin="example.com", everywhere=True)
    names: list[str] = []

    def lookup(name: str, rdtype: str) -> Answer:
        assert rdtype == "TXT"
        names.append(name)
        return world.answer(name, rdtype)

    request = Request("example.com", tuple(selectors), **options)  # type: ignore[arg-type]
    return run_in_memory(dkim_set(request), lookup), names


def _found(zone: str, *selectors: str, **options: object) -> DkimSet:
    return _asked(zone, selectors or ("main1",), **options)[0]


@pytest.mark.parametrize(
    ("zone", "status"),
    [
        pytest.param(txt(GOOD), "usable", id="usable"),
        pytest.param(txt(f"v=DKIM1; p={samples.RSA1024}"), "weak", id="weak"),
        pytest.param(txt("v=DKIM1; p="), "revoked", id="revoked"),
        pytest.param(txt(f"v=DKIM2; p={RSA}"), "unusable", id="unusable"),
        pytest.param(txt("v=spf1 -all"), "unusable", id="no key at all"),
        pytest.param(f"{txt(GOOD)}\n{txt(ED_GOOD)}", "unusable", id="several records"),
        pytest.param("main1._domainkey A 9.9.9.9", "missing", id="no TXT"),
        pytest.param("@ A 9.9.9.9", "missing", id="no name"),
        pytest.param("main1._domainkey CNAME gone", "missing", id="dangling alias"),
        pytest.param("main1._domainkey CNAME a\na CNAME main1._domainkey", "missing", id="endless alias"),
        pytest.param(f"main1._domainkey CNAME a\n{txt(GOOD, 'a')}", "usable", id="alias"),
    ],
)
def test_a_selector_has_a_status(zone: str, status: str) -> None:
    (key,) = _found(zone).keys
    assert key.status == status
    assert key.usable == (status in ("usable", "weak"))


def test_a_selector_that_does_not_answer_is_unknown() -> None:
    found = run_in_memory(
        dkim_set(Request("example.com", ("main1",))), lambda *q: failed_answer(*q, Failure.SERVFAIL)
    )
    (key,) = found.keys
    assert (key.status, found.usable, found.known) == ("unknown", False, False)
    assert found.failures == (key.answer,)


def test_all_selectors_are_asked_at_once() -> None:
    procedure = dkim_set(Request("example.com", ("main1", "main2")))
    step = procedure.send(None)
    assert step == (("main1._domainkey.example.com", "TXT"), ("main2._domainkey.example.com", "TXT"))


def test_a_selector_may_have_dots_and_is_asked_for_once() -> None:
    _, names = _asked(txt(GOOD, "a.b._domainkey"), ["A.b", "a.b."])
    assert names == ["a.b._domainkey.example.com"]


def test_good_keys_cost_one_question_each() -> None:
    _, names = _asked(f"{txt(GOOD)}\n{txt(ED_GOOD, 'main2._domainkey')}", ["main1", "main2"])
    assert names == ["main1._domainkey.example.com", "main2._domainkey.example.com"]


@pytest.mark.parametrize(
    "zone", [txt("x=1", "*"), txt("v=DKIM1; p=", "*._domainkey")], ids=["token", "revoked"]
)
def test_an_answer_that_is_no_key_is_held_against_a_name_that_nobody_published(zone: str) -> None:
    found, names = _asked(zone, ["main1"])
    assert names == ["main1._domainkey.example.com", PROBE]
    assert found.keys[0].from_wildcard


def test_a_record_of_its_own_does_not_come_from_a_wildcard() -> None:
    (key,) = _found(f"{txt('v=DKIM1; p=')}\n{txt('x=1', '*')}").keys
    assert not key.from_wildcard


def test_without_selectors_nothing_is_asked_and_nothing_is_known() -> None:
    found, names = _asked(txt(GOOD), [])
    assert (found, names, found.known, found.usable) == (DkimSet("example.com"), [], False, False)
    assert found.asked.startswith("no selector was given")


def test_with_a_selector_it_is_known_whether_there_is_a_key() -> None:
    assert _found(txt(GOOD)).known
    assert _found("@ A 9.9.9.9").known
    assert _found(txt(GOOD)).asked == ""


def test_well_known_selectors_are_asked_on_demand_and_a_miss_is_no_finding() -> None:
    zone = f"{txt(GOOD, 'google._domainkey')}\n{txt(ED_GOOD)}"
    found, names = _asked(zone, ["main1"], guess_selectors=True)
    assert [(key.selector, key.guessed) for key in found.keys] == [("main1", False), ("google", True)]
    assert len(names) == len(WELL_KNOWN) + 2  # and the probe, since anything may have answered a guess


def test_a_wildcard_is_no_hit_for_a_guess() -> None:
    found, _ = _asked(txt("v=DKIM1; p=", "*._domainkey"), [], guess_selectors=True)
    assert found == DkimSet("example.com")


def test_well_known_selectors_are_told_once() -> None:
    assert len(set(WELL_KNOWN)) == len(WELL_KNOWN)


def test_a_private_key_names_its_selector() -> None:
    found, names = _asked(txt(GOOD), [], private_keys={"Main1": "0a1b"})
    assert names == ["main1._domainkey.example.com"]
    assert found.keys[0].expected == "0a1b"


def test_a_record_knows_where_it_stands() -> None:
    world = ZoneResolver.from_text(txt(GOOD), origin="example.com", file="my.zone", everywhere=True)
    (key,) = run_in_memory(dkim_set(Request("example.com", ("main1",))), world.answer).keys
    source = key.source
    assert (source.owner, source.rdtype, source.text) == ("main1._domainkey.example.com", "TXT", GOOD)
    assert isinstance(source.location, Location)
    assert (source.location.file, source.location.line) == ("my.zone", 1)


def test_a_missing_record_has_a_place() -> None:
    (key,) = _found("@ A 9.9.9.9").keys
    assert (key.source.owner, key.source.rdtype, key.source.text) == (
        "main1._domainkey.example.com",
        "TXT",
        "",
    )
    assert key.answer.status is Status.NO_NAME


def test_strings_are_joined_with_nothing_between_them() -> None:
    zone = 'main1._domainkey TXT "v=DKI" "M1; p=" ' + " ".join(
        f'"{RSA[at : at + 9]}"' for at in range(0, 392, 9)
    )
    (key,) = _found(zone).keys
    assert (key.status, key.source.text) == ("usable", f"v=DKIM1; p={RSA}")
