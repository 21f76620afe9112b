"""Evaluation against pyspf, an independent implementation, on generated records and zones.

Where the two differ on purpose the generator stays away, and a test of ours says what we do:

- pyspf looks up every host of an `mx` before it compares one, so that a failure behind a match decides;
- pyspf counts the lookups of PTR names that resolve to nothing against the void limit;
- pyspf counts `redirect` before the terms, and also where an `all` makes receivers ignore it;
- pyspf refuses a modifier that it does not know if that stands twice.
"""

import ipaddress
import socket
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from mailcheck.dns.answers import Answer, Failure, Mx, Status, Txt, failed_answer
from mailcheck.dns.driver import run_in_memory
from mailcheck.evaluate.spf import check_host
from mailcheck.evaluate.spf.evaluation import SpfResult

spf = pytest.importorskip("spf", reason="pyspf is the other implementation")

CLIENTS = ["192.0.2.1", "192.0.2.130", "198.51.100.7", "2001:db8::1", "2001:db8:1::7", "::ffff:192.0.2.1"]
HOSTS = [f"h{number}.example.com" for number in range(4)]
DOMAINS = [f"d{number}.example.com" for number in range(4)]
FAILS = "fails.example.com"
GONE = "gone.example.com"
FAILURE = None  # in a zone, the answer to a question that fails

Zone = Mapping[tuple[str, str], Any]

qualifiers = st.sampled_from(["", "+", "-", "~", "?"])
lengths4 = st.sampled_from(["", "/0", "/16", "/24", "/25", "/31", "/32"])
lengths6 = st.sampled_from(["", "//0", "//32", "//48", "//127", "//128"])
networks4 = st.sampled_from(["192.0.2.1", "192.0.2.128/25", "198.51.100.0/24", "0.0.0.0/0", "203.0.113.9/31"])
networks6 = st.sampled_from(["2001:db8::1", "2001:db8::/32", "2001:DB8:1::/48", "::ffff:192.0.2.1", "::/0"])
targets = st.sampled_from(
    [*HOSTS * 2, GONE, FAILS, "%{d}", "%{h}", "%{i}.%{d}", "%{ir}.%{v}.example.com", "H1.Example.COM."]
)
macros = st.sampled_from(
    [
        "%{l}.%{d}",
        "%{l1r-}.%{d2}",
        "%{s1r+-}.example.com",
        "%{o}.%{d1r}.com",
        "%{L}.%{h2}",
        "%%%_%-.example.com",
    ]
)


def mechanisms(later: list[str]) -> st.SearchStrategy[str]:
    """Terms of a record that may include only records that come *later*, so that nothing loops."""
    hosts = st.builds("{}:{}{}{}".format, st.sampled_from(["a", "A"]), targets, lengths4, lengths6)
    own = st.builds("a{}{}".format, lengths4, lengths6)
    mail = st.builds("mx:{}{}{}".format, st.sampled_from([*DOMAINS, GONE, FAILS]), lengths4, lengths6)
    known = [
        hosts,
        own,
        mail,
        st.builds("ip4:{}".format, networks4),
        st.builds("ip6:{}".format, networks6),
        st.builds("exists:{}".format, st.one_of(targets, macros)),
        st.builds("ptr:{}".format, st.sampled_from(["example.com", "h1.example.com", "example.net"])),
        st.builds("include:{}".format, st.sampled_from([*later * 6, GONE, FAILS])),
    ]
    return st.builds("{}{}".format, qualifiers, st.one_of(*known))


modifiers = st.sampled_from(["", "", "", "exp=why.example.com", "x-unknown=%{d}", "Op=auth"])
mistakes = st.sampled_from(
    [""] * 40 + ["ipv4:192.0.2.1", "a:example", "ip4:1.2.3", "all:x", "exp=", "mx/33", "%{d}", "a:x%.com"]
)


@st.composite
def records(draw: st.DrawFn, later: list[str]) -> str:
    terms = draw(st.lists(mechanisms(later), max_size=3))
    end = draw(
        st.sampled_from(
            ["-all", "~all", "?all", "all", "", *(f"redirect={name}" for name in [*later * 2, GONE])]
        )
    )
    extra = [draw(modifiers), draw(mistakes)]
    return " ".join(filter(None, ["v=spf1", *terms, *extra, end])) + draw(st.sampled_from(["", "", " "]))


