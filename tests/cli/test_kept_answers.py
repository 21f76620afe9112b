"""Answers that are kept give the same report again, byte for byte."""

import socket
from pathlib import Path

import pytest
from command import BROKEN, HEALTHY, Run, Zone


@pytest.fixture
def run(run_here: Run) -> Run:
    return run_here


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_report_over_a_zone_file_is_replayed(run: Run, zone: Zone, form: str) -> None:
    path = zone(BROKEN + "main1._domainkey TXT v=DKIM1; p=\nwww CNAME web.example.net\n")
    options = ("-f", form, "--sender", "9.9.9.7", "--record", "main A 9.9.9.11")
    first = run("check", "--offline", "--zone", path, *options, "--save-answers", "answers.json")
    path.unlink()
    again = run("check", "--answers", "answers.json", "-f", form)
    assert (again.returncode, again.stdout) == (first.returncode, first.stdout) != (2, "")


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_report_over_the_dns_is_replayed(run: Run, nsd, form: str) -> None:
    """The server refuses what is outside its zone."""
    zone = BROKEN.replace("v=spf1", "v=spf1 include:_spf.example.net exists:%{i}.x.example.com")
    address = nsd({"example.com": zone.partition("$TTL 300\n")[2]})
    asked = ("-n", address, "-s", "none", "--timeout", "1", "-f", form)
    first = run("check", "example.com", "example.net", *asked, "--save-answers", "answers.json")
    again = run("check", "--answers", "answers.json", "-f", form)
    assert (again.returncode, again.stdout) == (first.returncode, first.stdout)
    assert first.returncode == 1


@pytest.mark.parametrize("form", ["text", "json"])
def test_what_nobody_answered_is_replayed(run: Run, form: str) -> None:
    with socket.socket(type=socket.SOCK_DGRAM) as silent:
        silent.bind(("127.0.0.1", 0))
        asked = ("-n", f"127.0.0.1:{silent.getsockname()[1]}", "--timeout", "0.2", "-f", form)
        first = run("check", "example.com", *asked, "--save-answers", "answers.json")
    again = run("check", "--answers", "answers.json", "-f", form)
    assert (again.returncode, again.stdout) == (first.returncode, first.stdout)
    assert first.returncode == 3


@pytest.mark.parametrize("form", ["text", "json"])
def test_what_a_server_failed_to_answer_is_replayed(run: Run, nsd, form: str) -> None:
    """The server has a zone that it cannot load, and answers SERVFAIL for all of it."""
    address = nsd({"example.com": "@ SOA this is no record\n"})
    first = run("check", "example.com", "-n", address, "-s", "main1", "-f", form, "--save-answers", "a.json")
    again = run("check", "--answers", "a.json", "-f", form)
    assert (again.returncode, again.stdout) == (first.returncode, first.stdout)
    assert (first.returncode, "servfail" in first.stdout.lower()) == (3, True)


def test_one_of_several_domains_may_be_replayed(run: Run, zone: Zone) -> None:
    run(
        "check",
        "--offline",
        "example.com",
        "example.net",
        "--zone",
        zone(HEALTHY),
        "--save-answers",
        "a.json",
    )
    done = run("check", "--answers", "a.json", "-q", "example.com")
    assert (done.returncode, done.stdout) == (0, "example.com  PASS\n")


@pytest.mark.parametrize(
    ("text", "options", "said"),
    [
        pytest.param(None, (), "cannot read the answers `a.json`: No such file or directory", id="no file"),
        pytest.param(
            "{}", (), "a.json: recorded answers of version null; 1 is read", id="a file of another kind"
        ),
        pytest.param(
            '{"version": 1, "domains": []}',
            ("example.com",),
            "the answers are about no domain, and not about example.com",
            id="another domain",
        ),
    ],
)
def test_answers_that_cannot_be_used_are_told(run: Run, tmp_path: Path, text, options, said: str) -> None:
    if text is not None:
        (tmp_path / "a.json").write_text(text)
    done = run("check", "--answers", "a.json", *options)
    assert (done.returncode, done.stderr) == (2, f"mailcheck: {said}\n")


def test_answers_and_other_places_to_ask_exclude_each_other(run: Run, zone: Zone) -> None:
    path = zone(HEALTHY)
    run("check", "--offline", "--zone", path, "--save-answers", "a.json")
    done = run("check", "--answers", "a.json", "--zone", path)
    said = "`--answers` asks nobody; it goes with none of --zone, --record, --planned and --nameserver"
    assert (done.returncode, done.stderr) == (2, f"mailcheck: {said}\n")
