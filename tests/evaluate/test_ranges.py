"""A whole network passes only if all of it passes."""

import pytest
import spf_worlds

from mailcheck.dns.driver import run_in_memory
from mailcheck.evaluate.spf.ranges import check_network, network

HOSTS = "@ MX 5 h\nh A 192.0.2.77\nh AAAA 2001:db8::5"


def decided(text: str, zone: str) -> tuple[str, str]:
    procedure = check_network(text, "example.com", "postmaster@example.com", "example.com")
    address, result = run_in_memory(procedure, spf_worlds.world(zone))
    return address, result.result


@pytest.mark.parametrize(
    ("record", "text", "expected"),
    [
        ("ip4:192.0.2.0/24 -all", "192.0.2.0/24", "pass"),
        ("ip4:192.0.0.0/16 -all", "192.0.2.0/24", "pass"),
        ("ip4:192.0.2.0/25 ip4:192.0.2.128/25 -all", "192.0.2.0/24", "pass"),
        ("ip4:192.0.2.0/25 a:h.example.com/25 ip4:192.0.2.128/25 -all", "192.0.2.9/24", "pass"),
        ("mx -all", "192.0.2.77/32", "pass"),
        ("-ip4:198.51.100.0/24 +all", "192.0.2.0/24", "pass"),
        ("ip6:2001:db8::/32 -all", "2001:db8:5::/48", "pass"),
        ("mx//64 -all", "2001:db8::/64", "pass"),
        ("+all", "0.0.0.0/0", "pass"),
        ("exists:%{i}.%{v}.example.com -all", "192.0.2.8/30", "pass"),
    ],
)
def test_a_network_that_passes_as_a_whole(record: str, text: str, expected: str) -> None:
    listed = "\n".join(f"192.0.2.{last}.in-addr A 127.0.0.2" for last in range(8, 12))
    assert decided(text, f'@ TXT "v=spf1 {record}"\n{HOSTS}\n{listed}')[1] == expected


@pytest.mark.parametrize(
    ("record", "text", "expected"),
    [
        ("ip4:192.0.2.0/25 -all", "192.0.2.0/24", ("192.0.2.128", "fail")),
        ("ip4:192.0.2.128/25 ~all", "192.0.2.0/24", ("192.0.2.0", "softfail")),
        ("-mx ip4:192.0.2.0/24 -all", "192.0.2.0/24", ("192.0.2.77", "fail")),
        ("mx -all", "192.0.2.76/30", ("192.0.2.76", "fail")),
        ("ip6:2001:db8::/64 ?all", "2001:db8::/63", ("2001:db8:0:1::", "neutral")),
        ("ip4:192.0.2.0/24 -all", "2001:db8::/63", ("2001:db8::", "fail")),
        ("exists:%{i}.%{v}.example.com -all", "192.0.2.8/29", ("192.0.2.12", "fail")),
        ("foo -all", "192.0.2.8/29", ("192.0.2.8", "permerror")),
    ],
)
def test_the_first_address_that_does_not_pass_is_named(
    record: str, text: str, expected: tuple[str, str]
) -> None:
    listed = "\n".join(f"192.0.2.{last}.in-addr A 127.0.0.2" for last in range(8, 12))
    assert decided(text, f'@ TXT "v=spf1 {record}"\n{HOSTS}\n{listed}') == expected


def test_a_network_is_cut_to_its_prefix() -> None:
    first, size = network("192.0.2.77/24")
    assert (first.readable, size) == ("192.0.2.0", 255)


@pytest.mark.parametrize(
    "text", ["192.0.2.0/33", "192.0.2.0/", "192.0.2/24", "2001:db8::/129", "h.example.com/24"]
)
def test_what_is_no_network_is_the_callers_mistake(text: str) -> None:
    with pytest.raises(ValueError, match="is not a"):
        network(text)
