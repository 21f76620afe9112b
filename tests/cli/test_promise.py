"""What a pipeline relies on: a healthy zone exits 0, a broken one 1, and one that cannot be told 3."""

import re
from itertools import product
from pathlib import Path

import pytest

from mailcheck import cli
from mailcheck.cli.console import FORMATS
from mailcheck.survey.request import PROFILES

FIXTURES = Path(__file__).parents[2] / "fixtures"
ROW = re.compile(r"^\| \[([a-z0-9-]+)\]\(\1\.zone\) \| .* \| (pass|fail) \| .* \|$", re.MULTILINE)
CODES = {name: int(verdict == "fail") for name, verdict in ROW.findall((FIXTURES / "README.md").read_text())}
OTHERS = [
    word for path in sorted(FIXTURES.glob("others/*.zone")) for word in ("--zone", str(path))
]  # of the rest of the world
PROFILED = {
    ("ipv6-not-covered", "receive-only"): 0,  # its hosts need not be allowed to send
    ("healthy-self-hosted", "bulk-sender"): 3,  # nobody is asked about reverse DNS
    ("two-mail-servers-with-key-rotation", "bulk-sender"): 3,
    ("null-mx", "bulk-sender"): 1,  # they have no key to sign with
    ("parked", "bulk-sender"): 1,
}
PLUGIN = {0: 0, 1: 2, 3: 3}  # the codes that monitoring wants


def exit_code(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr("sys.argv", ["mailcheck", "check", "example.com", "--offline", *arguments])
    return cli.main()


def said(code: int, form: str) -> int:
    return PLUGIN[code] if form == "nagios" else code


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("name", CODES)
def test_the_exit_code_is_the_verdict_in_every_format_and_profile(monkeypatch, name, profile) -> None:
    code = PROFILED.get((name, profile), CODES[name])
    for form in FORMATS:
        options = ("--zone", str(FIXTURES / f"{name}.zone"), *OTHERS, "--profile", profile, "-f", form)
        assert (form, exit_code(monkeypatch, *options)) == (form, said(code, form))


@pytest.mark.parametrize(("profile", "form"), [*product(PROFILES, FORMATS)])
def test_a_question_that_nobody_answers_is_neither(monkeypatch, profile: str, form: str) -> None:
    """The provider's zone is not there, so what it lets send cannot be told."""
    options = ("--zone", str(FIXTURES / "hosted-at-provider.zone"), "--profile", profile, "-f", form)
    assert exit_code(monkeypatch, *options) == 3
    assert exit_code(monkeypatch, *options, "--allow-unknown") == 0
