"""Bad usage exits 2 with one line that says what was found and what is allowed."""

import pytest
from command import HEALTHY, Run, Zone

from mailcheck import cli
from mailcheck.version import __version__


def outcome(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *arguments: str
) -> tuple[int, str, str]:
    """Run the command in this process."""
    monkeypatch.setattr("sys.argv", ["mailcheck", *arguments])
    code = cli.main()
    out, err = capsys.readouterr()
    return code, out, err


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        pytest.param(
            ("check",),
            "no domain was given; name one, such as `mailcheck check example.com`, or a --zone FILE",
            id="no domain",
        ),
        pytest.param(
            ("check", "localhost"),
            "`localhost` is not a mail domain; two labels or more are needed, such as `example.com`",
            id="not a mail domain",
        ),
        pytest.param(
            ("check", "joe@example.com"),
            "`joe@example.com` is an address; give the domain alone, such as `example.com`",
            id="a mail address",
        ),
        pytest.param(
            ("check", "https://example.com/"),
            "`https://example.com/` is not a domain name; give the name alone, such as `example.com`",
            id="an address of the web",
        ),
        pytest.param(
            ("check", ".".join(["a" * 60] * 5)),
            f"`{'.'.join(['a' * 60] * 5)}` has 304 characters; a domain name has at most 253",
            id="a name that no file can have either",
        ),
        pytest.param(
            ("chek",), "there is no command `chek`; did you mean `check`?", id="a mistake in the command"
        ),
        pytest.param(
            ("example.com",),
            "there is no command `example.com`; `mailcheck check example.com` checks a domain",
            id="a domain for a command",
        ),
        pytest.param(
            ("check", "--selectr", "a", "example.com"),
            "there is no option `--selectr`; did you mean `--selector`?",
            id="a mistake in an option",
        ),
        pytest.param(
            ("check", "--zzz"), "there is no option `--zzz`; --help lists them", id="an unknown option"
        ),
        pytest.param(("check", "-s"), "`-s` needs a value", id="an option without its value"),
        pytest.param(
            ("spf", "example.com", "-f", "xml"),
            "`--format`: `xml` is not one of `text`, `json`",
            id="an unknown format",
        ),
        pytest.param(
            ("check", "-f", "xml"),
            "`--format`: `xml` is not one of `text`, `json`, `jsonl`, `csv`, `markdown`, `sarif`, `junit`, "
            "`github`, `gitlab`, `nagios`, `auto`",
            id="an unknown format of a report",
        ),
        pytest.param(
            ("check", "-o", "sarf=report.sarif"),
            "`--output sarf=report.sarif`: there is no format `sarf`; did you mean `sarif`?",
            id="an unknown format of a file",
        ),
        pytest.param(
            ("check", "-o", "json="),
            "`--output json=` names no file; --format json prints to standard output",
            id="a format without its file",
        ),
        pytest.param(
            ("check", "-o", "json=report", "-o", "csv=report"),
            "`--output`: two reports would go to `report`; give each a file of its own",
            id="two reports in one file",
        ),
        pytest.param(
            ("check", "-o", "one", "-o", "two"),
            "`--output two`: the report goes to one file; FORMAT=FILE writes another one",
            id="two files without a format",
        ),
        pytest.param(
            ("check", "--fail-on", "fatal", "example.com"),
            "`--fail-on`: `fatal` is not one of `error`, `warning`, `note`, `never`",
            id="an unknown severity",
        ),
        pytest.param(
            ("check", "-s", "main 1", "example.com"),
            "`main 1` is no selector; it is the name before `._domainkey`, such as `main1`",
            id="a blank in a selector",
        ),
        pytest.param(
            ("check", "-s", "", "example.com"),
            "`` is no selector; it is the name before `._domainkey`, such as `main1`",
            id="an empty selector",
        ),
        pytest.param(
            ("check", "--timeout", "soon", "example.com"),
            "`--timeout soon` is no time between 0.001 and 3600 seconds, such as 5 or 2.5s",
            id="a time that is none",
        ),
        pytest.param(
            ("check", "--timeout", "0", "example.com"),
            "`--timeout 0` is no time between 0.001 and 3600 seconds, such as 5 or 2.5s",
            id="no time at all",
        ),
        pytest.param(
            ("check", "--ignore", "spf-mx-not-authorised", "example.com"),
            "`--ignore spf-mx-not-authorised` matches no rule; did you mean `spf-mx-not-authorized`?",
            id="a rule that is not there",
        ),
        pytest.param(
            ("check", "--select", "smtp*", "example.com"),
            "`--select smtp*` matches no rule; `mailcheck rules` lists them",
            id="a glob that matches nothing",
        ),
        pytest.param(
            ("check", "--offline", "-n", "127.0.0.1", "example.com"),
            "`--nameserver` and `--offline` exclude each other; one asks, the other asks nobody",
            id="options that exclude each other",
        ),
        pytest.param(
            ("check", "--zone", "nowhere.zone"),
            "nowhere.zone: no such file or directory",
            id="no zone file",
        ),
        pytest.param(
            ("rule", "mx-singel"), "there is no rule `mx-singel`; did you mean `mx-single`?", id="no rule"
        ),
        pytest.param(("rule",), "`NAME` is missing", id="no name of a rule"),
        pytest.param(
            ("check", "exa\x1b[2Jmple.com"),
            "`exa\\x1b[2Jmple.com` is not a domain name: the label `exa\\x1b[2jmple` may hold only letters, "
            "digits and inner hyphens",
            id="an escape sequence",
        ),
    ],
)
def test_one_line_says_what_was_found_and_what_is_allowed(
    monkeypatch, capsys, arguments, expected: str
) -> None:
    assert outcome(monkeypatch, capsys, *arguments) == (2, "", f"mailcheck: {expected}\n")


