"""Which rules do not judge a domain, and what was said that left them out."""

from collections.abc import Iterable, Iterator, Sequence
from fnmatch import fnmatchcase
from shlex import quote

from mailcheck.judge.model import LeftOut, Rule
from mailcheck.judge.profiles import apply_profile
from mailcheck.survey.request import AUTO, Request

NAMED = 3  # globs of a selection that are named before the rest is counted


def left_out(rules: Iterable[Rule], request: Request) -> tuple[LeftOut, ...]:
    """Return those of all *rules* that a request does not want, each with the reason."""
    return tuple(LeftOut(rule.name, *why) for rule in rules for why in _why(rule, request))


def _why(rule: Rule, request: Request) -> Iterator[tuple[str, bool]]:
    """Yield why a rule is left out, and whether that is its profile's choice; nothing of one that judges."""
    ignoring = [glob for glob in request.ignore if fnmatchcase(rule.name, glob)]
    if ignoring:
        yield f"--ignore {quote(ignoring[0])}", False
    elif request.select and not any(fnmatchcase(rule.name, glob) for glob in request.select):
        yield _selecting(request.select), False
    elif not apply_profile(AUTO, request.severities, (rule,)):
        yield "severity `off`", False
    elif not apply_profile(request.profile, request.severities, (rule,)):
        yield f"--profile {request.profile}", True


def _selecting(globs: Sequence[str]) -> str:
    named = " ".join(f"--select {quote(glob)}" for glob in globs[:NAMED])
    return named if len(globs) <= NAMED else f"{named} and {len(globs) - NAMED} more"
