"""Zone files on the command line: mended mistake by mistake, in pieces, as arguments, with plans on top."""

import json
from pathlib import Path
from typing import Any

import pytest
from command import HEALTHY, Run, Zone

FIVE_MISTAKES = """\
$ORIGIN example.com.
$TTL 300
@       SOA   ns1 hostmaster 1 3600 600 86400 300
@       NS    ns1
ns1     A     9.9.9.53
@       MX    10 main
@       MX    20 mx.example.net
main    A     9.9.9.10
@       TXT   v=spf1 mx -all
_dmarc  TXT   v=DMARC1; p=reject; rua=mailto:dmarc@example.com
www     CNAME main
www     TXT   "a note"
note    TXT   “no quotes”
"""
SNIPPET = (
    'main1._domainkey\tIN\tTXT\t( "v=DKIM1; k=ed25519; "\n'
    '\t  "p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=" )  ; ----- DKIM key main1 for example.com\n'
)


@pytest.fixture
def run(run_here: Run) -> Run:
    return run_here


def _report(run: Run, *arguments: object) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run("check", "--offline", "-f", "json", *arguments).stdout)
    return found


def _lines_to_write(report: dict[str, Any]) -> dict[int, str]:
    """What the report says to write instead, by line."""
    return {
        finding["evidence"][0]["line"]: finding["replacement"]
        for finding in report["findings"]
        if finding["rule"].startswith("zone-") and finding["replacement"]
    }


def test_five_mistakes_are_mended_one_by_one_from_what_the_report_says(run: Run, zone: Zone) -> None:
    lines = FIVE_MISTAKES.splitlines()
    seen = []
    for _ in range(4):
        report = _report(run, "--zone", zone("\n".join(lines) + "\n"))
        number, line = next(iter(_lines_to_write(report).items()))
        seen.append((number, line))
        lines[number - 1] = line
    assert sorted(seen) == [
        (7, "@       MX    20 mx.example.net."),
        (9, '@       TXT   "v=spf1 mx -all"'),
        (10, '_dmarc  TXT   "v=DMARC1; p=reject; rua=mailto:dmarc@example.com"'),
        (13, 'note    TXT   "no quotes"'),
    ]
    report = _report(run, "--zone", zone("\n".join(lines) + "\n"))
    assert [name for name, verdict in report["rules"].items() if verdict == "fail" and "zone-" in name] == [
        "zone-beside-cname"
    ]
    lines.remove('www     TXT   "a note"')
    report = _report(run, "--zone", zone("\n".join(lines) + "\n"))
    assert [name for name, verdict in report["rules"].items() if verdict == "fail" and "zone-" in name] == []
    assert report["summary"]["error"] == 0


def test_every_fault_has_its_place_in_text(run: Run, zone: Zone) -> None:
    said = run("check", "--offline", "--zone", zone(FIVE_MISTAKES)).stdout
    for place in ("7:18: example.com MX", "9:15: example.com TXT", "10:23: _dmarc.example.com TXT"):
        assert f"example.com.zone:{place}\n" in said


def test_the_column_is_that_of_the_fault_and_not_of_the_record(run: Run, zone: Zone) -> None:
    text = HEALTHY.replace('"v=spf1 mx -all"', '( "v=spf1 "\n   "mx ip4:9.9.9.1~all" )')
    (finding,) = [
        one for one in _report(run, "--zone", zone(text))["findings"] if one["rule"] == "spf-syntax"
    ]
    lines = text.splitlines()
    evidence = finding["evidence"][0]
    assert lines[evidence["line"] - 1][evidence["column"] - 1 :] == '~all" )'


def test_all_flaws_of_a_file_that_no_server_would_load_are_told(run: Run, zone: Zone) -> None:
    done = run(
        "check",
        "--offline",
        "--zone",
        zone('$ORIGIN example.com.\n@ A 9.9.9.999\n@ TXT "a\n@ TXT v=spf1 -all\n'),
    )
    assert (done.returncode, done.stdout) == (2, "")
    lines = [line.partition("example.com.zone:")[2] for line in done.stderr.splitlines()]
    assert [(line.partition(": ")[0], line.rpartition(" ")[2]) for line in lines] == [
        ("2:5", "(zone-syntax)"),
        ("3:7", "(zone-unclosed)"),
        ("4:7", "(zone-unquoted-text)"),
    ]


