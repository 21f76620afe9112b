"""`--wait` looks again until all is well or the time is up, and no sooner than anything can have changed."""

import os
import re
import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
import servers
from command import COMMAND, Run
from test_authoritative import KEY, zone

SOON = {"MAILCHECK_WAIT_FLOOR": "300ms"}
SHORT = zone(7).replace(" 2580\n", " 1\n").replace("@ 300 IN SOA", "@ 1 IN SOA")  # absence is kept for 1 s


class Clock:
    """A clock that goes on only in pauses, however long a look takes; something may happen in the first."""

    def __init__(self) -> None:
        self.now = 0.0
        self.pauses: list[float] = []
        self.factor = 1.0  # of a pause's seconds, how many are waited for
        self.at_first: Callable[[], object] = int

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        if not self.pauses:
            self.at_first()
        self.pauses.append(round(seconds, 3))
        self.now += seconds
        time.sleep(seconds * self.factor)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The clock of `--wait`."""
    clock = Clock()
    monkeypatch.setattr("mailcheck.cli.wait.time", clock)
    return clock


def lines(done: subprocess.CompletedProcess[str]) -> list[str]:
    return [re.sub(r"\d+ (s|min|h)\b", r"N \1", line) for line in done.stderr.splitlines()]


def publish(folder: Path, text: str) -> None:
    """Let nsd serve another version of the zone."""
    file = folder / "0.zone"
    file.write_text("$ORIGIN example.com.\n$TTL 300\n" + text)
    later = file.stat().st_mtime + 5  # nsd compares times of whole seconds
    os.utime(file, (later, later))
    os.kill(int((folder / "nsd.pid").read_text()), signal.SIGHUP)


def test_a_domain_in_order_is_looked_at_once(run: Run, nsd: servers.Serve) -> None:
    done = run("check", "example.com", "-n", nsd({"example.com": zone(7)}), "--wait", "15m", "-q")
    assert (done.returncode, done.stderr) == (0, "mailcheck: round 1: pass\n")
    assert done.stdout == "example.com  PASS\n"


def test_it_ends_when_the_record_is_there(run_here: Run, clock: Clock, tmp_path: Path) -> None:
    (tmp_path / "nsd").mkdir()
    (tmp_path / "unbound").mkdir()
    with (
        servers.nsd({"example.com": SHORT}, tmp_path / "nsd") as address,
        servers.unbound("example.com", [address], tmp_path / "unbound") as resolver,
    ):
        clock.at_first = lambda: publish(tmp_path / "nsd", SHORT.replace(" 7 ", " 8 ") + KEY)
        done = run_here(
            "check", "example.com", "-n", resolver, "-s", "main1", "--wait", "40s", "-q", environment=SOON
        )
    first, *_, last = lines(done)
    assert (done.returncode, done.stdout) == (0, "example.com  PASS\n")
    assert first == "mailcheck: round 1: fail (dkim-key-missing), next look in N s, N s left"
    assert re.fullmatch(r"mailcheck: round \d+: pass", done.stderr.splitlines()[-1])
    assert last != first


def test_it_ends_when_the_second_server_has_it_too(run_here: Run, clock: Clock, tmp_path: Path) -> None:
    for name in ("one", "other", "unbound"):
        (tmp_path / name).mkdir()
    new = SHORT.replace(" 7 ", " 8 ") + KEY
    with (
        servers.nsd({"example.com": new}, tmp_path / "one") as one,
        servers.nsd({"example.com": SHORT}, tmp_path / "other") as other,
        servers.unbound("example.com", [one], tmp_path / "unbound") as resolver,
    ):
        clock.at_first = lambda: publish(tmp_path / "other", new)
        both = ("--authority", one, "--authority", other)
        done = run_here(
            "check", "example.com", "-n", resolver, "-s", "main1", *both, "--wait", "40s", "-q",
            environment=SOON,
        )  # fmt: skip
    assert done.returncode == 0
    assert lines(done)[0] == "mailcheck: round 1: fail (ns-differ), next look in N s, N s left"


def test_when_the_time_is_up_the_last_report_counts(run_here: Run, clock: Clock, nsd: servers.Serve) -> None:
    address = nsd({"example.com": SHORT})
    done = run_here("check", "example.com", "-n", address, "-s", "s1", "--wait", "1s", "-q", environment=SOON)
    assert (done.returncode, done.stdout) == (1, "example.com  FAIL\n")
    assert done.stderr.splitlines()[-1] == "mailcheck: round 2: fail (dkim-key-missing), time is up"


def test_nothing_is_asked_again_before_it_can_have_changed(
    run_here: Run, clock: Clock, nsd: servers.Serve
) -> None:
    """The absence is kept for 43 minutes, so after the second look there is time for the last one only."""
    clock.factor = 0
    address = nsd({"example.com": zone(7).replace("@ 300 IN SOA", "@ 2580 IN SOA")})
    done = run_here("check", "example.com", "-n", address, "-s", "s1", "--wait", "1h", "-q")
    assert clock.pauses == [2580, 1020]
    assert len(done.stderr.splitlines()) == 3


def test_less_time_than_the_floor_is_one_look(run: Run, nsd: servers.Serve) -> None:
    done = run("check", "example.com", "-n", nsd({"example.com": zone(7)}), "-s", "s1", "--wait", "14s")
    assert done.returncode == 1
    assert done.stderr == "mailcheck: round 1: fail (dkim-key-missing), time is up\n"


def test_what_cannot_be_told_is_waited_for(run_here: Run, clock: Clock) -> None:
    nobody = f"127.0.0.1:{servers.free_port()}"
    done = run_here(
        "check", "example.com", "-n", nobody, "--select", "spf-*", "--wait", "1s", "-q", environment=SOON
    )
    assert done.returncode == 3
    assert re.match(r"mailcheck: round 1: unknown \(spf-[a-z-]+, spf-[a-z-]+, spf-[a-z-]+ and ", done.stderr)
    assert clock.pauses == [0.3, 0.3, 0.3]


def test_several_domains_are_counted(run: Run, nsd: servers.Serve) -> None:
    address = nsd({"example.com": zone(7), "example.net": "@ A 9.9.9.9\n"})
    done = run("check", "example.com", "example.net", "-n", address, "--wait", "14s", "-q")
    assert re.search(r"round 1: fail \(.*\) for 1 of 2 domains, time is up", done.stderr)


def test_an_interrupt_ends_it(environment: Mapping[str, str], nsd: servers.Serve) -> None:
    command = [
        *COMMAND,
        "check",
        "example.com",
        "-n",
        nsd({"example.com": zone(7)}),
        "-s",
        "s1",
        "--wait",
        "1h",
    ]
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        process.stderr.readline()
        process.send_signal(signal.SIGINT)
        said = process.stderr.read()
    assert (process.returncode, said) == (130, "mailcheck: interrupted\n")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (
            ("--wait", "soon"),
            "`--wait soon` is no time between 0.001 and 86400 seconds, such as 5 or 2.5s",
        ),
        (
            ("--wait", "25h"),
            "`--wait 25h` is no time between 0.001 and 86400 seconds, such as 5 or 2.5s",
        ),
        (
            ("--wait", "5m", "--offline"),
            "`--wait` and `--offline` exclude each other; a file says the same at every look",
        ),
    ],
)
def test_what_makes_no_sense_is_said(run: Run, options: tuple[str, ...], message: str) -> None:
    done = run("check", "example.com", *options)
    assert (done.returncode, done.stderr) == (2, f"mailcheck: {message}\n")


def test_a_floor_that_is_no_time_is_said(run: Run) -> None:
    done = run("check", "example.com", "--wait", "5m", environment={"MAILCHECK_WAIT_FLOOR": "never"})
    message = "`MAILCHECK_WAIT_FLOOR never` is no time between 0.001 and 3600 seconds, such as 5 or 2.5s"
    assert (done.returncode, done.stderr) == (2, f"mailcheck: {message}\n")
