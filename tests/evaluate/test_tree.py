"""The tree of records: the worst case over all paths, counted in the order of evaluation."""

from collections.abc import Collection

import pytest
import spf_worlds

from mailcheck.dns.answers import Answer, Failure, failed_answer
from mailcheck.dns.driver import run_in_memory
from mailcheck.survey.spf.reach import spf_tree
from mailcheck.survey.spf.tree import NODE_LIMIT, SpfTree


def tree(zone: str, failing: Collection[str] = (), **options: str) -> SpfTree:
    return run_in_memory(spf_tree("example.com", **options), spf_worlds.world(zone, failing))


HOSTS = "@ MX 5 h\nh A 192.0.2.1\nh AAAA 2001:db8::1\n@ A 192.0.2.2\n@ AAAA 2001:db8::2"


@pytest.mark.parametrize(
    ("record", "sound"),
    [
        pytest.param("v=spf1 mx -all", True, id="nothing-is-included"),
        pytest.param("v=spf1 include:good.example.com -all", True, id="a-record"),
        pytest.param("v=spf1 include:bad.example.com -all", False, id="a-syntax-error"),
        pytest.param("v=spf1 include:deep.example.com -all", False, id="a-syntax-error-below"),
        pytest.param("v=spf1 redirect=two.example.com", False, id="two-records"),
        pytest.param("v=spf1 include:gone.example.com -all", False, id="no-record"),
        pytest.param("v=spf1 include:example.com -all", False, id="a-loop"),
        pytest.param("v=spf1 include:%{i}.example.com -all", False, id="nobody-knows-which"),
    ],
)
def test_a_tree_is_sound_if_all_that_it_leads_to_can_be_used(record: str, sound: bool) -> None:
    others = (
        'good TXT "v=spf1 -all"\nbad TXT "v=spf1 ip5:x"\ndeep TXT "v=spf1 include:bad.example.com"\n'
        'two TXT "v=spf1 -all"\ntwo TXT "v=spf1 ~all"'
    )
    assert tree(f'@ TXT "{record}"\n{others}').sound is sound


@pytest.mark.parametrize(
    ("lookups", "voids", "zone"),
    [
        pytest.param(0, (0, 0), '@ TXT "v=spf1 ip4:192.0.2.0/24 ip6:::1 -all"', id="addresses-cost-nothing"),
        pytest.param(
            4, (0, 0), '@ TXT "v=spf1 a mx ptr exists:h.example.com exp=h.example.com -all"', id="exp-neither"
        ),
        pytest.param(
            1, (0, 0), '@ TXT "v=spf1 mx -all a a a redirect=x.example.com"', id="nothing-behind-all"
        ),
        pytest.param(
            2,
            (0, 0),
            '@ TXT "v=spf1 mx redirect=r.example.com"\nr TXT "v=spf1 -all"',
            id="redirect-costs-one",
        ),
        pytest.param(
            6,
            (0, 0),
            '@ TXT "v=spf1 include:i.example.com include:j.example.com"\n'
            'i TXT "v=spf1 include:k.example.com -all"\nj TXT "v=spf1 include:k.example.com -all"\n'
            'k TXT "v=spf1 mx:example.com -all"',
            id="a-record-that-is-reached-twice-costs-twice",
        ),
        pytest.param(1, (1, 1), '@ TXT "v=spf1 a:gone.example.com -all"', id="a-void-for-both"),
        pytest.param(1, (1, 1), '@ TXT "v=spf1 mx:gone.example.com -all"', id="mx-void-for-both"),
        pytest.param(1, (0, 1), '@ TXT "v=spf1 a:v4.example.com -all"\nv4 A 192.0.2.1', id="void-for-ipv6"),
        pytest.param(1, (1, 0), '@ TXT "v=spf1 a:v6.example.com -all"\nv6 AAAA ::1', id="void-for-ipv4"),
        pytest.param(
            1, (1, 1), '@ TXT "v=spf1 exists:v6.example.com -all"\nv6 AAAA ::1', id="exists-asks-for-a-only"
        ),
        pytest.param(
            1,
            (0, 2),
            '@ TXT "v=spf1 mx:m.example.com -all"\nm MX 1 v\nm MX 2 w\nv A 192.0.2.1\nw A 192.0.2.1',
            id="every-host-of-an-mx",
        ),
        pytest.param(1, (0, 0), '@ TXT "v=spf1 a:%{d} -all"', id="the-domain-macro-is-known"),
        pytest.param(1, (0, 0), '@ TXT "v=spf1 exists:%{i}.%{d} -all"', id="the-address-macro-is-not"),
    ],
)
def test_lookups_are_counted_for_the_worst_case(lookups: int, voids: tuple[int, int], zone: str) -> None:
    found = tree(f"{zone}\n{HOSTS}")
    assert (found.lookups, tuple(found.void_lookups)) == (lookups, voids)


