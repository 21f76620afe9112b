"""A zone on its way: mended in an editor, published on one server, on the other, and at last visible."""

from pathlib import Path
from typing import Any

import servers
from command import Run
from test_authoritative import KEY, found, report, zone
from test_wait import publish

RECORD = "main1._domainkey.example.com TXT"


def lasting(serial: int, *added: str) -> str:
    """A zone whose absences are kept for 43 minutes (RFC 2308 section 5)."""
    return zone(serial, *added).replace("@ 300 IN SOA", "@ 2580 IN SOA")


def rules(told: dict[str, Any]) -> list[str]:
    return [finding["rule"] for finding in told["findings"] if finding["severity"] != "note"]


def test_from_the_first_server_to_everywhere(run: Run, tmp_path: Path) -> None:
    for name in ("one", "other", "early", "late"):
        (tmp_path / name).mkdir()
    before, after = {"example.com": lasting(7)}, lasting(8, KEY)
    with servers.nsd(before, tmp_path / "one") as one, servers.nsd(before, tmp_path / "other") as other:
        asked = ("--authority", one, "--authority", other, "-s", "main1")
        with servers.unbound("example.com", [one, other], tmp_path / "early") as early:
            code, told = report(run, "-n", early, *asked)
            assert (code, rules(told)) == (1, ["dkim-key-missing", "dmarc-enforced-without-dkim"])

            publish(tmp_path / "one", after)
            told = _until(run, ("-n", early, *asked), "ns-differ")
            assert {"ns-stale", "dkim-key-missing"} < set(rules(told))

            publish(tmp_path / "other", after)
            told = _until(run, ("-n", early, *asked), "ns-not-yet-visible")
            (message,) = found(told)["ns-not-yet-visible"]
            said = f"{RECORD} is published on 2 of 2 servers; this resolver may deny it for another"
            assert message in {f"{said} {left} min" for left in (42, 43)}
        with servers.unbound("example.com", [one, other], tmp_path / "late") as late:
            code, told = report(run, "-n", late, *asked)
    assert (code, rules(told)) == (
        0,
        ["dkim-ed25519-alone"],
    )  # a warning, of which the exit code knows nothing


def _until(run: Run, options: tuple[str, ...], rule: str) -> dict[str, Any]:
    """Look until a server has read its zone again, which it does in its own time."""
    for _ in range(40):
        code, told = report(run, *options)
        if rule in rules(told):
            break
    assert (code, rule in rules(told)) == (1, True)
    return told
