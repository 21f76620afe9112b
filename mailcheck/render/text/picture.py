"""A report in colour as a picture of a terminal, for documentation."""

import io
import re

_FONTS = re.compile(r"\s*@font-face \{.*?\}", re.DOTALL)  # a picture loads nothing from elsewhere


def picture(coloured: str, title: str, columns: int = 80) -> str:
    """Return an SVG of *coloured*, which is text with our own colours; equal texts give equal pictures."""
    from rich.console import Console
    from rich.terminal_theme import MONOKAI
    from rich.text import Text

    console = Console(
        record=True, width=columns, file=io.StringIO(), force_terminal=True, highlight=False, emoji=False
    )
    console.print(Text.from_ansi(coloured), soft_wrap=True)
    svg = console.export_svg(title=title, theme=MONOKAI, unique_id="mailcheck")
    svg = _FONTS.sub("", svg)
    return "\n".join(line.rstrip() for line in svg.splitlines()) + "\n"