def test_the_term_that_crosses_the_limit_is_the_eleventh_evaluated() -> None:
    included = 'i TXT "v=spf1 a a a a a a a a a/24 a/25 -all"\ni A 192.0.2.1'
    zone = f'@ TXT "v=spf1 include:i.example.com mx a -all"\n{included}'
    found = tree(f"{zone}\n{HOSTS}")
    assert (found.lookups, found.crossing and found.crossing.text) == (13, "a/25")


def test_a_loop_is_named_and_ends_the_tree() -> None:
    found = tree('@ TXT "v=spf1 include:i.example.com -all"\ni TXT "v=spf1 include:example.com -all"')
    assert [node.loop for node in found.nodes] == [(), (), ("example.com", "i.example.com", "example.com")]
    assert found.is_lower_bound


def test_a_bomb_of_includes_is_cut() -> None:
    doubled = "\n".join(
        f'n{n} TXT "v=spf1 include:n{n + 1}.example.com include:n{n + 1}.example.com -all"' for n in range(20)
    )
    found = tree(f'@ TXT "v=spf1 include:n0.example.com -all"\n{doubled}')
    assert sum(not node.cut for node in found.nodes) == NODE_LIMIT
    assert found.crossing is not None


def test_a_record_of_a_thousand_terms_does_not_ask_a_thousand_questions() -> None:
    asked: list[tuple[str, str]] = []
    lookup = spf_worlds.world(
        '@ TXT "v=spf1 ' + '" "'.join(f"a:n{number}.example.com " for number in range(2000)) + '-all"'
    )

    def counting(name: str, rdtype: str) -> Answer:
        asked.append((name, rdtype))
        return lookup(name, rdtype)

    assert run_in_memory(spf_tree("example.com"), counting).lookups == 2000
    assert len(asked) == 1 + 2 * 64


@pytest.mark.parametrize(
    ("sends", "unusable", "zone"),
    [
        (False, True, ""),
        (False, False, '@ TXT "v=spf1 -all"'),
        (False, False, '@ TXT "v=spf1 -mx -all"'),
        (True, False, '@ TXT "v=spf1 mx -all"'),
        (True, False, '@ TXT "v=spf1 redirect=r.example.com"\nr TXT "v=spf1 ip4:192.0.2.1 -all"'),
        (False, False, '@ TXT "v=spf1 redirect=r.example.com"\nr TXT "v=spf1 -all"'),
        (False, True, '@ TXT "v=spf1 redirect=r.example.com"'),
        (True, True, '@ TXT "v=spf1 include:r.example.com -all"'),
        (True, False, '@ TXT "v=spf1 mx include:r.example.com -all"'),
        (False, True, '@ TXT "v=spf1 mx foo -all"'),
        (False, True, '@ TXT "v=spf1 mx -all"\n@ TXT "v=spf1 -all"'),
    ],
)
def test_what_a_domain_says_about_sending(sends: bool, unusable: bool, zone: str) -> None:
    found = tree(zone)
    assert (found.sends, found.unusable) == (sends, unusable)


def test_a_failure_is_never_an_absence() -> None:
    found = tree("", failing=["example.com"])
    assert found.unusable is False
    assert found.failures == (failed_answer("example.com", "TXT", Failure.TIMEOUT),)
    assert found.subjects()[SpfTree] == ((), found.failures, "")


def test_a_failure_below_an_include_is_known_by_name() -> None:
    found = tree('@ TXT "v=spf1 mx include:i.example.com -all"\n' + HOSTS, failing=["i.example.com"])
    assert [answer.owner for answer in found.record_failures] == ["i.example.com"]
    assert found.lookups == 2


def test_a_record_can_be_tried_in_place_of_the_published_one() -> None:
    found = tree(f'@ TXT "v=spf1 -all"\n{HOSTS}', record="v=spf1 a mx -all")
    assert (found.lookups, found.record and found.record.text) == (2, "v=spf1 a mx -all")


def test_the_tree_is_nested_with_what_each_record_costs() -> None:
    found = tree('@ TXT "v=spf1 a include:i.example.com -all"\ni TXT "v=spf1 mx:example.com -all"\n' + HOSTS)
    (child,) = found.root.children
    assert (found.root.domain, found.root.cost, child.domain, child.cost) == (
        "example.com",
        3,
        "i.example.com",
        1,
    )
