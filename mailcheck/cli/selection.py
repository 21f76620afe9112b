"""Which rules judge: globs over their names."""

from collections.abc import Callable, Iterable, Sequence
from fnmatch import fnmatchcase

from mailcheck.cli.faults import UsageFault
from mailcheck.dns.phrases import nearest
from mailcheck.judge.model import Rule
from mailcheck.rules import catalogue, names


def selection(select: Sequence[str], ignore: Sequence[str]) -> Callable[[], tuple[Rule, ...]]:
    """Return what yields the rules to judge by; importing them is left until the questions are on their way.

    Raises:
        UsageFault: a glob matches no rule.
    """
    known = names() if select or ignore else ()
    for option, globs in (("--select", select), ("--ignore", ignore)):
        for glob in globs:
            if not _matched(glob, known):
                raise UsageFault(f"`{option} {glob}` matches no rule; {nearest(glob, known)}")
    return lambda: tuple(rule for rule in catalogue() if _chosen(rule.name, select, ignore))


def _matched(glob: str, known: Iterable[str]) -> bool:
    return any(fnmatchcase(name, glob) for name in known)


def _chosen(name: str, select: Sequence[str], ignore: Sequence[str]) -> bool:
    selected = not select or any(fnmatchcase(name, glob) for glob in select)
    return selected and not any(fnmatchcase(name, glob) for glob in ignore)
