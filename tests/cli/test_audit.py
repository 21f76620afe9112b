"""`mailcheck audit` as a process, against a real name server."""

import csv
import json
import signal
import subprocess
import time
from io import StringIO
from pathlib import Path

import pytest
from command import COMMAND, HEALTHY, Run

GOOD = HEALTHY.replace("@       SOA   ns1 hostmaster", "@ 300 IN SOA ns1 hostmaster")
ZONES = {f"good{number}.example": GOOD.replace("example.com", f"good{number}.example") for number in range(6)}
ZONES["bad.example"] = ZONES["good0.example"].replace("good0", "bad").replace("mx -all", "mx ip4:9.9.9.9~all")
NAMES = list(ZONES)
KEY = 'main1._domainkey TXT "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="\n'
ZONES["keyed.example"] = ZONES["good0.example"].replace("good0", "keyed") + KEY


@pytest.fixture
def address(nsd) -> str:
    return nsd(ZONES)


@pytest.fixture
def listed(tmp_path: Path):
    def write(*lines: str) -> Path:
        path = tmp_path / "domains.txt"
        path.write_text("".join(f"{line}\n" for line in lines))
        return path

    return write


def domains(text: str) -> list[str]:
    return [json.loads(line)["domain"] for line in text.splitlines()]


def test_every_domain_is_reported_once(run: Run, address, listed):
    done = run("audit", listed(*NAMES, "", "# nobody", "good1.example"), "-n", address, "-f", "jsonl")
    assert done.returncode == 1
    assert sorted(domains(done.stdout)) == sorted(NAMES)
    assert "        1  listed twice or judged before\n" in done.stderr


def test_the_reports_are_those_of_a_check(run: Run, address, listed):
    audited = run(
        "audit", listed("bad.example", "keyed.example main1"), "-n", address, "-f", "jsonl", "--ordered"
    )
    bad = run("check", "bad.example", "-n", address, "-f", "jsonl")
    keyed = run("check", "keyed.example", "-s", "main1", "-n", address, "-f", "jsonl")
    assert audited.stdout == bad.stdout + keyed.stdout


class TestConfiguration:
    """What holds for a check holds for an audit."""

    OWN = """
    fail-on = "warning"
    severity."spf-syntax" = "note"

    [domains."keyed.example"]
    selectors = ["main1"]
    senders = ["9.9.9.99"]
    profile = "bulk-sender"
    dmarc.policy = "reject"
    severity."mx-single" = "off"
    """

    @pytest.mark.parametrize("workers", [1, 2])
    def test_the_reports_are_those_of_a_check(
        self, run: Run, address, listed, tmp_path: Path, workers: int
    ) -> None:
        (tmp_path / "mailcheck.toml").write_text(self.OWN)
        names = ("bad.example", "keyed.example", "good1.example")
        options = ("-n", address, "-f", "jsonl")
        audited = run("audit", listed(*names), *options, "--ordered", "--workers", workers)
        checked = run("check", *names, *options)
        assert audited.stdout == checked.stdout
        assert audited.returncode == checked.returncode

    @pytest.mark.parametrize("workers", [1, 2])
    def test_exceptions_take_findings_out(
        self, run: Run, address, listed, tmp_path: Path, workers: int
    ) -> None:
        text = '[[ignore]]\nrule = "spf-*"\ndomain = "bad.example"\nreason = "until the move"\n'
        (tmp_path / "mailcheck.toml").write_text(text)
        done = run("audit", listed("bad.example"), "-n", address, "-f", "jsonl", "--workers", workers)
        (report,) = map(json.loads, done.stdout.splitlines())
        assert [each["exception"]["reason"] for each in report["ignored"]] == ["until the move"]
        assert (report["rules"]["spf-syntax"], report["verdict"], done.returncode) == ("pass", "pass", 0)

    def test_an_exception_that_has_expired_covers_nothing(
        self, run: Run, address, listed, tmp_path: Path
    ) -> None:
        text = '[[ignore]]\nrule = "spf-*"\nuntil = 2020-01-31\nreason = "the move"\n'
        (tmp_path / "mailcheck.toml").write_text(text)
        assert run("audit", listed("bad.example"), "-n", address).returncode == 1

    def test_it_can_be_left_out(self, run: Run, address, listed, tmp_path: Path) -> None:
        (tmp_path / "mailcheck.toml").write_text('severity."spf-syntax" = "off"\n')
        path = listed("bad.example")
        assert run("audit", path, "-n", address).returncode == 0
        assert run("audit", path, "-n", address, "--no-config").returncode == 1

    def test_the_environment_counts(self, run: Run, address, listed) -> None:
        environment = {"MAILCHECK_IGNORE": "spf-syntax", "MAILCHECK_NAMESERVER": address}
        assert run("audit", listed("bad.example"), environment=environment).returncode == 0

    def test_one_that_cannot_be_used_is_said_in_one_line(self, run: Run, listed, tmp_path: Path) -> None:
        (tmp_path / "mailcheck.toml").write_text('profile = "parked"\n')
        done = run("audit", listed("bad.example"))
        assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
        assert done.stderr.startswith("mailcheck: mailcheck.toml:1: ")


