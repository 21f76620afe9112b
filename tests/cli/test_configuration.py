"""`mailcheck check` does what the nearest configuration says, and `mailcheck config` tells what that is."""

import json
from pathlib import Path

import pytest
from command import BROKEN, HEALTHY, WARNED, Run, Zone

OFFLINE = "offline = true\n"


@pytest.fixture
def run(run_here: Run) -> Run:
    return run_here


@pytest.fixture
def config(tmp_path: Path):
    """`config(text)` writes a configuration into the working folder."""

    def write(text: str, file: str = "mailcheck.toml") -> Path:
        path = tmp_path / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_domains_of_the_configuration_are_checked(run: Run, zone: Zone, config) -> None:
    zone(HEALTHY)
    config(OFFLINE + 'zones = ["example.com.zone"]\n[domains."example.com"]\n')
    done = run("check", "-q")
    assert (done.returncode, done.stdout, done.stderr) == (0, "example.com  PASS\n", "")


def test_zones_of_the_configuration_are_checked(run: Run, zone: Zone, config) -> None:
    zone(BROKEN)
    config(OFFLINE + 'zones = ["example.com.zone"]\n')
    assert run("check", "-q").stdout == "example.com  FAIL\n"


def test_a_domain_may_have_a_zone_of_its_own(run: Run, zone: Zone, config, tmp_path: Path) -> None:
    zone(HEALTHY)
    (tmp_path / "other.zone").write_text(BROKEN.replace("example.com", "example.net"), encoding="utf-8")
    config(
        OFFLINE
        + '[domains."example.net"]\nzones = ["other.zone"]\n'
        + '[domains."example.com"]\nzones = ["example.com.zone"]\n'
    )
    done = run("check", "-q")
    assert (done.returncode, done.stdout) == (1, "example.net  FAIL\nexample.com  PASS\n")


def test_the_command_line_comes_before_the_environment_and_that_before_the_file(
    run: Run, zone: Zone, config
) -> None:
    zone(WARNED)
    config(OFFLINE + 'zones = ["example.com.zone"]\nfail-on = "warning"\n')
    assert run("check").returncode == 1
    assert run("check", environment={"MAILCHECK_FAIL_ON": "error"}).returncode == 0
    assert run("check", "--fail-on", "warning", environment={"MAILCHECK_FAIL_ON": "error"}).returncode == 1
    assert run("check", "--fail-on", "error").returncode == 0


def test_a_default_that_is_spelled_out_still_comes_first(run: Run, zone: Zone, config) -> None:
    config('format = "json"\n')
    done = run("check", "--offline", "--zone", zone(HEALTHY), "--format", "text")
    assert done.stdout.startswith("example.com ")


def test_no_config_reads_none(run: Run, zone: Zone, config) -> None:
    config("nonsense")
    done = run("check", "--offline", "--zone", zone(HEALTHY), "--no-config", "-q")
    assert (done.returncode, done.stderr) == (0, "")
    done = run("check", "--offline", "--zone", zone(HEALTHY), "-q", environment={"MAILCHECK_NO_CONFIG": "1"})
    assert (done.returncode, done.stderr) == (0, "")


def test_a_named_configuration_is_read_in_place_of_the_nearest(run: Run, zone: Zone, config) -> None:
    config("nonsense")
    path = config('fail-on = "warning"\n', "conf/other.toml")
    zoned = ("check", "--offline", "--zone", zone(WARNED), "-q")
    assert run(*zoned, "--config", path).returncode == 1
    assert run(*zoned, environment={"MAILCHECK_CONFIG": str(path)}).returncode == 1
    done = run(*zoned, "--config", "gone.toml")
    assert (done.returncode, done.stderr) == (
        2,
        "mailcheck: cannot read the configuration `gone.toml`: No such file or directory\n",
    )


def test_the_configuration_is_found_above_up_to_the_root_of_the_repository(
    run: Run, zone: Zone, config, tmp_path: Path
) -> None:
    config("nonsense", "mailcheck.toml")
    config('fail-on = "warning"\n', "repository/mailcheck.toml")
    below = tmp_path / "repository" / "zones" / "deep"
    below.mkdir(parents=True)
    (tmp_path / "repository" / ".git").mkdir()
    zoned = ("check", "--offline", "--zone", zone(WARNED), "-q")
    assert run(*zoned, cwd=below).returncode == 1
    (tmp_path / "repository" / "mailcheck.toml").unlink()
    assert run(*zoned, cwd=below).returncode == 0


