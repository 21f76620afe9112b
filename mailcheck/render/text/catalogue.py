"""The rules as a list, and one rule's page."""

from collections.abc import Iterable, Iterator

from mailcheck.judge.model import Rule
from mailcheck.render.text.lines import UNBOUNDED, Line, hang, paint, prose, table, width_of


def catalogue_text(rules: Iterable[Rule], columns: int | None, *, colour: bool) -> str:
    """Return one line a rule: name, severity, what it finds."""
    return paint(_catalogue(tuple(rules), columns or UNBOUNDED), colour=colour)


def _catalogue(rules: tuple[Rule, ...], width: int) -> Iterator[Line]:
    leads = list(table((rule.name, rule.severity.label) for rule in rules))
    column = max(map(width_of, leads), default=0) + 2
    for rule, (name, severity) in zip(rules, leads, strict=True):
        lead = (name, severity._replace(style=rule.severity.label))
        yield from hang(lead, prose(rule.title, width - column), column)


def page_text(rule: Rule, columns: int | None, *, colour: bool) -> str:
    """Return the page of a rule: as Markdown to a pipe, laid out on a terminal."""
    page = f"# {rule.name}\n\n{rule.severity.label}, {rule.reference}\n\n{rule.page}\n"
    return page if columns is None else _laid_out(page, columns, colour=colour)


def _laid_out(page: str, columns: int, *, colour: bool) -> str:
    import io

    from rich.console import Console
    from rich.markdown import Markdown

    console = Console(
        file=io.StringIO(),
        width=columns,
        force_terminal=colour,
        color_system="standard" if colour else None,
        no_color=not colour,
    )
    with console.capture() as captured:
        console.print(Markdown(page, code_theme="ansi_dark"))
    return "".join(f"{line.rstrip()}\n" for line in captured.get().splitlines())