def test_a_profile_can_be_named(run: Run, address, listed) -> None:
    done = run("audit", listed("good0.example"), "-n", address, "--profile", "bulk-sender", "-f", "jsonl")
    assert json.loads(done.stdout)["profile"] == {"name": "bulk-sender", "inferred": False}
    assert json.loads(done.stdout)["rules"]["dkim-not-checked"] == "fail"


def test_a_table_has_a_line_a_domain(run: Run, address, listed):
    done = run(
        "audit", listed("good0.example", "bad.example"), "-n", address, "--ordered", "--ignore", "dmarc-*"
    )
    assert done.stdout.splitlines() == [
        "PASS     good0.example",
        "FAIL     bad.example                       error spf-syntax",
    ]


def test_csv_is_that_of_a_check(run: Run, address, listed):
    done = run("audit", listed("bad.example"), "-n", address, "-f", "csv")
    assert done.stdout == run("check", "bad.example", "-n", address, "-f", "csv").stdout
    assert next(csv.DictReader(StringIO(done.stdout)))["domain"] == "bad.example"


def test_json_is_an_array_however_few_there_are(run: Run, address, listed):
    done = run("audit", listed("good0.example"), "-n", address, "-f", "json", "-q")
    assert [report["domain"] for report in json.loads(done.stdout)] == ["good0.example"]


@pytest.mark.parametrize("form", ["table", "jsonl", "csv", "json"])
def test_more_processes_change_nothing(run: Run, address, listed, form: str):
    path = listed(*NAMES)
    alone, spread = (
        run("audit", path, "-n", address, "-f", form, "--ordered", "--workers", count, "-q")
        for count in (1, 2)
    )
    assert alone.stdout == spread.stdout
    assert alone.returncode == spread.returncode == 1


def test_processes_give_every_domain_one_result(run: Run, address, listed):
    done = run("audit", listed(*NAMES), "-n", address, "-f", "jsonl", "--workers", 3)
    assert sorted(domains(done.stdout)) == sorted(NAMES)
    assert f"  {address}: " in done.stderr


def test_the_list_may_come_from_standard_input(run: Run, address):
    done = run("audit", "-", "-n", address, "-f", "jsonl", input="good0.example\nbad.example\n")
    assert sorted(domains(done.stdout)) == ["bad.example", "good0.example"]


def test_bad_lines_are_told_of_and_the_rest_goes_on(run: Run, address, listed):
    done = run("audit", listed("good0.example", "nonsense", "good1.example"), "-n", address, "-f", "jsonl")
    assert sorted(domains(done.stdout)) == ["good0.example", "good1.example"]
    assert "mailcheck: line 2: `nonsense` is not a mail domain" in done.stderr
    assert done.returncode == 2


@pytest.mark.parametrize(
    ("lines", "options", "code"),
    [
        (["good0.example"], [], 0),
        (["good0.example", "bad.example"], [], 1),
        (["bad.example"], ["--fail-on", "never"], 0),
        (["refused.test", "good0.example"], [], 3),
        (["refused.test", "good0.example"], ["--allow-unknown"], 0),
        (["refused.test", "bad.example"], [], 1),
        ([], [], 2),
        (["good0.example"], ["--jobs", "0"], 2),
        (["good0.example"], ["--workers", "0"], 2),
        (["good0.example"], ["--qps", "-1"], 2),
    ],
    ids=[
        "nothing wrong", "a finding", "findings let through", "could not tell", "unknown let through",
        "a finding outweighs it", "an empty list", "no jobs", "no workers", "a rate below nothing",
    ],
)  # fmt: skip
def test_the_exit_code_is_over_all(run: Run, address, listed, lines, options, code):
    assert run("audit", listed(*lines), "-n", address, "-q", *options).returncode == code


