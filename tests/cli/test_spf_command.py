"""`mailcheck spf`: the tree with its costs, and the evaluation of clients."""

import json

import pytest
from command import HEALTHY, OPAQUE, Run, Zone

TREE = """
$ORIGIN example.com.
$TTL 300
@      SOA   ns1 hostmaster 1 3600 600 86400 300
@      NS    ns1
ns1    A     9.9.9.53
@      MX    10 mail
mail   A     9.9.9.10
@      TXT   "v=spf1 mx include:_spf.example.com exists:%{i}.list.example.com -all exp=why.example.com"
_spf   TXT   "v=spf1 ip4:9.9.10.0/24 ip6:2a00:1450::/32 a:old.example.com ~all"
why    TXT   "%{i} is not on the list"
"""


@pytest.fixture
def run(run_here: Run) -> Run:
    return run_here


def test_the_tree_shows_each_term_with_the_running_total(run: Run, zone: Zone) -> None:
    found = run("spf", "example.com", "--offline", "--zone", zone(TREE))
    assert (found.returncode, found.stderr) == (0, "")
    assert found.stdout.splitlines() == [
        (
            "example.com v=spf1 mx include:_spf.example.com exists:%{i}.list.example.com -all "
            "exp=why.example.com"
        ),
        "|-- mx                            1/10  1 void for IPv6; 9.9.9.10",
        "|-- include:_spf.example.com      2/10",
        "|   |-- ip4:9.9.10.0/24                 256 IPv4 addresses",
        "|   |-- ip6:2a00:1450::/32              4,294,967,296 IPv6 networks of /64",
        "|   |-- a:old.example.com         3/10  1 void",
        "|   `-- ~all",
        "|-- exists:%{i}.list.example.com  4/10  depends on the message",
        "`-- -all",
        "",
        "Worst case: 4 of 10 lookups; void lookups 1 of 2 for IPv4 clients, 2 for IPv6 clients.",
        "Passes, as far as known: 257 IPv4 addresses and 4,294,967,296 IPv6 networks of /64.",
        "Not known beforehand: exists:%{i}.list.example.com.",
    ]


def test_the_tree_is_there_for_programs(run: Run, zone: Zone) -> None:
    found = json.loads(
        run("spf", "example.com", "--offline", "--zone", zone(TREE), "--format", "json").stdout
    )
    assert (found["lookups"], found["lookup_limit"], found["complete"]) == (4, 10, False)
    assert found["void_lookups"] == {"ipv4": 1, "ipv6": 2}
    assert found["passes"] == {"ipv4": 257, "ipv6": 2**96}
    assert [child["domain"] for child in found["tree"]["children"]] == ["_spf.example.com"]
    assert [term["cost"] for term in found["tree"]["terms"]] == [1, 2, 1, 0]


@pytest.mark.parametrize(
    ("arguments", "code", "first"),
    [
        (["--ip", "9.9.9.10"], 0, "9.9.9.10  pass  by `mx` of example.com"),
        (["--ip", "::ffff:9.9.9.10"], 0, "::ffff:9.9.9.10  pass  by `mx` of example.com"),
        (["--ip", "9.9.9.99"], 1, "9.9.9.99  fail  by `-all` of example.com"),
        (["--ip", "9.9.9.10", "--ip", "9.9.9.99"], 1, "9.9.9.10  pass  by `mx` of example.com"),
        (
            ["--ip", "9.9.9.9", "--record", "v=spf1 ip4:9.9.9.9 ~all"],
            0,
            "9.9.9.9  pass  by `ip4:9.9.9.9` of example.com",
        ),
        (
            ["--ip", "9.9.9.9", "--record", "v=spf1"],
            1,
            "9.9.9.9  neutral  by default: no term of example.com matches",
        ),
        (
            ["--ip", "9.9.9.9", "--from", "", "--helo", "mail.example.com"],
            1,
            "9.9.9.9  none  mail.example.com has no SPF record",
        ),
    ],
)
def test_a_client_is_evaluated(run: Run, zone: Zone, arguments: list[str], code: int, first: str) -> None:
    found = run("spf", "example.com", "--offline", "--zone", zone(TREE), *arguments)
    assert (found.returncode, found.stdout.splitlines()[0]) == (code, first)


