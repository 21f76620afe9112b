"""Policy discovery and the DNS tree walk (RFC 9989 sections 4.10, 4.10.1 and 4.10.2)."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from worlds import World

from mailcheck.dns.answers import Answer, Failure, Mx, Question, Status, Txt, failed_answer
from mailcheck.dns.driver import run_in_memory
from mailcheck.survey.dmarc.discovery import DmarcDiscovery
from mailcheck.survey.dmarc.policy import discovery, dmarc
from mailcheck.survey.dmarc.walk import targets

VECTORS = Path(__file__).with_name("vectors") / "dmarc_walk.yml"


def discovered(domain: str, zone: str, dead: tuple[str, ...] = ()) -> DmarcDiscovery:
    return run_in_memory(discovery(domain), World(zone, dead).answer)


def outcome(found: DmarcDiscovery) -> tuple[str | None, str | None, str | None]:
    return found.policy_domain, found.organizational_domain, found.policy


class TestTargets:
    """From eight labels on the walk jumps to seven, so that eight questions suffice."""

    @pytest.mark.parametrize(
        ("domain", "expected"),
        [
            ("com", ["com"]),
            ("a.com", ["a.com", "com"]),
            ("1.2.3.4.5.6.7", ["1.2.3.4.5.6.7", "2.3.4.5.6.7", "3.4.5.6.7", "4.5.6.7", "5.6.7", "6.7", "7"]),
            (
                "0.1.2.3.4.5.6.7",
                [
                    "0.1.2.3.4.5.6.7",
                    "1.2.3.4.5.6.7",
                    "2.3.4.5.6.7",
                    "3.4.5.6.7",
                    "4.5.6.7",
                    "5.6.7",
                    "6.7",
                    "7",
                ],
            ),
            (
                "a.b.0.1.2.3.4.5.6.7",
                [
                    "a.b.0.1.2.3.4.5.6.7",
                    "1.2.3.4.5.6.7",
                    "2.3.4.5.6.7",
                    "3.4.5.6.7",
                    "4.5.6.7",
                    "5.6.7",
                    "6.7",
                    "7",
                ],
            ),
        ],
        ids=lambda value: value if isinstance(value, str) else "",
    )
    def test_in_order(self, domain: str, expected: list[str]) -> None:
        assert list(targets(domain)) == expected

    @given(st.lists(st.sampled_from("ab"), min_size=1, max_size=60).map(".".join))
    def test_never_more_than_eight(self, domain: str) -> None:
        assert len(targets(domain)) <= 8


ORG = '_dmarc TXT "v=DMARC1; p=reject; sp=quarantine; np=none"\n'

FOUND = [
    pytest.param("example.com", ORG, ("example.com", "example.com", "reject"), id="its own record: p"),
    pytest.param(
        "a.example.com", ORG + "a A 9.9.9.9\n", ("example.com", "example.com", "quarantine"), id="exists: sp"
    ),
    pytest.param("a.example.com", ORG, ("example.com", "example.com", "none"), id="does not exist: np"),
    pytest.param(
        "a.example.com",
        ORG + "b.a A 9.9.9.9\n",
        ("example.com", "example.com", "quarantine"),
        id="an empty non-terminal exists",
    ),
    pytest.param(
        "a.example.com",
        ORG + 'a TXT "hello"\n',
        ("example.com", "example.com", "quarantine"),
        id="any record makes a name exist",
    ),
    pytest.param(
        "a.example.com",
        ORG + "a CNAME nowhere.example.net.\n",
        ("example.com", "example.com", "quarantine"),
        id="an alias exists, wherever it leads",
    ),
    pytest.param(
        "a.example.com",
        ORG + '_dmarc.a TXT "v=DMARC1; p=none; sp=reject"\n',
        ("a.example.com", "example.com", "none"),
        id="its own record wins, below the organization",
    ),
    pytest.param(
        "x.a.example.com",
        ORG + '_dmarc.a TXT "v=DMARC1; p=none; sp=reject"\nx.a A 9.9.9.9\n',
        ("example.com", "example.com", "quarantine"),
        id="a record on the way is not applied",
    ),
    pytest.param(
        "x.a.example.com",
        ORG + '_dmarc.a TXT "v=DMARC1; p=none; sp=reject; psd=n"\nx.a A 9.9.9.9\n',
        ("a.example.com", "a.example.com", "reject"),
        id="psd=n makes an organization",
    ),
    pytest.param(
        "x.a.example.com",
        ORG + '_dmarc.a TXT "v=DMARC1; p=none; sp=reject; psd=y"\nx.a A 9.9.9.9\n',
        ("a.example.com", "x.a.example.com", "reject"),
        id="psd=y makes one a label below",
    ),
    pytest.param(
        "example.com",
        '_dmarc TXT "v=DMARC1; p=reject; psd=y"\n_dmarc.com. TXT "v=DMARC1; p=none"\n',
        ("example.com", "example.com", "reject"),
        id="psd=y at the start ends the walk without moving down",
    ),
    pytest.param(
        "example.com",
        '_dmarc.com. TXT "v=DMARC1; p=reject; sp=none; psd=y"\n@ A 9.9.9.9\n',
        ("com", "example.com", "none"),
        id="a registry's record is the last resort",
    ),
    pytest.param(
        "b.a.example.com",
        '_dmarc.com. TXT "v=DMARC1; p=reject; psd=y"\n_dmarc.a TXT "v=DMARC1; p=none"\nb.a A 9.9.9.9\n',
        ("com", "example.com", "reject"),
        id="the organization below psd=y has no record, and those further down do not count",
    ),
    pytest.param(
        "example.com",
        '_dmarc TXT "v=DMARC1; p=none"\n_dmarc TXT "v=DMARC1; p=none;"\n'
        '_dmarc.com. TXT "v=DMARC1; p=reject"\n@ A 9.9.9.9\n',
        ("com", "com", "reject"),
        id="several records are discarded, even if they agree, and the walk goes on",
    ),
    pytest.param(
        "example.com",
        '_dmarc TXT "v=DMARC1; p=none"\n_dmarc TXT "v=spf1 -all"\n',
        ("example.com", "example.com", "none"),
        id="other texts do not count",
    ),
    pytest.param(
        "example.com",
        '_dmarc TXT "v=DMARC1"\n_dmarc.com. TXT "v=DMARC1; p=reject"\n',
        (None, "com", None),
        id="a record without effect still ends discovery",
    ),
    pytest.param("example.com", "@ A 9.9.9.9\n", (None, "example.com", None), id="nothing anywhere"),
    pytest.param(
        "example.com",
        '_dmarc CNAME d.example.net.\nd.example.net. TXT "v=DMARC1; p=reject"\n',
        ("example.com", "example.com", "reject"),
        id="an alias is followed",
    ),
    pytest.param(
        "a.example.com",
        '* TXT "v=spf1 -all"\n_dmarc TXT "v=DMARC1; p=reject"\n',
        ("example.com", "example.com", "reject"),
        id="a wildcard's text is no record, and makes every name exist",
    ),
]


@pytest.mark.parametrize(("domain", "zone", "expected"), FOUND)
def test_which_record_applies(domain: str, zone: str, expected: tuple[str | None, ...]) -> None:
    assert outcome(discovered(domain, zone)) == expected


@pytest.mark.parametrize(
    ("domain", "zone", "queried"),
    [
        pytest.param("example.com", ORG, ["_dmarc.example.com"], id="its own record ends discovery"),
        pytest.param(
            "a.b.example.com",
            "@ A 9.9.9.9\n",
            ["_dmarc.a.b.example.com", "_dmarc.b.example.com", "_dmarc.example.com", "_dmarc.com"],
            id="up to the top-level domain",
        ),
        pytest.param(
            "a.b.example.com",
            '_dmarc.b TXT "v=DMARC1; p=none; psd=n"\n',
            ["_dmarc.a.b.example.com", "_dmarc.b.example.com"],
            id="psd=n ends the walk",
        ),
        pytest.param(
            "a.b.example.com",
            '_dmarc.b TXT "v=DMARC1; p=none; psd=y"\n_dmarc.b TXT "v=DMARC1; p=none"\n',
            ["_dmarc.a.b.example.com", "_dmarc.b.example.com", "_dmarc.example.com", "_dmarc.com"],
            id="discarded records end nothing",
        ),
    ],
)
def test_the_names_that_discovery_asks_for(domain: str, zone: str, queried: list[str]) -> None:
    assert list(discovered(domain, zone).queried) == queried


ALIVE = "@ A 9.9.9.9\n"


class TestCouldNotTell:
    """A DNS error leaves open what hangs on it, and nothing else (RFC 9989 section 5.3.6)."""

    @pytest.mark.parametrize(
        ("domain", "zone", "dead", "expected"),
        [
            pytest.param("example.com", ORG, ["_dmarc.example.com"], (None, None, None), id="its own name"),
            pytest.param(
                "a.example.com",
                ORG + "a A 9.9.9.9\n",
                ["_dmarc.a.example.com"],
                (None, None, None),
                id="below it",
            ),
            pytest.param(
                "a.example.com", ORG, ["_dmarc.example.com"], (None, None, None), id="the organization"
            ),
            pytest.param(
                "example.com",
                ALIVE,
                ["_dmarc.com"],
                (None, "example.com", None),
                id="what is above an empty name",
            ),
            pytest.param(
                "x.a.example.com",
                '_dmarc.a TXT "v=DMARC1; p=none; psd=n"\n',
                ["_dmarc.x.a.example.com"],
                (None, None, None),
                id="below psd=n",
            ),
        ],
    )
    def test_where_it_matters(
        self, domain: str, zone: str, dead: list[str], expected: tuple[str | None, ...]
    ) -> None:
        found = discovered(domain, zone, tuple(f"{name} TXT" for name in dead))
        assert outcome(found) == expected
        assert [answer.owner for answer in found.failures] == dead
        assert found.sentence == "Which policy applies could not be found out."
        assert not found.enforcing

    def test_a_record_of_its_own_is_enough_for_the_policy(self) -> None:
        found = discovered("example.com", ORG, ("_dmarc.com TXT",))
        assert outcome(found) == ("example.com", "example.com", "reject")
        assert found.failures == ()
        assert found.organization == "example.com"

    def test_a_registry_that_does_not_answer_changes_nothing_below_a_record(self) -> None:
        found = discovered("a.example.com", ORG, ("_dmarc.com TXT",))
        assert (outcome(found), found.failures) == (("example.com", "example.com", "none"), ())

    def test_psd_in_a_record_of_its_own_is_enough_for_the_organization(self) -> None:
        zone = '_dmarc TXT "v=DMARC1; p=reject; psd=n"\n'
        assert outcome(discovered("example.com", zone, ("_dmarc.com TXT",))) == (
            "example.com",
            "example.com",
            "reject",
        )

    def test_whether_the_domain_exists_matters_only_if_sp_and_np_differ(self) -> None:
        dead = ("a.example.com TXT", "a.example.com MX")
        known = discovered("a.example.com", '_dmarc TXT "v=DMARC1; p=reject; sp=none"\n', dead)
        assert (outcome(known), known.failures) == (("example.com", "example.com", "none"), ())
        unknown = discovered("a.example.com", ORG, dead)
        assert outcome(unknown) == ("example.com", "example.com", None)
        assert [answer.rdtype for answer in unknown.failures] == ["TXT", "MX"]

    def test_one_answer_at_the_domain_is_enough_for_its_existence(self) -> None:
        found = discovered("a.example.com", ORG, ("a.example.com TXT",))
        assert outcome(found) == ("example.com", "example.com", "none")


SENTENCES = [
    pytest.param("p=none", "Mail that fails both checks is delivered.", id="none"),
    pytest.param(
        "p=reject; rua=mailto:a@x.example",
        "Mail that fails both checks is rejected, and reported.",
        id="reported",
    ),
    pytest.param(
        "p=reject; sp=quarantine",
        "Mail that fails both checks is rejected; from subdomains: quarantined.",
        id="subdomains",
    ),
    pytest.param(
        "p=reject; sp=quarantine; np=none",
        "Mail that fails both checks is rejected; from subdomains: quarantined; "
        "from names that do not exist: delivered.",
        id="names that do not exist",
    ),
    pytest.param(
        "p=reject; t=y",
        "Mail that fails both checks is quarantined (testing: `t=y` weakens reject).",
        id="testing",
    ),
    pytest.param(
        "adkim=s", "No policy applies: mail that fails both checks is treated like any other.", id="no effect"
    ),
]


@pytest.mark.parametrize(("tags", "sentence"), SENTENCES)
def test_the_policy_in_a_sentence(tags: str, sentence: str) -> None:
    assert discovered("example.com", f'_dmarc TXT "v=DMARC1; {tags}"\n').sentence == sentence


@pytest.mark.parametrize(
    ("domain", "zone", "expected"),
    [
        pytest.param("example.com", ORG, ("quarantine", "none"), id="its own, as an organization"),
        pytest.param(
            "a.example.com",
            ORG + '_dmarc.a TXT "v=DMARC1; p=reject; sp=reject"\n',
            ("quarantine", "none"),
            id="the organization's",
        ),
        pytest.param(
            "example.com",
            '_dmarc TXT "v=DMARC1; p=none; sp=reject; psd=y"\n',
            ("reject", "reject"),
            id="a public suffix's",
        ),
        pytest.param(
            "a.b.c.d.e.f.example.com",
            '_dmarc.a.b.c.d.e.f TXT "v=DMARC1; p=reject"\n',
            (None, None),
            id="too deep to be found from below",
        ),
    ],
)
def test_the_policies_for_names_below(domain: str, zone: str, expected: tuple[str | None, ...]) -> None:
    found = discovered(domain, zone)
    assert (found.subdomain_policy, found.missing_policy) == expected


def test_the_whole_walk_is_asked_at_once() -> None:
    procedure = discovery("a.b.example.com")
    step = procedure.send(None)
    procedure.close()
    assert isinstance(step, tuple)
    assert step[:4] == tuple(
        Question(name, "TXT")
        for name in ("_dmarc.a.b.example.com", "_dmarc.b.example.com", "_dmarc.example.com", "_dmarc.com")
    )


answers = st.sampled_from(
    (
        "",
        "dead",
        "v=DMARC1; p=none",
        "v=DMARC1; p=reject; sp=none; np=quarantine",
        "v=DMARC1; p=none; psd=n",
        "v=DMARC1; p=none; psd=y",
        "v=DMARC1",
    )
)


@given(st.lists(answers, min_size=4, max_size=4))
def test_what_is_called_known_holds_whatever_the_dead_names_would_have_said(said: list[str]) -> None:
    names = targets("a.b.example.com")
    known = discovered_from(names, said)
    for instead in ("", "v=DMARC1; p=reject", "v=DMARC1; p=reject; psd=n", "v=DMARC1; p=reject; psd=y"):
        if "psd=y" not in instead and instead and said[-1] == "dead":
            continue  # a registry's record has to say psd=y
        full = discovered_from(names, [instead if text == "dead" else text for text in said])
        if known.organizational_domain is not None:
            assert known.organizational_domain == full.organizational_domain
        if not known.failures:
            assert (known.policy_domain, known.policy) == (full.policy_domain, full.policy)


def discovered_from(names: tuple[str, ...], said: list[str]) -> DmarcDiscovery:
    texts = {f"_dmarc.{name}": text for name, text in zip(names, said, strict=True)}

    def answer(name: str, rdtype: str) -> Answer:
        text = texts.get(name, "") if rdtype == "TXT" else ""
        if text == "dead":
            return failed_answer(name, rdtype, Failure.SERVFAIL)
        records = (Txt((text.encode(),)),) if text else ()
        return Answer(name, rdtype, Status.FOUND if text else Status.NO_DATA, records)

    return run_in_memory(dmarc(names[0]), cache(answer))


class VectorZone:
    """The zone of a vector, answering the procedures' questions."""

    def __init__(self, zonedata: dict[str, Any]) -> None:
        self.zone: dict[str, list[tuple[str, Any]]] = {}
        for owner, entries in zonedata.items():
            self.zone[owner.lower()] = [
                ("", entry) if isinstance(entry, str) else next(iter(entry.items())) for entry in entries
            ]

    def answer(self, name: str, rdtype: str) -> Answer:
        entries = self.zone.get(name, self.zone.get("*." + name.partition(".")[2]))
        if entries is None:
            above = any(owner.endswith("." + name) for owner in self.zone)
            return Answer(name, rdtype, Status.NO_DATA if above else Status.NO_NAME)
        if any(kind == "" for kind, _ in entries):
            return failed_answer(name, rdtype, Failure.SERVFAIL)
        records = tuple(record(kind, value) for kind, value in entries if kind == rdtype)
        return Answer(name, rdtype, Status.FOUND if records else Status.NO_DATA, records)


def record(kind: str, value: Any) -> Any:
    match kind:
        case "TXT":
            strings = value if isinstance(value, list) else [value]
            return Txt(tuple(string.encode() for string in strings))
        case "MX":
            return Mx(int(value[0]), value[1])
        case _:
            return value


def vectors() -> Iterator[Any]:
    for scenario in filter(None, yaml.safe_load_all(VECTORS.read_text(encoding="utf-8"))):
        for name, test in scenario["tests"].items():
            yield pytest.param(scenario["zonedata"], test, id=name)


@pytest.mark.parametrize(("zonedata", "test"), list(vectors()))
def test_the_vectors_hold(zonedata: dict[str, Any], test: dict[str, Any]) -> None:
    found = run_in_memory(dmarc(test["domain"]), VectorZone(zonedata).answer)
    actual = {
        "policy_domain": "temperror" if found.failures else found.policy_domain,
        "org_domain": found.organizational_domain,
        "policy": found.policy,
        "effective": found.effective_policy,
        "queries": [name.removeprefix("_dmarc.") for name in found.queried],
    }
    expected = {"effective": test["policy"], **test}
    assert {key: expected[key] for key in actual if key in expected} == {
        key: value for key, value in actual.items() if key in expected
    }
