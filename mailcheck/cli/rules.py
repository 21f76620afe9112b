"""`mailcheck rules` and `mailcheck rule NAME`: the catalogue and its pages."""

from collections.abc import Iterable
from typing import Annotated

import typer

from mailcheck.cli import options
from mailcheck.cli.console import UsageError, write
from mailcheck.dns.phrases import nearest
from mailcheck.judge.judging import apply_profile
from mailcheck.judge.model import Rule
from mailcheck.rules import catalogue


def rules(
    profile: options.Profile = "auto",
    format: options.Format = "text",  # noqa: A002 - the parameter names the option
    color: options.Colour = "auto",
) -> int:
    """List the rules: name, severity, what each finds; with --profile, as that has them."""
    shown = apply_profile(profile, {}, catalogue())
    if format == "json":
        write(_json(shown))
        return 0
    from mailcheck.render.text.catalogue import catalogue_text

    write(catalogue_text(shown, options.columns(), colour=options.use_colour(color)))
    return 0


def rule(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The rule, such as spf-ptr.")],
    color: options.Colour = "auto",
) -> int:
    """Explain one rule.

    Its page says what it finds, why that matters, and what to do, with examples.
    """
    found = next((each for each in catalogue() if each.name == name), None)
    if found is None:
        raise UsageError(f"there is no rule `{name}`; {nearest(name, [each.name for each in catalogue()])}")
    from mailcheck.render.text.catalogue import page_text

    write(page_text(found, options.columns(), colour=options.use_colour(color)))
    return 0


def _json(rules: Iterable[Rule]) -> str:
    import json

    rows = [
        {"name": each.name, "severity": each.severity.label, "reference": each.reference, "title": each.title}
        for each in rules
    ]
    return json.dumps(rows, indent=2) + "\n"
