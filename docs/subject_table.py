"""Writes the table of what rules can judge in CONTRIBUTING.md, as it shows in a few small worlds."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import mailcheck
from mailcheck.dns.overlay import OfflineResolver, OverlayResolver
from mailcheck.dns.zone import ZoneResolver
from mailcheck.judge.judging import NO_EXCEPTION
from mailcheck.survey.domain import Survey
from mailcheck.survey.exceptions import ExceptionUse
from mailcheck.survey.nameservers import NameServers
from mailcheck.survey.subjects import Subjects
from mailcheck.testing import check_zone

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "CONTRIBUTING.md"
BEGIN = "<!-- written by docs/generate.py -->\n"
END = "<!-- to here -->\n"

EVERYTHING = """\
@                    MX   10 mail
@                    MX   20 backup
mail                 A    9.9.9.10
backup               A    9.9.10.10
@                    TXT  "v=spf1 mx -all"
main1._domainkey     TXT  "v=DKIM1; p="
main2._domainkey     TXT  "v=DKIM1; p="
_dmarc               TXT  "v=DMARC1; p=none; rua=mailto:one@example.net,mailto:two@example.org"
"""
EXPECTED = mailcheck.Expected(mx_hosts=("*",), dmarc_policy="none", spf_all="fail")
SERVER = "@ SOA ns.example.com. hostmaster 1 2 3 4 5\n@ NS ns\n@ NS ns2\nns A 9.9.9.53\nns2 A 9.9.10.53\n"


def surveys() -> Iterator[Survey]:
    """Yield surveys in which, taken together, there is everything to judge, and each thing is absent."""
    full = check_zone(
        SERVER + EVERYTHING,
        expected=EXPECTED,
        profile="bulk-sender",
        servers=dict.fromkeys(("9.9.9.53", "9.9.10.53"), SERVER + EVERYTHING),
    ).survey
    yield full
    yield replace(full, nameservers=NameServers((), ()))
    yield replace(full, dmarc=full.dmarc._replace(legacy=None))
    yield check_zone('@ TXT "nothing to see"\n').survey
    yield check_zone('@ TXT "v=spf1 -all"\n@ TXT "v=spf1 ~all"\n', selectors=["gone"]).survey
    yield check_zone('_dmarc TXT "v=DMARC1; p=none"\n', profile="bulk-sender").survey
    yield check_zone('_dmarc.com. TXT "v=DMARC1; p=none; psd=y"\n').survey
    zone = ZoneResolver.from_text(EVERYTHING, origin="example.com")
    yield _ask(OverlayResolver((zone,), OfflineResolver()))
    yield _ask(OfflineResolver())


def _ask(resolver: mailcheck.Resolver) -> Survey:
    """Ask for everything that can be asked for."""
    asking = mailcheck.check(
        "example.com",
        selectors=["main1"],
        expected=EXPECTED,
        resolver=resolver,
        profile="bulk-sender",
        authoritative=True,
    )
    return asyncio.run(asking).survey


def table() -> str:
    """Return a row for each type of subject."""
    found: dict[type[Any], list[Subjects]] = {}
    for survey in surveys():
        for subject, there in survey.subjects().items():
            found.setdefault(subject, []).append(there)
    found[ExceptionUse] = [NO_EXCEPTION]
    lines = ["| subject | what it holds | SKIPPED, with this reason | UNKNOWN |", "|---|---|---|---|"]
    lines += [_row(subject, found[subject]) for subject in sorted(found, key=lambda each: each.__name__)]
    return "\n".join(lines) + "\n"


def _row(subject: type[Any], found: list[Subjects]) -> str:
    """Return what a type is called, what its docstring says first, and for what its rules are not judged."""
    path = "/".join(subject.__module__.split("."))
    file = next(each for each in (f"{path}.py", f"{path}/__init__.py") if (ROOT / each).exists())
    holds = (subject.__doc__ or "").splitlines()[0].partition(". ")[0].rstrip(".")
    absent = dict.fromkeys(there.reason for there in found if not there.items and not there.failures)
    unknown = "by itself" if any(there.failures for there in found) else "by `CannotTell`"
    return f"| [{subject.__name__}]({file}) | {holds}. | {'; *or* '.join(absent) or 'never'} | {unknown} |"


def contributing() -> str:
    """Return CONTRIBUTING.md with the table as it should be."""
    before, begin, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    _, end, after = rest.partition(END)
    return f"{before}{begin}\n{table()}\n{end}{after}"
