"""Whoever judges a zone file, the command, the library or a test, gets the same report."""

import asyncio
import json
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import mailcheck
from mailcheck import (
    Expected,
    OverlayResolver,
    Report,
    Request,
    RuleException,
    Severity,
    ZoneResolver,
    check,
    check_all,
    check_many,
    read_baseline,
    report_json,
)
from mailcheck.dns.driver import finish
from mailcheck.dns.overlay import OfflineResolver
from mailcheck.testing import check_zone

KEY = "v=DKIM1; k=ed25519; p=n10RcIhZr1VqZEL8qtlGGMxIYajxZPwnS/2fbsI8rUc="
SOA = "$ORIGIN example.com.\n@ 3600 SOA ns hostmaster 1 3600 600 86400 300\n@ NS ns\nns A 9.9.9.53\n"
ZONES = {
    "a commented record, a key, a missing report address": SOA
    + "@ MX 10 mail ; mailcheck: ignore mx-single one server is enough\n"
    + f'mail A 9.9.9.25\n@ TXT "v=spf1 mx -all"\nmain1._domainkey TXT "{KEY}"\n'
    + '_dmarc TXT "v=DMARC1; p=reject"\n',
    "a comment for the whole zone, and one of no use": "; mailcheck: ignore dmarc-* not yet\n"
    + SOA
    + "; mailcheck: ignore spf-ptr gone\n"
    + '@ MX 10 mail\nmail A 9.9.9.25\n@ TXT "v=spf1 mx ?all"\n',
    "an exception that has ended": SOA
    + "@ MX 10 mail ; mailcheck: ignore mx-single until=2020-01-01 for now\n"
    + 'mail A 9.9.9.25\n@ TXT "v=spf1 a:mail ~all" "ip4:1.2.3.4"\n',
    "flaws of the file, two keys, an alias": SOA
    + "@ MX 10 mail.example.com\nmail A 9.9.9.25\n@ TXT v=spf1 mx -all\n"
    + f'main1._domainkey TXT "{KEY}"\nold._domainkey CNAME key.example.net.\n',
    "nothing but a name server": SOA,
}