@st.composite
def zones(draw: st.DrawFn) -> Zone:
    zone: dict[tuple[str, str], Any] = {(FAILS, rdtype): FAILURE for rdtype in ("A", "AAAA", "MX", "TXT")}
    for host in [*HOSTS, *DOMAINS]:
        if ipv4 := draw(
            st.lists(st.sampled_from(["192.0.2.1", "192.0.2.9", "198.51.100.7"]), max_size=2, unique=True)
        ):
            zone[host, "A"] = ipv4
        if ipv6 := draw(st.lists(st.sampled_from(["2001:db8::1", "2001:db8:1::9"]), max_size=2, unique=True)):
            zone[host, "AAAA"] = ipv6
    for index, domain in enumerate(DOMAINS):
        zone[domain, "TXT"] = draw(st.lists(records(DOMAINS[index + 1 :]), min_size=1, max_size=1))
        if exchange := draw(st.sampled_from([None, *HOSTS, GONE])):
            zone[domain, "MX"] = [(10, exchange)]
    for client in CLIENTS[:5]:
        if names := draw(st.lists(st.sampled_from([*HOSTS, "other.example.net"]), max_size=2, unique=True)):
            zone[ipaddress.ip_address(client).reverse_pointer, "PTR"] = names
            for name in names:  # so that no lookup of a PTR name is void
                zone.setdefault((name, "A"), ["203.0.113.1"])
                zone.setdefault((name, "AAAA"), ["2001:db8:ffff::1"])
    zone["why.example.com", "TXT"] = draw(
        st.sampled_from([["%{c} %{i} %{s}!"], ["%{x}"], ["a", "b"], ["plain"]])
    )
    return zone


def ours(zone: Zone, ip: str, sender: str, helo: str) -> SpfResult:
    def lookup(name: str, rdtype: str) -> Answer:
        records = zone.get((name.lower(), rdtype), ())
        if records is FAILURE:
            return failed_answer(name, rdtype, Failure.TIMEOUT)
        status = Status.FOUND if records else Status.NO_NAME
        return Answer(name, rdtype, status, tuple(read(rdtype, record) for record in records))

    return run_in_memory(check_host(ip, sender.rpartition("@")[2], sender, helo), lookup)


def read(rdtype: str, record: Any) -> Any:
    match rdtype:
        case "TXT":
            return Txt((record.encode(),))
        case "MX":
            return Mx(*record)
        case _:
            return record


def theirs(zone: Zone, ip: str, sender: str, helo: str) -> tuple[str, str | None]:
    def lookup(name: str, qtype: str, strict: bool = True, timeout: int = 0) -> list[Any]:
        records = zone.get((name.lower(), qtype), ())
        if records is FAILURE:
            raise spf.TempError("no answer")
        return [((name, qtype), written(qtype, record)) for record in records]

    spf.DNSLookup = lookup
    query = spf.query(i=ip, s=sender, h=helo, strict=True)
    query.set_default_explanation("DEFAULT")
    result, _, explanation = query.check()
    return result, None if result != "fail" or explanation == "DEFAULT" else explanation


def written(qtype: str, record: Any) -> Any:
    match qtype:
        case "TXT":
            return (record.encode(),)
        case "AAAA":
            return socket.inet_pton(socket.AF_INET6, record)
        case _:
            return record


@pytest.mark.no_cover  # thousands of calls of what other tests cover
@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    zone=zones(),
    ip=st.sampled_from(CLIENTS),
    local=st.sampled_from(["joe", "joe-smith+tag", "a.b"]),
    helo=st.sampled_from([HOSTS[1], "mail.example.net", "[192.0.2.1]"]),
)
def test_results_and_explanations_agree(zone: Zone, ip: str, local: str, helo: str) -> None:
    sender = f"{local}@{DOMAINS[0]}"
    result = ours(zone, ip, sender, helo)
    assume(result.lookups < 8)
    assert theirs(zone, ip, sender, helo) == (result.result, result.explanation)
