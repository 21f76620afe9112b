"""What is asked about MX hosts, and in which shape the answers come back."""

import pytest
from worlds import World

from mailcheck.dns.driver import run_in_memory
from mailcheck.dns.lookups import Fork
from mailcheck.survey.mx import HOST_LIMIT, MxHost, MxSet, mx_set


def _gathered(world: World, domain: str = "example.com") -> MxSet:
    return run_in_memory(mx_set(domain), world.answer)


def _hosts(zone: str) -> list[tuple[int, str, tuple[str, ...]]]:
    return [(host.preference, host.name, host.addresses) for host in _gathered(World(zone)).hosts]


def test_hosts_come_by_preference_and_then_by_name() -> None:
    zone = "@ MX 20 a\n@ MX 10 c\n@ MX 10 b\na A 9.9.9.1\nb A 9.9.9.2\nb AAAA 2a00:1450::2\n"
    assert _hosts(zone) == [
        (10, "b.example.com", ("9.9.9.2", "2a00:1450::2")),
        (10, "c.example.com", ()),
        (20, "a.example.com", ("9.9.9.1",)),
    ]


def test_the_order_of_the_answer_does_not_matter() -> None:
    one = "@ MX 10 a\n@ MX 5 b\n@ MX 5 a\n"
    other = "@ MX 5 a\n@ MX 10 a\n@ MX 5 b\n"
    assert [host[:2] for host in _hosts(one)] == [host[:2] for host in _hosts(other)]


def test_the_record_is_evidence_with_its_place() -> None:
    (host,) = _gathered(World("\n@ MX 10 Mail.Example.COM.\n")).hosts
    assert host.source.text == "10 mail.example.com."
    assert (host.source.owner, host.source.rdtype) == ("example.com", "MX")
    assert host.source.location is not None
    assert host.source.location.line == 2


def test_all_addresses_are_asked_for_at_once() -> None:
    world = World("@ MX 10 a\n@ MX 20 b\n")
    procedure = mx_set("example.com")
    (first,) = procedure.send(None)
    step = procedure.send((world.answer(*first),))
    procedure.close()
    assert not isinstance(step, Fork)
    assert [tuple(question) for question in step] == [
        ("a.example.com", "A"),
        ("a.example.com", "AAAA"),
        ("b.example.com", "A"),
        ("b.example.com", "AAAA"),
    ]


def test_one_host_is_asked_for_once() -> None:
    world = World("@ MX 10 a\n@ MX 20 a\na A 9.9.9.1\n")
    hosts = _gathered(world).hosts
    assert [host.addresses for host in hosts] == [("9.9.9.1",), ("9.9.9.1",)]
    assert world.asked.count(("a.example.com", "A")) == 1


@pytest.mark.parametrize("target", [".", "9.9.9.9.", "2a00:1450::1.", "localhost.", "mail."])
def test_what_is_no_host_name_is_not_resolved(target: str) -> None:
    world = World(f"@ MX 0 {target}\n")
    (host,) = _gathered(world).hosts
    assert (host.ipv4, host.ipv6) == (None, None)
    assert world.asked == [("example.com", "MX")]


def test_five_hundred_hosts_are_not_all_resolved() -> None:
    world = World("".join(f"@ MX {number} h{number}\n" for number in range(500)))
    found = _gathered(world)
    assert (len(found.hosts), found.unresolved) == (500, 500 - HOST_LIMIT)
    assert len(world.asked) == 1 + 2 * HOST_LIMIT
    assert found.hosts[HOST_LIMIT - 1].ipv4 is not None
    assert found.hosts[HOST_LIMIT].ipv4 is None


def test_the_domains_own_address_is_the_implicit_mx() -> None:
    found = _gathered(World("@ A 9.9.9.1\n"))
    assert (found.implicit, found.is_null) == (True, False)
    assert [(host.name, host.addresses) for host in found.hosts] == [("example.com", ("9.9.9.1",))]


def test_there_is_no_implicit_mx_beside_an_mx_record() -> None:
    found = _gathered(World("@ A 9.9.9.1\n@ MX 10 gone\n"))
    assert (found.implicit, [host.name for host in found.hosts]) == (False, ["gone.example.com"])


def test_there_is_no_implicit_mx_while_the_mx_records_are_unknown() -> None:
    found = _gathered(World("@ A 9.9.9.1\n", dead=["example.com MX"]))
    assert (found.implicit, found.hosts) == (False, ())
    assert [answer.rdtype for answer in found.failures] == ["MX"]


def test_without_an_address_there_is_no_host() -> None:
    found = _gathered(World("www A 9.9.9.1\n"))
    assert (found.implicit, found.hosts, found.failures) == (False, (), ())


def test_an_own_address_that_does_not_answer_leaves_the_hosts_open() -> None:
    found = _gathered(World("@ AAAA 2a00:1450::1\n", dead=["example.com A"]))
    assert [answer.rdtype for answer in found.failures] == ["A"]
    lost = _gathered(World("www A 9.9.9.1\n", dead=["example.com A"]))
    assert [answer.rdtype for answer in lost.failures] == ["A"]


def test_the_mx_records_of_an_alias_are_found() -> None:
    zone = "@ CNAME a.example.net.\na.example.net. MX 10 mx.example.net.\nmx.example.net. A 9.9.9.1\n"
    assert _hosts(zone) == [(10, "mx.example.net", ("9.9.9.1",))]


DOUBLED = [
    ("mail.example.com.example.com", "mail.example.com"),
    ("example.com.example.com", "example.com"),
    ("mail.example.com", ""),
    ("mail.notexample.com.example.com", ""),
    ("example.com", ""),
    ("mail.com.com", ""),
]


@pytest.mark.parametrize(("name", "meant"), DOUBLED)
def test_a_doubled_name_is_told_from_a_long_one(name: str, meant: str) -> None:
    world = World(f"@ MX 10 {name}.\n")
    host: MxHost = _gathered(world).hosts[0]
    assert host.undoubled == meant
