"""`--authoritative`: two real name servers with zones that differ, and a real resolver in front of them."""

import json
import os
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import servers
from command import Run

KEY = 'main1._domainkey TXT "v=DKIM1; k=ed25519; p=n10RcIhZr1VqZEL8qtlGGMxIYajxZPwnS/2fbsI8rUc="\n'


@pytest.fixture
def run(run_here: Run) -> Run:
    return run_here


def zone(serial: int, *lines: str) -> str:
    """Return a zone in order, with *lines* added to it."""
    return (
        f"@ 300 IN SOA ns1 hostmaster {serial} 3600 600 86400 2580\n"
        "@ NS ns1\n@ NS ns2\nns1 A 127.0.0.2\nns2 A 127.0.0.3\n"
        '@ MX 10 main\n@ MX 20 backup\nmain A 9.9.9.10\nbackup A 9.9.10.10\n@ TXT "v=spf1 mx -all"\n'
        '_dmarc TXT "v=DMARC1; p=reject; rua=mailto:dmarc@example.com"\n' + "".join(lines)
    )


class Lab(NamedTuple):
    """The addresses of nsd, of knot, and of the resolver that asks both."""

    one: str
    other: str
    resolver: str

    @property
    def options(self) -> tuple[str, ...]:
        return ("-n", self.resolver, "--authority", self.one, "--authority", self.other, "-s", "main1")


@contextmanager
def lab(folder: Path, one: str, other: str, *, visible: str = "") -> Iterator[Lab]:
    """Serve two versions of example.com; the resolver knows the version of *visible*, by default both."""
    with ExitStack() as stack:

        def place(name: str) -> Path:
            (folder / name).mkdir()
            return folder / name

        first = stack.enter_context(servers.nsd({"example.com": one}, place("nsd")))
        second = stack.enter_context(servers.knot({"example.com": other}, place("knot")))
        seen = [{"one": first, "other": second}[visible]] if visible else [first, second]
        resolver = stack.enter_context(servers.unbound("example.com", seen, place("unbound")))
        yield Lab(first, second, resolver)


def report(run: Run, *options: str) -> tuple[int, dict[str, Any]]:
    done = run("check", "example.com", *options, "-f", "json")
    return done.returncode, json.loads(done.stdout)


def found(report: dict[str, Any]) -> dict[str, list[str]]:
    messages: dict[str, list[str]] = {}
    for finding in report["findings"]:
        if finding["rule"].startswith("ns-"):
            messages.setdefault(finding["rule"], []).append(finding["message"])
    return messages


def test_servers_that_agree_pass(run: Run, tmp_path: Path) -> None:
    with lab(tmp_path, zone(7, KEY), zone(7, KEY)) as here:
        code, told = report(run, *here.options)
        text = run("check", "example.com", *here.options)
    assert (code, found(told)) == (0, {})
    assert told["nameservers"]["zones"] == [
        {
            "zone": "example.com",
            "serial": 7,
            "servers": [
                {"name": None, "address": address, "status": "authoritative", "serial": 7, "detail": ""}
                for address in (here.one, here.other)
            ],
        }
    ]
    assert {row["published_on"] for row in told["nameservers"]["records"] if row["type"] != "AAAA"} == {2}
    assert f"NS    PASS    example.com  -  {here.one}" in text.stdout
    assert "main1._domainkey.example.com TXT  on 2 of 2 servers  visible here" in text.stdout


def test_a_key_on_one_of_two_servers_is_found(run: Run, tmp_path: Path) -> None:
    with lab(tmp_path, zone(8, KEY), zone(7), visible="other") as here:
        code, told = report(run, *here.options)
        text = run("check", "example.com", *here.options)
    assert code == 1
    assert found(told) == {
        "ns-differ": [
            (
                "the name servers differ about main1._domainkey.example.com TXT: "
                f"{here.one} has `v=DKIM1; k=ed25519; p=n10RcIhZr1VqZEL8qtlGGMxIYajxZPwnS/2fb…`; "
                f"{here.other} has no record"
            )
        ],
        "ns-stale": [f"{here.other} has serial 7 of the zone `example.com`, behind 8"],
    }
    assert told["rules"]["dkim-key-missing"] == "fail"
    assert "on 1 of 2 servers, which differ  here denied for up to" in text.stdout


