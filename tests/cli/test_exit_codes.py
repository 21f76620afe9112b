"""The exit code says what was found, and the last line of the report says why."""

import os
import signal
import socket
import subprocess
from collections.abc import Iterator

import pytest
from command import BROKEN, COMMAND, HEALTHY, OPAQUE, WARNED, Run, Zone

OFFLINE = ("check", "--offline")


@pytest.fixture
def silent() -> Iterator[socket.socket]:
    """A name server that hears everything and says nothing."""
    with socket.socket(type=socket.SOCK_DGRAM) as server:
        server.bind(("127.0.0.1", 0))
        server.settimeout(20)
        yield server


def address(server: socket.socket) -> str:
    return f"127.0.0.1:{server.getsockname()[1]}"


@pytest.mark.parametrize(
    ("zone_text", "options", "expected"),
    [
        pytest.param(HEALTHY, (), 0, id="nothing is wrong"),
        pytest.param(
            HEALTHY, ("--fail-on", "warning"), 0, id="no warning hangs on what stands above the zone"
        ),
        pytest.param(BROKEN, (), 1, id="an error"),
        pytest.param(OPAQUE, (), 3, id="an include that nobody can be asked about"),
        pytest.param(OPAQUE, ("--allow-unknown",), 0, id="unknown is let through"),
        pytest.param(BROKEN, ("--allow-unknown",), 1, id="an error is not"),
        pytest.param(WARNED, (), 0, id="a warning is below the threshold"),
        pytest.param(WARNED, ("--fail-on", "warning"), 1, id="a warning is at the threshold"),
        pytest.param(BROKEN, ("--fail-on", "never"), 0, id="nothing reaches the threshold"),
        pytest.param(OPAQUE, ("--fail-on", "never"), 0, id="unknown does not reach it either"),
        pytest.param(BROKEN, ("--ignore", "spf-*"), 0, id="the rules at fault are left out"),
        pytest.param(BROKEN, ("--select", "mx-*"), 0, id="only others are judged"),
        pytest.param(BROKEN, ("--select", "spf-syntax"), 1, id="the rule at fault alone is judged"),
        pytest.param(BROKEN, ("--format", "json"), 1, id="a format does not change it"),
        pytest.param(BROKEN, ("--quiet",), 1, id="nor does silence"),
        pytest.param(OPAQUE, ("--format", "json"), 3, id="unknown in JSON"),
    ],
)
def test_the_exit_code_tells_the_verdict(
    run: Run, zone: Zone, zone_text: str, options, expected: int
) -> None:
    done = run(*OFFLINE, "--zone", zone(zone_text), *options)
    assert (done.returncode, done.stderr) == (expected, "")


def test_the_report_ends_with_the_exit_code_and_the_rule_that_explains_it(run: Run, zone: Zone) -> None:
    last = run(*OFFLINE, "--zone", zone(BROKEN)).stdout.splitlines()[-1]
    assert last == "exit 1: an error was found; see `mailcheck rule spf-syntax`"


def test_an_error_outweighs_what_could_not_be_told(run: Run, zone: Zone) -> None:
    both = OPAQUE.replace("p=reject", "p=rejct")
    done = run(*OFFLINE, "--zone", zone(both))
    assert done.returncode == 1
    assert "_spf.example.net TXT" in done.stdout


def test_the_worst_of_several_domains_counts(run: Run, zone: Zone) -> None:
    zone(HEALTHY)
    done = run(*OFFLINE, "--zone", "example.com.zone", "example.com", "example.net", "--format", "json")
    assert done.returncode == 3
    done = run(*OFFLINE, "--zone", "example.com.zone", "example.com", "gone.example.com", "example.net")
    assert done.returncode == 1


def test_a_dead_name_server_is_neither_a_pass_nor_a_failure(run: Run, silent: socket.socket) -> None:
    done = run("check", "example.com", "-n", address(silent), "--timeout", "0.2")
    assert (done.returncode, done.stderr) == (3, "")
    assert done.stdout.startswith("example.com  UNKNOWN\n")
    assert "example.com MX" in done.stdout


def test_an_interrupt_ends_the_wait_without_a_traceback(
    silent: socket.socket, environment: dict[str, str]
) -> None:
    command = [*COMMAND, "check", "example.com", "-n", address(silent), "--timeout", "60"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment, text=True
    ) as waiting:
        silent.recv(512)
        waiting.send_signal(signal.SIGINT)
        out, err = waiting.communicate(timeout=30)
    assert (waiting.returncode, out, err) == (130, "", "mailcheck: interrupted\n")


def test_a_bug_is_one_line_and_its_own_code(run: Run) -> None:
    broken = {"PYTHONPATH": "", "PYTHONSAFEPATH": ""}
    code = (
        "import sys; from mailcheck.cli import main, app; "
        "app._invoke = lambda _: 1 / 0; sys.argv = ['mailcheck', *sys.argv[1:]]; sys.exit(main())"
    )
    done = subprocess.run([COMMAND[0], "-c", code, "rules"], capture_output=True, text=True, env=_env(broken))
    assert done.returncode == 4
    assert (
        done.stderr == "mailcheck: this is a bug: ZeroDivisionError: division by zero; --debug shows where\n"
    )
    done = subprocess.run(
        [COMMAND[0], "-c", code, "--debug"], capture_output=True, text=True, env=_env(broken)
    )
    assert done.returncode == 4
    assert done.stderr.startswith("Traceback")


def _env(changes: dict[str, str]) -> dict[str, str]:
    from command import ROOT

    return dict(os.environ) | changes | {"PYTHONPATH": str(ROOT)}