def by_command(zone: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    from mailcheck.cli.app import run

    code = run(["check", "--zone", str(zone), "--offline", "-f", "json", "--no-config"])
    assert code in (0, 1, 3)
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def placeless(value: Any, file: str) -> Any:
    """Return a report with one name for the file, however it was called."""
    return json.loads(json.dumps(value).replace(json.dumps(file)[1:-1], "FILE"))


@pytest.mark.parametrize("text", ZONES.values(), ids=ZONES)
def test_a_zone_file_is_judged_alike_by_all(
    text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "example.com.zone"
    file.write_text(text)
    told = placeless(by_command(file, capsys), str(file))
    resolver = ZoneResolver.from_file(file)
    alone = asyncio.run(check("example.com", resolver=resolver))
    over = asyncio.run(check("example.com", resolver=OverlayResolver(resolver, OfflineResolver())))
    assert placeless(report_json(alone), str(file)) == told
    assert placeless(report_json(over), str(file)) == told

    closed = placeless(report_json(check_zone(text)), "example.com.zone")
    for part in ("findings", "ignored"):
        assert same(closed[part], told[part])
    assert [key["selector"] for key in closed["dkim"]] == [key["selector"] for key in told["dkim"]]


def same(closed: list[dict[str, Any]], told: list[dict[str, Any]]) -> bool:
    """Say whether a closed world, in which no other name exists, has all that was found offline."""
    return {_told(each) for each in told} <= {_told(each) for each in closed}


def _told(entry: dict[str, Any]) -> tuple[str, str]:
    finding = entry.get("finding", entry)  # what is ignored stands beside its exception
    return finding["rule"], finding["message"]


def test_many_take_what_zone_files_say_too() -> None:
    text = ZONES["a commented record, a key, a missing report address"]
    zone = ZoneResolver.from_text(text)

    async def collect() -> list[Report]:
        return [report async for report in check_many(["example.com"], resolver=zone)]

    (report,) = asyncio.run(collect())
    alone = finish(check("example.com", resolver=zone))
    assert [each.finding.rule.name for each in report.ignored] == ["mx-single"]
    assert [key.selector for key in report.survey.dkim.keys] == ["main1"]
    assert report.findings == alone.findings


WORLD = '@ MX 10 mail\n@ MX 20 other\nmail A 9.9.9.25\nother A 9.9.9.26\n@ TXT "v=spf1 mx ?all"\n'
BASELINE = json.dumps(report_json(check_zone(WORLD)))
WISHES: Mapping[str, tuple[dict[str, Any], Callable[[Report], object], object]] = {
    "select": ({"select": ["spf-*"]}, lambda report: {name[:4] for name in report.verdicts}, {"spf-"}),
    "ignore": ({"ignore": ["*-*"]}, lambda report: report.verdicts, {}),
    "a severity": (
        {"severities": {"spf-neutral-all": Severity.ERROR, "dmarc-*": None}},
        lambda report: [(each.rule.name, each.severity) for each in report.findings],
        [("spf-neutral-all", Severity.ERROR)],
    ),
    "an expected value": (
        {"expected": Expected(mx_hosts=("mail.example.com",)), "select": ["mx-host-not-approved"]},
        lambda report: [each.rule.name for each in report.findings],
        ["mx-host-not-approved"],
    ),
    "an exception": (
        {"exceptions": [RuleException("dmarc-missing", "later"), RuleException("spf-*", "so be it")]},
        lambda report: sorted(each.finding.rule.name for each in report.ignored),
        ["dmarc-missing", "spf-neutral-all"],
    ),
    "an exception that has ended": (
        {"exceptions": [RuleException("*", "x", until=date(2026, 1, 1))], "today": date(2026, 1, 2)},
        lambda report: report.ignored,
        (),
    ),
    "a baseline": (
        {"baseline": read_baseline(BASELINE)},
        lambda report: (report.findings, len(report.known)),
        ((), len(json.loads(BASELINE)["findings"])),
    ),
    "a profile": (
        {"profile": "bulk-sender", "select": ["dkim-not-checked"]},
        lambda report: [(each.rule.name, each.severity) for each in report.findings],
        [("dkim-not-checked", Severity.ERROR)],
    ),
}


@pytest.mark.parametrize(("wishes", "told", "expected"), WISHES.values(), ids=WISHES)
def test_the_library_takes_what_the_command_takes(
    wishes: dict[str, Any], told: Callable[[Report], object], expected: object
) -> None:
    world = ZoneResolver.from_text(WORLD, everywhere=True)

    async def collect() -> list[Report]:
        return [report async for report in check_many(["example.com"], resolver=world, **wishes)]

    assert told(finish(check("example.com", resolver=world, **wishes))) == expected
    (report,) = asyncio.run(collect())
    assert told(report) == expected


def test_a_check_over_zone_files_waits_for_nothing() -> None:
    report = finish(check("example.com", resolver=ZoneResolver.from_text(WORLD)))
    assert report.domain == "example.com"


def test_a_run_has_its_reports_in_the_order_of_the_requests_each_from_its_own_resolver() -> None:
    worlds = {
        name: ZoneResolver.from_text(WORLD, origin=name, everywhere=True)
        for name in ("example.org", "example.com")
    }
    reports = finish(check_all([Request(name) for name in worlds], resolvers=worlds))
    assert [report.domain for report in reports] == list(worlds)


def test_a_comment_that_cannot_be_read_is_the_callers_to_mend() -> None:
    zone = ZoneResolver.from_text("@ MX 10 mail ; mailcheck: ignore mx-sinlge typo\nmail A 9.9.9.25\n")
    with pytest.raises(
        mailcheck.ZoneSyntaxError, match="`mx-sinlge` matches no rule; did you mean `mx-single`"
    ):
        finish(check("example.com", resolver=zone))


@pytest.mark.parametrize("name", mailcheck.__all__)
def test_every_public_name_is_there(name: str) -> None:
    assert getattr(mailcheck, name) is not None
