"""The expected reports: `python tests/render/goldens.py` writes them; look at what changed.

Beside every zone in fixtures/ stand its report as text, 80 columns wide, and as JSON. docs/report.svg is a
picture of the demonstration. They hold what is eventful: no rule that passed or was skipped, and no count of
these, so that a rule more which finds nothing changes none of them.
"""

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import mailcheck
from mailcheck.api import check
from mailcheck.dns.driver import finish
from mailcheck.dns.overlay import OfflineResolver, OverlayResolver
from mailcheck.dns.zone import ZoneResolver
from mailcheck.judge.model import Report
from mailcheck.render.json import reports_json
from mailcheck.render.json import text as as_printed
from mailcheck.render.text.lines import View
from mailcheck.render.text.picture import picture
from mailcheck.render.text.report import conclusion, report_text

PACKAGE = Path(mailcheck.__file__).parent
ROOT = PACKAGE.parent
FIXTURES = ROOT / "fixtures"
PICTURE = ROOT / "docs" / "report.svg"
VIEW = View(80)
QUIET = ("pass", "skipped")
_COUNTS = re.compile(r"\d+\s+rules?\s+passed(,\s+\d+\s+skipped)?")


def names() -> list[str]:
    """Return the names of all fixtures."""
    return sorted(path.stem for path in FIXTURES.glob("*.zone"))


def zone(path: Path, file: str) -> ZoneResolver:
    """Read a zone under a name that is the same on every machine."""
    return ZoneResolver.from_text(path.read_text(encoding="utf-8"), origin=None, file=file)


@cache
def others() -> tuple[ZoneResolver, ...]:
    """Return the zones of the rest of the world."""
    return tuple(
        zone(path, f"fixtures/others/{path.name}") for path in sorted(FIXTURES.glob("others/*.zone"))
    )


def report(own: ZoneResolver, *beside: ZoneResolver) -> Report:
    """Judge a zone without a network."""
    return finish(check(own.origin, resolver=OverlayResolver((own, *beside), OfflineResolver())))


@cache
def judged(name: str) -> Report:
    """Judge a fixture, with the rest of the world around it."""
    return report(zone(FIXTURES / f"{name}.zone", f"fixtures/{name}.zone"), *others())


def printed(name: str) -> tuple[str, str]:
    """Return the whole report on a fixture as text and as JSON, as mailcheck prints it."""
    found = judged(name)
    return report_text(found, VIEW) + conclusion([found], VIEW), reports_json([found])


def rendered(name: str) -> dict[Path, str]:
    """Return what belongs beside a fixture."""
    text, values = printed(name)
    return {FIXTURES / f"{name}.txt": eventful_text(text), FIXTURES / f"{name}.json": eventful_json(values)}


def eventful_text(text: str) -> str:
    """Return a report with `…` for how many rules passed and were skipped, which it says once."""
    reduced, times = _COUNTS.subn("…", text)
    assert times == 1
    return reduced


def eventful_json(text: str) -> str:
    """Return a report without the rules that passed or were skipped, and otherwise as it is."""
    values = json.loads(text)
    values["rules"] = {rule: verdict for rule, verdict in values["rules"].items() if verdict not in QUIET}
    return as_printed(values, indent=2) + "\n"


def drawn() -> str:
    """Return the picture of the demonstration."""
    found = report(zone(PACKAGE / "data" / "demo.zone", "demo.zone"))
    view = VIEW._replace(fail_on=None)
    text = report_text(found, view, colour=True) + conclusion([found], view, colour=True)
    return picture(eventful_text(text), "mailcheck demo")


def everything() -> Iterator[tuple[Path, str]]:
    """Yield every file with what should be in it."""
    for name in names():
        yield from rendered(name).items()
    yield PICTURE, drawn()


if __name__ == "__main__":
    for path, text in everything():
        path.write_text(text, encoding="utf-8")