def test_results_go_to_a_file(run: Run, address, listed, tmp_path: Path):
    done = run("audit", listed(*NAMES), "-n", address, "-f", "jsonl", "-o", tmp_path / "out.jsonl")
    assert done.stdout == ""
    assert sorted(domains((tmp_path / "out.jsonl").read_text())) == sorted(NAMES)


def test_an_audit_goes_on_where_a_file_ends(run: Run, address, listed, tmp_path: Path):
    out, path = tmp_path / "out.jsonl", listed(*NAMES)
    run("audit", path, "-n", address, "--resume", out, "--ordered")
    whole = out.read_text()
    lines = whole.splitlines(keepends=True)
    out.write_text("".join(lines[:3]) + lines[3][:100])
    done = run("audit", path, "-n", address, "--resume", out, "--ordered")
    assert out.read_text() == whole
    assert done.returncode == 1
    assert "        3  judged by an earlier run\n" in done.stderr


def test_a_resumed_audit_that_is_done_has_the_same_exit_code(run: Run, address, listed, tmp_path: Path):
    out, path = tmp_path / "out.jsonl", listed("bad.example", "good0.example")
    first, second = (run("audit", path, "-n", address, "--resume", out) for _ in range(2))
    assert first.returncode == second.returncode == 1
    assert len(out.read_text().splitlines()) == 2


def test_a_file_that_holds_something_else_is_left_alone(run: Run, address, listed, tmp_path: Path):
    out = tmp_path / "notes.txt"
    out.write_text("my notes\n")
    done = run("audit", listed("good0.example"), "-n", address, "--resume", out)
    assert (done.returncode, out.read_text()) == (2, "my notes\n")
    assert done.stderr == f"mailcheck: line 1 of `{out}` is no report in JSON\n"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (
            ["--resume", "a", "-f", "csv"],
            "`--resume` goes on with a JSONL file; `--format csv` is another format",
        ),
        (
            ["--resume", "a", "-o", "b"],
            "`--resume` and `--output` exclude each other; results go where they are resumed",
        ),
        (["-n", "nobody"], "`nobody` has no IP address; name servers are given as"),
        (["-s", "a b"], "`a b` is no selector"),
        (["--select", "nothing"], "`--select nothing` matches no rule"),
    ],
    ids=["two formats", "two files", "no server", "no selector", "no rule"],
)
def test_what_makes_no_sense_is_refused(run: Run, listed, options, message):
    done = run("audit", listed("good0.example"), *options)
    assert done.returncode == 2
    assert done.stderr.startswith(f"mailcheck: {message}")


def test_a_list_that_is_not_there_is_named(run: Run):
    done = run("audit", "nowhere.txt")
    assert (done.returncode, done.stderr) == (
        2,
        "mailcheck: cannot read `nowhere.txt`: No such file or directory\n",
    )


def test_the_rate_of_questions_is_bounded(run: Run, address, listed):
    start = time.monotonic()
    done = run("audit", listed(*NAMES), "-n", address, "--qps", "100", "-q")
    assert done.returncode == 1
    assert time.monotonic() - start > 0.3  # some 60 questions, of which a few may leave at once


@pytest.mark.parametrize("workers", ["1", "2"])
def test_an_interrupt_ends_cleanly_with_what_is_done(address, environment, workers: str):
    command = [*COMMAND, "audit", "-", "-n", address, "-f", "json", "--workers", workers]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(command, env=environment, text=True, start_new_session=True, **pipes) as process:
        process.stdin.write("good0.example\ngood1.example\n")
        process.stdin.flush()
        out = ""
        while out.count('"version": 1') < 2:  # the results of what is listed so far come before the list ends
            out += process.stdout.read(1)
        process.send_signal(signal.SIGINT)
        out, err = out + process.stdout.read(), process.stderr.read()
    assert process.returncode == 130
    assert sorted(report["domain"] for report in json.loads(out)) == ["good0.example", "good1.example"]
    assert err.startswith("2 domains in ")
    assert err.endswith("mailcheck: interrupted\n")


def test_a_reader_that_has_gone_ends_the_audit(address, environment, listed):
    command = [*COMMAND, "audit", str(listed(*NAMES)), "-n", address, "-f", "jsonl", "-q"]
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode in (0, 1, 2)
