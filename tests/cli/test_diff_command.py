"""Baselines and `mailcheck diff` over the files that `mailcheck check` writes."""

import json
from pathlib import Path

import pytest
from command import BROKEN, HEALTHY, WARNED, Run, Zone


@pytest.fixture
def run(run_here: Run) -> Run:
    return run_here


@pytest.fixture
def saved(run: Run, zone: Zone, tmp_path: Path):
    """`saved(zone_text)` checks a zone and returns the path of the report."""

    def save(text: str, name: str, format: str = "json") -> Path:  # noqa: A002
        run("check", "--offline", "--zone", zone(text), "--format", format, "--output", name)
        return tmp_path / name

    return save


def test_with_a_baseline_only_what_is_new_fails(run: Run, zone: Zone, saved) -> None:
    old = saved(BROKEN, "old.json")
    done = run("check", "--offline", "--zone", zone(BROKEN), "--baseline", old)
    assert done.returncode == 0
    assert ": 1 known, " in done.stdout.splitlines()[1]
    assert "known         in the baseline, and not counted:" in done.stdout
    worse = BROKEN.replace("p=reject", "p=rejct")
    done = run("check", "--offline", "--zone", zone(worse), "--baseline", old, "--format", "json")
    report = json.loads(done.stdout)
    assert (done.returncode, report["verdict"]) == (1, "fail")
    assert [each["rule"] for each in report["known"]] == ["spf-syntax"]
    assert "spf-syntax" not in {each["rule"] for each in report["findings"]}


def test_a_baseline_may_be_lines(run: Run, zone: Zone, saved) -> None:
    old = saved(BROKEN, "old.jsonl", "jsonl")
    assert run("check", "--offline", "--zone", zone(BROKEN), "--baseline", old).returncode == 0


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param(None, "cannot read the report `old.json`: No such file or directory", id="not there"),
        pytest.param(b"{", "cannot use the report `old.json`: line 1 is not JSON", id="no JSON"),
        pytest.param(b"\xff", "cannot read the report `old.json`: it is not UTF-8", id="no text"),
        pytest.param(
            b"{}",
            "cannot use the report `old.json`: there is no report in it; "
            "`mailcheck check --format json` writes one",
            id="no report",
        ),
    ],
)
def test_a_file_that_is_no_report_is_exit_code_2(
    run: Run, zone: Zone, tmp_path: Path, content: bytes | None, message: str
) -> None:
    if content is not None:
        (tmp_path / "old.json").write_bytes(content)
    for arguments in (
        ("check", "--offline", "--zone", zone(HEALTHY), "--baseline", "old.json"),
        ("diff", "old.json", "old.json"),
    ):
        done = run(*arguments)
        assert (done.returncode, done.stdout, done.stderr) == (2, "", f"mailcheck: {message}\n")


def test_diff_says_what_has_become_worse(run: Run, saved) -> None:
    old, new = saved(HEALTHY, "old.json"), saved(WARNED, "new.json")
    done = run("diff", old, new)
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout == (
        "example.com\n"
        "  new     warning spf-neutral-all: `?all` leaves everybody else neutral, as without SPF; "
        "`-all` or `~all` ends a record\n"
        "  -       SPF: -all\n"
        "  +       SPF: ?all\n"
    )
    done = run("diff", new, old)
    assert (done.returncode, done.stdout.splitlines()[1][:10]) == (0, "  gone    ")
    done = run("diff", old, old)
    assert (done.returncode, done.stdout) == (0, "nothing has changed\n")
    assert run("diff", old, new, "--fail-on", "error").returncode == 0


def test_diff_in_json(run: Run, saved) -> None:
    done = run("diff", saved(HEALTHY, "old.json"), saved(WARNED, "new.json"), "--format", "json")
    told = json.loads(done.stdout)
    assert (done.returncode, told["worse"]) == (1, True)
    assert [each["rule"] for each in told["domains"][0]["appeared"]] == ["spf-neutral-all"]
    assert told["domains"][0]["records"] == [{"record": "SPF", "removed": ["-all"], "added": ["?all"]}]


def test_diff_exits_3_where_it_cannot_tell_any_more(run: Run, saved) -> None:
    old = saved(HEALTHY, "old.json")
    new = saved(HEALTHY, "new.json")
    report = json.loads(new.read_text())
    report["unknown"].append(
        {"name": "example.com", "type": "MX", "reason": "timeout", "rules": ["mx-single"]}
    )
    new.write_text(json.dumps(report))
    done = run("diff", old, new)
    assert done.returncode == 3
    assert "no answer this time: example.com MX" in done.stdout
