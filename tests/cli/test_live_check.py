"""Over a real name server the report is the one that the zone file gives, but for the places."""

import json
from typing import Any

from command import BROKEN, HEALTHY, OPAQUE, Run, Zone

OTHER = '_spf TXT "v=spf1 ip4:9.9.9.12 -all"\n'


def served(text: str) -> str:
    """Return the zone as a name server takes it."""
    return text.replace("@       SOA   ns1 hostmaster", "@ 300 IN SOA ns1 hostmaster")


def without_places(report: dict[str, Any]) -> dict[str, Any]:
    """Return the report without the lines of the zone file, and without what only the file cannot tell."""
    for finding in report["findings"]:
        for evidence in finding["evidence"]:
            evidence |= {"file": None, "line": None, "column": None}
        finding["publish"] = finding["publish"] and finding["publish"]["form"]  # only a file tells the TTL
    return {name: report[name] for name in ("domain", "findings", "mx", "coverage", "spf", "dkim")}


def test_a_healthy_domain_passes(run: Run, nsd) -> None:
    address = nsd({"example.com": served(HEALTHY)})
    done = run("check", "example.com", "-n", address)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("example.com  PASS\n")


def test_the_live_report_is_that_of_the_zone_file(run: Run, zone: Zone, nsd) -> None:
    address = nsd({"example.com": served(BROKEN)})
    live = run("check", "example.com", "-n", address, "-f", "json")
    filed = run("check", "--offline", "--zone", zone(BROKEN), "-f", "json")
    assert (live.returncode, filed.returncode) == (1, 1)
    assert without_places(json.loads(live.stdout)) == without_places(json.loads(filed.stdout))


def test_a_zone_file_lies_over_the_dns(run: Run, zone: Zone, nsd) -> None:
    address = nsd({"example.net": OTHER, "example.com": served(BROKEN)})
    done = run("check", "--zone", zone(OPAQUE), "-n", address, "-f", "json")
    report = json.loads(done.stdout)
    assert done.returncode == 0
    assert report["spf"]["tree"]["children"][0]["record"] == "v=spf1 ip4:9.9.9.12 -all"


def test_several_domains_share_one_run(run: Run, nsd) -> None:
    address = nsd({"example.com": served(HEALTHY), "example.net": OTHER})
    done = run("check", "example.com", "example.net", "-n", address, "-q")
    assert done.returncode == 1
    assert done.stdout.split() == ["example.com", "PASS", "example.net", "FAIL"]


def test_a_name_server_that_refuses_is_not_an_absence(run: Run, nsd) -> None:
    address = nsd({"example.net": OTHER})
    done = run("check", "example.com", "-n", address, "-f", "json")
    assert done.returncode == 3
    assert {row["reason"] for row in json.loads(done.stdout)["unknown"]} == {"refused"}