def test_the_walk_is_shown_term_by_term(run: Run, zone: Zone) -> None:
    found = run("spf", "example.com", "--offline", "--zone", zone(TREE), "--ip", "9.9.9.99")
    assert found.stdout.splitlines() == [
        "9.9.9.99  fail  by `-all` of example.com",
        "  the domain explains: 9.9.9.99 is not on the list",
        (
            "  mx                            no match  1/10         example.com MX: "
            "mail.example.com; mail.example.com A: 9.9.9.10"
        ),
        "    ip4:9.9.10.0/24             no match  2/10",
        "    ip6:2a00:1450::/32          no match  2/10",
        "    a:old.example.com           no match  3/10 1 void  old.example.com A: no such name",
        "    ~all                        match     3/10 1 void",
        "  include:_spf.example.com      no match  3/10 1 void",
        "  exists:%{i}.list.example.com  no match  4/10 2 void  9.9.9.99.list.example.com A: no such name",
        "  -all                          match     4/10 2 void",
        "  4 of 10 lookups, 2 of 2 void lookups",
    ]


def test_the_terms_that_cross_a_limit_are_marked(run: Run, zone: Zone) -> None:
    terms = "mx a:one.example.com a:two.example.com a:three.example.com " + "a:main.example.com " * 7
    found = run("spf", "example.com", "--offline", "--zone", zone(HEALTHY), "--record", f"v=spf1 {terms}-all")
    marked = [line.split() for line in found.stdout.splitlines() if "crosses" in line]
    assert [(term, " ".join(note[:11])) for _, term, _, *note in marked] == [
        ("a:two.example.com", "crosses the limit of 2 voids for IPv6; 1 void"),
        ("a:three.example.com", "crosses the limit of 2 voids for IPv4; 1 void"),
        ("a:main.example.com", "crosses the limit of 10; 9.9.9.10, 2a00:1450::25"),
    ]


def test_a_record_that_is_tried_is_told_what_is_wrong_with_it(run: Run, zone: Zone) -> None:
    arguments = ("--offline", "--zone", zone(HEALTHY), "--record", "v=spf1 mx ip4:9.9.9.9~all")
    fault = "`ip4:9.9.9.9~all`: a space is missing before `~all`"
    found = run("spf", "example.com", *arguments)
    assert found.returncode == 1
    assert found.stdout.splitlines()[1:] == [
        "",
        "The record has a syntax error; receivers answer permerror for every sender.",
        f"{fault}.",
    ]
    facts = json.loads(run("spf", "example.com", *arguments, "--format", "json").stdout)
    assert facts["faults"] == [fault]


def test_the_walk_is_there_for_programs(run: Run, zone: Zone) -> None:
    arguments = ("--offline", "--zone", zone(HEALTHY), "--format", "json", "--ip")
    one = json.loads(run("spf", "example.com", *arguments, "9.9.9.10").stdout)
    assert (one["result"], one["term"], one["lookups"], one["explanation"]) == ("pass", "mx", 1, None)
    assert [step["outcome"] for step in one["trace"]] == ["match"]
    two = json.loads(run("spf", "example.com", *arguments, "9.9.9.10", "--ip", "9.9.9.99").stdout)
    assert [result["result"] for result in two] == ["pass", "fail"]


def test_a_lookup_that_fails_is_neither_a_pass_nor_a_fail(run: Run, zone: Zone) -> None:
    path = zone(OPAQUE)
    tree = run("spf", "example.com", "--offline", "--zone", path)
    client = run("spf", "example.com", "--offline", "--zone", path, "--ip", "9.9.9.99")
    assert (tree.returncode, client.returncode) == (3, 3)
    assert client.stdout.startswith("9.9.9.99  temperror  by `include:_spf.example.net` of example.com: ")


@pytest.mark.parametrize(
    "domain", ["localhost", "[9.9.9.10]", "a...example.com", f"{'a' * 64}.example.com", ""]
)
def test_a_client_of_a_malformed_domain_gets_none_as_from_a_receiver(run: Run, domain: str) -> None:
    found = run("spf", "--offline", "--ip", "9.9.9.10", "--from", "joe@example.com", "--", domain)
    assert (found.returncode, found.stderr) == (1, "")
    assert found.stdout.startswith("9.9.9.10  none  the domain is not a name of two labels or more\n")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ["localhost"],
            "`localhost` is not a mail domain; two labels or more are needed, such as `example.com`",
        ),
        (
            ["example.com", "--ip", "9.9.9"],
            "`9.9.9` is not an IP address; give one such as 192.0.2.1 or 2001:db8::1",
        ),
        (["example.com", "--helo", "x"], "`--from` and `--helo` describe a client; `--ip IP` says which"),
        (
            ["example.com", "--record", "mx"],
            "`--record mx` is no SPF record; one begins with `v=spf1` and a space",
        ),
    ],
)
def test_bad_usage_exits_2_with_one_line(run: Run, arguments: list[str], message: str) -> None:
    found = run("spf", "--offline", *arguments)
    assert (found.returncode, found.stdout, found.stderr) == (2, "", f"mailcheck: {message}\n")