def test_a_table_of_pyproject_is_a_configuration_too(run: Run, zone: Zone, config) -> None:
    zoned = ("check", "--offline", "--zone", zone(WARNED), "-q")
    config('[project]\ndependencies = ["mailcheck"]\n', "pyproject.toml")
    assert run(*zoned).returncode == 0
    config('[tool.mailcheck]\nfail-on = "warning"\n', "pyproject.toml")
    assert run(*zoned).returncode == 1


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param(
            '\nfail-onn = "error"',
            "mailcheck.toml:2: there is no key `fail-onn`; did you mean `fail-on`?",
            id="key",
        ),
        pytest.param(
            'profile = "bulk"',
            "mailcheck.toml:1: profile: `bulk` is none of auto, mail, receive-only, no-mail, bulk-sender; "
            "did you mean `bulk-sender`?",
            id="value",
        ),
        pytest.param("=", "mailcheck.toml:1: this is not TOML: Invalid statement", id="no TOML"),
    ],
)
def test_a_bad_configuration_is_one_line_and_exit_code_2(
    run: Run, zone: Zone, config, text: str, message: str
) -> None:
    config(text)
    done = run("check", "--offline", "--zone", zone(HEALTHY))
    assert (done.returncode, done.stdout, done.stderr) == (2, "", f"mailcheck: {message}\n")


def test_a_bad_variable_is_one_line_and_exit_code_2(run: Run, zone: Zone) -> None:
    done = run("check", "--zone", zone(HEALTHY), environment={"MAILCHECK_OFFLINE": "maybe"})
    assert (done.returncode, done.stderr) == (
        2,
        "mailcheck: MAILCHECK_OFFLINE: `maybe` is neither true nor false\n",
    )


def test_expectations_fail_where_the_records_are_weaker(run: Run, zone: Zone, config) -> None:
    config(
        '[domains."example.com"]\ndmarc.policy = "reject"\nmx.hosts = ["main.example.com"]\nspf.all = "fail"'
    )
    weaker = HEALTHY.replace("p=reject", "p=quarantine")
    done = run("check", "--offline", "--zone", zone(weaker), "--format", "json")
    assert done.returncode == 1
    found = {each["rule"]: each["message"] for each in json.loads(done.stdout)["findings"]}
    assert found == {
        "mx-host-not-approved": "`backup.example.com` takes mail, and is not approved; "
        "approved are `main.example.com`",
        "dmarc-policy-weaker-than-expected": "the policy for mail is quarantine; reject is expected",
    }


def test_the_severity_of_a_rule_can_be_set(run: Run, zone: Zone, config) -> None:
    zoned = ("check", "--offline", "--zone", zone(BROKEN), "-q")
    assert run(*zoned).returncode == 1
    config('[severity]\n"spf-*" = "note"\n')
    assert run(*zoned).returncode == 0
    config('[severity]\n"spf-*" = "note"\n[domains."example.com".severity]\n"spf-syntax" = "error"')
    assert run(*zoned).returncode == 1
    config('[severity]\n"spf-*" = "off"\n')
    done = run("check", "--offline", "--zone", zone(BROKEN), "--format", "json")
    assert not any(name.startswith("spf-") for name in json.loads(done.stdout)["rules"])


def test_config_show_tells_where_each_value_comes_from(run: Run, config) -> None:
    config('fail-on = "note"\n[domains."example.com"]\nselectors = ["main1"]\n')
    lines = run("config", "show", environment={"MAILCHECK_OFFLINE": "yes"}).stdout.splitlines()
    told = {tuple(part.strip() for part in line.split("  # ")) for line in lines}
    assert {
        ('fail-on = "note"', "mailcheck.toml:1"),
        ("offline = true", "MAILCHECK_OFFLINE"),
        ('timeout = "5"', "default"),
        ('selectors = ["main1"]', "mailcheck.toml:3"),
    } <= told
    facts = json.loads(run("config", "show", "--format", "json").stdout)
    assert facts["file"] == "mailcheck.toml"
    assert facts["settings"]["fail-on"] == {"value": "note", "origin": "mailcheck.toml:1"}
    assert facts["domains"] == {
        "example.com": {"selectors": {"value": ["main1"], "origin": "mailcheck.toml:3"}}
    }


def test_config_init_writes_a_file_that_changes_nothing_and_never_overwrites(
    run: Run, zone: Zone, tmp_path: Path
) -> None:
    assert run("config", "init").returncode == 0
    done = run("check", "--offline", "--zone", zone(HEALTHY), "-q")
    assert (done.returncode, done.stderr) == (0, "")
    (tmp_path / "mailcheck.toml").write_text("mine", encoding="utf-8")
    done = run("config", "init")
    assert (done.returncode, (tmp_path / "mailcheck.toml").read_text()) == (2, "mine")
