"""The catalogue: one module a rule, found by being there.

A rule's module docstring is its page: a title in one line, why it matters, then the sections `## Fails` and
`## Passes` with zone blocks (fenced, `zone`), and `## Remedy`. The tests run every block.
"""

import sys
from collections.abc import Callable, Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any, TypeVar, get_type_hints

from mailcheck.judge.model import CannotTell, Problem, Rule
from mailcheck.survey.request import Severity

S = TypeVar("S")
Check = Callable[[S], Iterator[Problem | CannotTell]]

FAMILIES = ("zone", "domain", "txt", "record", "mx", "ptr", "spf", "dkim", "dmarc", "ns", "exception")


def rule(severity: Severity, reference: str) -> Callable[[Check[S]], Rule]:
    """Declare the rule that a module holds.

    Its name is the module's with hyphens, its page the module's docstring, and the subject that it judges the
    type of the check's only parameter. *severity* is the usual one; a `Problem` may carry another.
    """

    def declare(check: Check[S]) -> Rule:
        module = sys.modules[check.__module__]
        name = module.__name__.rpartition(".")[2].replace("_", "-")
        hints: dict[str, Any] = get_type_hints(check)
        subject = next(hint for parameter, hint in hints.items() if parameter != "return")
        return Rule(name, severity, reference, subject, check, (module.__doc__ or "").strip())

    return declare


@cache
def catalogue() -> tuple[Rule, ...]:
    """Return every rule, by family in the order of a report, then by name."""
    rules = [import_module(f"{__name__}.{module}").check for module in _modules()]
    return tuple(sorted(rules, key=lambda rule: _rank(rule.family)))


def names() -> tuple[str, ...]:
    """Return the name of every rule, without importing one."""
    return tuple(module.replace("_", "-") for module in _modules())


def _modules() -> list[str]:
    return sorted(path.stem for path in Path(__file__).parent.glob("[a-z]*.py"))


def _rank(family: str) -> int:
    return FAMILIES.index(family) if family in FAMILIES else len(FAMILIES)