def test_flaws_that_mail_does_not_touch_are_warnings(run: Run, zone: Zone) -> None:
    report = _report(run, "--zone", zone(HEALTHY + "www CNAME web.example.net\n"))
    assert [
        (one["rule"], one["severity"]) for one in report["findings"] if one["rule"].startswith("zone-")
    ] == [("zone-missing-dot", "warning")]


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        pytest.param("@  MX  30 main.example.com\n", "mx-name-doubled", id="mx target"),
        pytest.param("@  MX  30 9.9.9.10\n", "mx-target-is-address", id="mx address"),
    ],
)
def test_one_mistake_is_told_by_one_rule(run: Run, zone: Zone, line: str, rule: str) -> None:
    report = _report(run, "--zone", zone(HEALTHY + line))
    assert report["rules"][rule] == "fail"
    assert (report["rules"]["zone-missing-dot"], report["rules"]["zone-address-as-name"]) == ("pass", "pass")


def test_without_a_zone_file_its_rules_have_nothing_to_judge(run: Run) -> None:
    report = _report(run, "example.com")
    assert {verdict for name, verdict in report["rules"].items() if name.startswith("zone-")} == {"skipped"}


def test_files_among_the_arguments_are_zones_and_each_is_checked(run: Run, tmp_path: Path) -> None:
    for name in ("example.com", "example.net"):
        (tmp_path / f"{name}.zone").write_text(HEALTHY.replace("example.com", name))
    done = run("check", "--offline", "-q", "example.com.zone", "example.net.zone")
    assert (done.returncode, done.stdout.split()) == (0, ["example.com", "PASS", "example.net", "PASS"])


def test_a_name_that_ends_like_a_file_is_none_with_a_final_dot(run: Run) -> None:
    done = run("check", "--offline", "nic.zone")
    assert (done.returncode, done.stderr) == (
        2,
        "mailcheck: there is no zone file `nic.zone`; the domain is written `nic.zone.`\n",
    )
    assert run("check", "--offline", "nic.zone.").returncode == 3


def test_a_piece_of_a_zone_tells_of_its_key_and_of_nothing_else(run: Run, tmp_path: Path) -> None:
    (tmp_path / "main1.txt").write_text(SNIPPET)
    report = _report(run, "example.com", "--zone", "main1.txt")
    assert [(key["selector"], key["status"]) for key in report["dkim"]] == [("main1", "usable")]
    assert (report["rules"]["spf-missing"], report["rules"]["dkim-key-undecodable"]) == ("unknown", "pass")
    assert report == _report(run, "example.com", "main1.txt")


def test_a_piece_of_a_zone_needs_a_domain(run: Run, tmp_path: Path) -> None:
    (tmp_path / "main1.txt").write_text(SNIPPET)
    done = run("check", "--offline", "main1.txt")
    assert done.returncode == 2
    assert "main1.txt:1:1: nothing says which zone this is; name the domain too" in done.stderr


def test_files_elsewhere_are_included_only_on_demand(run: Run, tmp_path: Path) -> None:
    (tmp_path / "zones").mkdir()
    (tmp_path / "zones" / "example.com.zone").write_text(HEALTHY + "$INCLUDE ../more\n")
    (tmp_path / "more").write_text("more A 9.9.9.11\n")
    refused = run("check", "--offline", "zones/example.com.zone")
    assert (refused.returncode, "(zone-include)" in refused.stderr) == (2, True)
    assert run("check", "--offline", "--allow-include", "zones/example.com.zone").returncode == 0


def test_a_planned_record_takes_the_place_of_what_is_there(run: Run, zone: Zone) -> None:
    path = zone(HEALTHY)
    planned = ("--record", "@ TXT v=spf1 ip4:9.9.9.10~all", "--planned", "main.example.com=9.9.9.77")
    done = run("check", "--offline", "--zone", path, *planned)
    assert done.returncode == 1
    assert "planned, not published yet" in done.stdout
    assert "9.9.9.77" in done.stdout
    (finding,) = [
        one for one in _report(run, "--zone", path, *planned)["findings"] if one["rule"] == "spf-syntax"
    ]
    assert (finding["evidence"][0]["planned"], finding["evidence"][0]["file"]) == (True, None)


def test_what_is_no_record_is_told(run: Run) -> None:
    done = run("check", "--offline", "example.com", "--planned", "main.example.com")
    assert (done.returncode, done.stderr) == (
        2,
        "mailcheck: `main.example.com` is not a host with its address; `HOST=ADDRESS` is allowed\n",
    )


def test_a_repair_is_printed_for_a_zone_file_and_for_a_form(run: Run, zone: Zone) -> None:
    said = run("check", "--offline", "--fix", "--zone", zone(HEALTHY.replace("mx -all", "mx~all"))).stdout
    assert (
        '      zone    example.com.  300  IN  TXT  "v=spf1 mx ~all"\n      form    @  TXT  v=spf1 mx ~all\n'
        in said
    )
