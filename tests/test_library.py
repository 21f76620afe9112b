"""The library needs nothing that only the command line uses, and judges as it does."""

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest

from mailcheck import Report, Request, Severity, Verdict, ZoneResolver, check, check_many

ROOT = Path(__file__).parents[1]
MISSING = "import sys; sys.modules.update(dict.fromkeys(('typer', 'rich')))\n"  # None: not installed
CHECKED = r"""
import asyncio, mailcheck
every = [getattr(mailcheck, name) for name in mailcheck.__all__]
zone = mailcheck.ZoneResolver.from_text('@ MX 10 mail\n@ TXT "v=spf1 mx -all"\nmail A 9.9.9.25\n')
report = asyncio.run(mailcheck.check("example.com", resolver=zone))
print(report.verdicts["spf-missing"].name, report.verdicts["dmarc-missing"].name)
print(asyncio.run(mailcheck.check_host("9.9.9.25", sender="a@example.com", resolver=zone)).result)
"""
IMPORTED = """
import pkgutil
from importlib import import_module
import mailcheck
for module in pkgutil.walk_packages(mailcheck.__path__, "mailcheck."):
    if not module.name.startswith(("mailcheck.cli", "mailcheck.__main__")):
        import_module(module.name)
print(sys.modules["typer"], sys.modules["rich"])
"""


def _done(program: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", MISSING + program]
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)


def test_the_library_works_where_typer_and_rich_are_not_installed() -> None:
    done = _done(CHECKED)
    assert (done.stdout.splitlines(), done.stderr) == (["PASS FAIL", "pass"], "")


def test_every_module_but_those_of_the_command_line_loads_without_them() -> None:
    done = _done(IMPORTED)
    assert (done.stdout, done.stderr) == ("None None\n", "")


def test_the_command_line_does_not() -> None:
    done = _done("import mailcheck.cli.options")
    assert (done.returncode, done.stdout) == (1, "")
    assert "import of typer halted" in done.stderr


WORLD = ZoneResolver.from_text(
    "@ MX 10 mail\nmail A 9.9.9.25\n"
    '@ TXT "v=spf1 mx -all"\n'
    '_dmarc TXT "v=DMARC1; p=reject; rua=mailto:d@example.com"\n'
)


class TestProfiles:
    def test_a_profile_chooses_severities_and_what_is_asked(self) -> None:
        report = asyncio.run(check("example.com", resolver=WORLD, profile="bulk-sender"))
        assert report.profile == "bulk-sender"
        assert [each.rule.name for each in report.findings if each.severity is Severity.ERROR] == [
            "dkim-not-checked"
        ]
        assert report.verdicts["ptr-missing"] is Verdict.UNKNOWN  # the zone file does not say

    def test_without_one_reverse_names_are_not_asked(self) -> None:
        report = asyncio.run(check("example.com", resolver=WORLD))
        assert report.verdicts["ptr-missing"] is Verdict.SKIPPED
        assert report.verdict() is Verdict.PASS

    @pytest.mark.parametrize("given", ["example.com", Request("example.com")], ids=["name", "request"])
    def test_many_are_judged_alike(self, given: str | Request) -> None:
        async def judged() -> list[Report]:
            return [each async for each in check_many([given], resolver=WORLD, profile="bulk-sender")]

        (report,) = asyncio.run(judged())
        alone = asyncio.run(check("example.com", resolver=WORLD, profile="bulk-sender"))
        assert (report.profile, report.findings) == (alone.profile, alone.findings)
        assert report.unknowns == alone.unknowns

    def test_one_that_there_is_not_is_said(self) -> None:
        with pytest.raises(
            ValueError, match="`parked` is none of auto, mail, receive-only, no-mail, bulk-sender"
        ):
            asyncio.run(check("example.com", resolver=WORLD, profile="parked"))
