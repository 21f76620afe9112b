"""`--profile` on the command line, in the configuration, and for the list of rules."""

import json
from pathlib import Path

import pytest
from command import HEALTHY, Run, Zone
from dkim_samples import ED
from servers import Serve


@pytest.fixture
def run(run_here: Run) -> Run:
    return run_here


def test_the_report_says_its_profile_in_the_second_line(run: Run, zone: Zone) -> None:
    zoned = ("check", "--offline", "--zone", zone(HEALTHY))
    assert run(*zoned).stdout.splitlines()[1].startswith("mail (inferred): ")
    assert run(*zoned, "--profile", "mail").stdout.splitlines()[1].startswith("mail: ")
    told = json.loads(run(*zoned, "--format", "json").stdout)
    assert told["profile"] == {"name": "mail", "inferred": True}


def test_a_domain_may_have_a_profile_of_its_own(run: Run, zone: Zone, tmp_path: Path) -> None:
    (tmp_path / "mailcheck.toml").write_text('[domains."example.com"]\nprofile = "bulk-sender"\n')
    done = run("check", "--offline", "--zone", zone(HEALTHY), "--format", "json")
    told = json.loads(done.stdout)
    assert (done.returncode, told["profile"]) == (1, {"name": "bulk-sender", "inferred": False})
    assert [each["rule"] for each in told["findings"] if each["severity"] == "error"] == ["dkim-not-checked"]
    asked = {each["name"] for each in told["unknown"]}
    assert "10.9.9.9.in-addr.arpa" in asked  # no zone file holds it, and nobody else is asked
    assert told["rules"]["ptr-missing"] == "unknown"


def test_a_rule_that_is_selected_by_name_is_looked_at(run: Run, zone: Zone) -> None:
    zoned = ("check", "--offline", "--zone", zone(HEALTHY), "--format", "json")
    assert json.loads(run(*zoned, "--select", "ptr-*").stdout)["rules"] == {
        "ptr-missing": "unknown",
        "ptr-not-confirmed": "unknown",
    }


@pytest.mark.parametrize(
    ("name", "code", "errors"),
    [
        pytest.param("backup.example.com.", 0, [], id="leads back"),
        pytest.param("main.example.com.", 1, ["ptr-not-confirmed"], id="leads elsewhere"),
        pytest.param("", 1, ["ptr-missing"], id="none"),
    ],
)
def test_a_bulk_sender_has_reverse_dns_that_leads_back(run: Run, nsd: Serve, name, code, errors) -> None:
    zone = "".join(HEALTHY.partition("@       SOA")[1:]).replace("main    AAAA", "v6      AAAA")
    zones = {
        "example.com": f'{zone}main1._domainkey TXT "v=DKIM1; k=ed25519; p={ED}"\n',
        "9.9.9.in-addr.arpa": "10 PTR main.example.com.\n",
        "10.9.9.in-addr.arpa": f"10 PTR {name}\n" if name else "",
    }
    asked = ("-n", nsd(zones), "-s", "main1", "--profile", "bulk-sender")
    done = run("check", "example.com", *asked, "--format", "json")
    found = [each["rule"] for each in json.loads(done.stdout)["findings"] if each["severity"] == "error"]
    assert (done.returncode, found) == (code, errors)


def test_rules_shows_what_a_profile_makes_of_them(run: Run) -> None:
    told = {each["name"]: each["severity"] for each in json.loads(run("rules", "--format", "json").stdout)}
    bulk = json.loads(run("rules", "--profile", "bulk-sender", "--format", "json").stdout)
    assert (told["ptr-not-confirmed"], told["dkim-not-checked"]) == ("warning", "note")
    assert {each["name"]: each["severity"] for each in bulk}["ptr-not-confirmed"] == "error"
    parked = json.loads(run("rules", "--profile", "no-mail", "--format", "json").stdout)
    assert "mx-single" not in {each["name"] for each in parked}