def test_what_the_resolver_denies_is_published_on_both(run: Run, tmp_path: Path) -> None:
    """The resolver has heard of the absence before the key was published."""
    with lab(tmp_path, zone(7), zone(8, KEY), visible="one") as here:
        assert report(run, "-n", here.resolver, "-s", "main1")[0] == 1
        code, told = report(run, "-n", here.resolver, "--authority", here.other, "-s", "main1")
    (message,) = found(told)["ns-not-yet-visible"]
    assert code == 1
    assert message in {
        "main1._domainkey.example.com TXT is published on 1 of 1 servers; "
        f"this resolver may deny it for another {left}"
        for left in ("5 min", "43 min")
    }
    (row,) = (row for row in told["nameservers"]["records"] if "main1" in row["name"])
    assert (row["visible"]["status"], row["visible"]["current"]) == ("no such name", False)
    assert 0 < row["visible"]["seconds"] <= 2580


def test_a_server_of_other_zones_is_lame(run: Run, tmp_path: Path, nsd: servers.Serve) -> None:
    stranger = nsd({"example.net": "@ A 9.9.9.9"})
    with lab(tmp_path, zone(7, KEY), zone(7, KEY)) as here:
        code, told = report(run, *here.options, "--authority", stranger)
    message = f"{stranger} does not serve the zone `example.com`: it answers with REFUSED"
    assert (code, found(told)) == (0, {"ns-lame": [message]})


def test_servers_that_all_refuse_are_an_error(run: Run, tmp_path: Path, nsd: servers.Serve) -> None:
    stranger = nsd({"example.net": "@ A 9.9.9.9"})
    with lab(tmp_path, zone(7, KEY), zone(7, KEY)) as here:
        code, told = report(run, "-n", here.resolver, "--authority", stranger)
    severities = {row["rule"]: row["severity"] for row in told["findings"] if row["rule"].startswith("ns")}
    assert (code, severities) == (1, {"ns-lame": "error"})


def test_a_server_that_is_down_leaves_open_what_it_would_say(run: Run, tmp_path: Path) -> None:
    nobody = f"127.0.0.1:{servers.free_port()}"
    with lab(tmp_path, zone(7, KEY), zone(7, KEY)) as here:
        code, told = report(run, *here.options, "--authority", nobody)
    message = f"{nobody} does not answer for the zone `example.com`: connection refused by {nobody}"
    assert (code, found(told)) == (3, {"ns-unreachable": [message]})
    assert [(row["reason"], row["rules"]) for row in told["unknown"]] == [("unreachable", ["ns-differ"])]


def test_a_difference_outweighs_a_server_that_is_down(run: Run, tmp_path: Path) -> None:
    nobody = f"127.0.0.1:{servers.free_port()}"
    with lab(tmp_path, zone(8, KEY), zone(7), visible="one") as here:
        code, told = report(run, *here.options, "--authority", nobody)
    assert (code, sorted(found(told))) == (1, ["ns-differ", "ns-stale", "ns-unreachable"])


def test_nothing_is_concluded_where_no_server_answers(run: Run, tmp_path: Path) -> None:
    nobody = f"127.0.0.1:{servers.free_port()}"
    with lab(tmp_path, zone(7, KEY), zone(7, KEY)) as here:
        code, told = report(run, "-n", here.resolver, "--authority", nobody)
    assert (code, found(told)) == (3, {})


