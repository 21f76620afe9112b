"""What the command says of a section in which nothing, or not everything, was judged."""

from pathlib import Path

import pytest
from command import HEALTHY, Run, Zone

MISTYPED = HEALTHY.replace("p=reject", "p=rejct")
REASON = "SKIPPED not judged: --ignore 'dmarc-*'"


def section(name: str, printed: str) -> str:
    """The first line of a section, behind its name."""
    (line,) = [line for line in printed.splitlines() if line.startswith(f"{name} ")]
    return line.removeprefix(name).strip()


@pytest.mark.parametrize(
    ("options", "configuration", "said"),
    [
        pytest.param(("--ignore", "dmarc-*"), "", REASON, id="on the command line"),
        pytest.param((), 'ignore = ["dmarc-*"]\n', REASON, id="in the configuration"),
        pytest.param(
            (), '[severity]\n"dmarc-*" = "off"\n', "SKIPPED not judged: severity `off`", id="by severity"
        ),
        pytest.param(
            ("--select", "mx-single"), "", "SKIPPED not judged: --select mx-single", id="another is selected"
        ),
        pytest.param(
            (),
            '[domains."example.com".severity]\n"dmarc-*" = "off"\n',
            "SKIPPED not judged: severity `off`",
            id="for the domain alone",
        ),
    ],
)
def test_no_green_pass_stands_over_a_mistyped_policy(
    run: Run, zone: Zone, tmp_path: Path, options, configuration: str, said: str
) -> None:
    (tmp_path / "mailcheck.toml").write_text(configuration)
    done = run("check", "--offline", "--zone", zone(MISTYPED), *options)
    assert done.returncode == 0
    assert done.stdout.splitlines()[0].split() == ["example.com", "PASS"]
    assert section("DMARC", done.stdout) == said
    assert "v=DMARC1; p=rejct;" in done.stdout


def test_a_rule_that_is_left_out_takes_the_green_from_a_pass(run: Run, zone: Zone) -> None:
    zoned = ("check", "--offline", "--zone", zone(MISTYPED), "--ignore", "dmarc-bad-policy")
    assert "rules not judged: --ignore dmarc-bad-policy" in section("DMARC", run(*zoned).stdout)
    coloured = run(*zoned, "--color", "always").stdout
    assert "DMARC \x1b[0mPASS    " in coloured
    assert "MX    \x1b[0m\x1b[1;32mPASS" in coloured


def test_offline_and_without_records_nothing_passes(run: Run) -> None:
    done = run("check", "example.org", "--offline", "--select", "mx-single", "--select", "spf-sender-*")
    assert done.returncode == 0  # a note that could not be judged, and a rule that nothing was given for
    assert section("MX", done.stdout) == "UNKNOWN The MX records could not be asked: offline."
    assert section("SPF", done.stdout) == "UNKNOWN could not be asked: example.org TXT (offline)"
    assert section("DMARC", done.stdout).startswith("SKIPPED not judged: --select mx-single")


def test_a_domain_that_is_gone_is_named_so_where_its_rule_is_ignored(run: Run, zone: Zone) -> None:
    zoned = ("check", "gone.example.com", "--offline", "--zone", zone(HEALTHY))
    assert section("DNS", run(*zoned).stdout) == "FAIL"
    told = section("DNS", run(*zoned, "--ignore", "domain-*").stdout)
    assert told == "SKIPPED the domain does not exist; domain-missing was not judged: --ignore 'domain-*'"


def test_the_other_formats_say_it_too(run: Run, zone: Zone) -> None:
    zoned = ("check", "--offline", "--zone", zone(MISTYPED), "--ignore", "dmarc-*")
    assert "\n- DMARC SKIPPED, not judged: --ignore 'dmarc-\\*'\n" in run(*zoned, "-f", "markdown").stdout
    assert "; DMARC SKIPPED, not judged: --ignore 'dmarc-*' | " in run(*zoned, "-f", "nagios").stdout