@pytest.mark.parametrize(
    "spelling",
    ["dns.example.com", "1.2.3", "127.0.0.1:99999", "[::1", "tls://dns.example", "ftp://127.0.0.1"],
)
def test_a_name_server_is_an_address(monkeypatch, capsys, spelling: str) -> None:
    code, out, err = outcome(monkeypatch, capsys, "check", "example.com", "-n", spelling)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert err.startswith(f"mailcheck: `{spelling}`")


@pytest.mark.parametrize("sender", ["999.1.1.1", "9.9.9.9/99", "", "not a host"])
def test_a_sender_is_an_address_or_a_host(monkeypatch, capsys, sender: str) -> None:
    code, out, err = outcome(monkeypatch, capsys, "check", "--offline", "example.com", "--sender", sender)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert err.startswith(f"mailcheck: `--sender {sender}`: ")


def test_a_broken_zone_file_is_told_with_its_line(run: Run, zone: Zone) -> None:
    done = run("check", "--offline", "--zone", zone(HEALTHY + "bad  A  9.9.9.999\n"))
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert done.stderr.startswith("mailcheck: ")
    assert f"example.com.zone:{HEALTHY.count(chr(10)) + 1}:" in done.stderr


def test_a_folder_is_no_zone_file(monkeypatch, capsys, tmp_path) -> None:
    code, out, err = outcome(monkeypatch, capsys, "check", "--offline", "--zone", str(tmp_path))
    assert (code, out, err) == (2, "", f"mailcheck: {tmp_path}: a folder, and not a zone file\n")


def test_without_arguments_help_goes_to_standard_error(monkeypatch, capsys) -> None:
    code, out, err = outcome(monkeypatch, capsys)
    assert (code, out) == (2, "")
    assert err.startswith("Usage: mailcheck")


@pytest.mark.parametrize("arguments", [("--help",), ("-h",), ("check", "--help"), ("rule", "-h")])
def test_help_that_was_asked_for_goes_to_standard_output(monkeypatch, capsys, arguments) -> None:
    code, out, err = outcome(monkeypatch, capsys, *arguments)
    assert (code, err) == (0, "")
    assert out.startswith("Usage: mailcheck")


@pytest.mark.parametrize("arguments", [("--version",), ("check", "--version"), ("check", "-q", "--version")])
def test_the_version_is_one_line(monkeypatch, capsys, arguments) -> None:
    assert outcome(monkeypatch, capsys, *arguments) == (0, f"mailcheck {__version__}\n", "")


def test_every_option_of_the_contract_is_there(monkeypatch, capsys) -> None:
    _, out, _ = outcome(monkeypatch, capsys, "check", "--help")
    options = (
        "-s, --selector|--zone|--offline|-n, --nameserver|--sender|--ignore|--select|--fail-on|"
        "--allow-unknown|-f, --format|-o, --output|-q, --quiet|-v, --verbose|--color|--timeout|"
        "--version|--debug"
    )
    assert [option for option in options.split("|") if option not in out] == []