def bindable(address: str) -> bool:
    """Whether this process may serve DNS at *address*."""
    with socket.socket(type=socket.SOCK_DGRAM) as one:
        try:
            one.bind((address, 53))
        except OSError:
            return False
    return True


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may serve at port 53")
class TestServersOfTheZone:
    """Without `--authority` the servers are those of the NS records, at port 53."""

    def test_both_are_asked(self, run: Run, tmp_path: Path) -> None:
        with self.served(tmp_path, zone(8, KEY), zone(7)) as resolver:
            code, told = report(run, "-n", resolver, "-s", "main1", "--authoritative")
        assert code == 1
        assert sorted(found(told)) == ["ns-differ", "ns-stale"]
        assert found(told)["ns-stale"] == [
            "ns2.example.com (127.0.0.3) has serial 7 of the zone `example.com`, behind 8"
        ]

    def test_a_name_in_a_zone_of_its_own_is_asked_for_there(self, run: Run, tmp_path: Path) -> None:
        delegation = "_domainkey NS ns2\n"
        keys = {"_domainkey.example.com": "@ 300 IN SOA ns2 h 3 1 1 1 60\n@ NS ns2.example.com.\n" + key()}
        with self.served(tmp_path, zone(7, delegation), zone(7, delegation), keys) as resolver:
            code, told = report(run, "-n", resolver, "-s", "main1", "--authoritative")
        zones = {row["zone"]: len(row["servers"]) for row in told["nameservers"]["zones"]}
        assert (code, zones) == (0, {"example.com": 2, "_domainkey.example.com": 1})
        assert list(found(told)) == ["ns-single"]

    def test_an_alias_is_followed_to_the_servers_of_its_target(self, run: Run, tmp_path: Path) -> None:
        alias = "main1._domainkey CNAME main1.keys\nkeys NS ns2\n"
        keys = {"keys.example.com": "@ 300 IN SOA ns2 h 3 1 1 1 60\n@ NS ns2.example.com.\n" + key()}
        with self.served(tmp_path, zone(7, alias), zone(7, alias), keys) as resolver:
            code, told = report(run, "-n", resolver, "-s", "main1", "--authoritative")
        rows = {row["name"]: row for row in told["nameservers"]["records"] if "main1" in row["name"]}
        assert code == 0
        assert [row["zone"] for row in rows.values()] == ["example.com", "keys.example.com"]
        assert rows["main1._domainkey.example.com"]["published"][0]["records"] == [
            "CNAME main1.keys.example.com."
        ]
        assert rows["main1.keys.example.com"]["visible"]["current"]

    @contextmanager
    def served(self, folder: Path, one: str, other: str, more: dict[str, str] | None = None) -> Iterator[str]:
        with ExitStack() as stack:
            stack.enter_context(servers.alone("port-53"))
            if not (bindable("127.0.0.2") and bindable("127.0.0.3")):
                pytest.skip("port 53 is taken")
            for name in ("nsd", "knot", "unbound"):
                (folder / name).mkdir()
            zones = {"example.com": other, **(more or {})}
            first = stack.enter_context(servers.nsd({"example.com": one}, folder / "nsd", "127.0.0.2", 53))
            second = stack.enter_context(servers.knot(zones, folder / "knot", "127.0.0.3", 53))
            yield stack.enter_context(servers.unbound("example.com", [first, second], folder / "unbound"))


def key() -> str:
    """Return the key record at the top of a zone of keys."""
    return KEY.replace("main1._domainkey", "main1")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (
            ("--authoritative", "--offline"),
            "`--authoritative` asks what is published; it goes neither with --zone nor --offline",
        ),
        (
            ("--authority", "ns1.example.com"),
            (
                "`ns1.example.com` has no IP address; name servers are given as "
                "ADDR, ADDR:PORT, [ADDR6]:PORT, tls://ADDR[:PORT][#NAME] or https://HOST/PATH"
            ),
        ),
        (
            ("--authority", "tls://9.9.9.9"),
            "`--authority tls://9.9.9.9`: name servers of zones are given as ADDR or ADDR:PORT",
        ),
    ],
)
def test_what_makes_no_sense_is_said(run: Run, options: tuple[str, ...], message: str) -> None:
    done = run("check", "example.com", *options)
    assert (done.returncode, done.stderr) == (2, f"mailcheck: {message}\n")
