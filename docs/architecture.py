"""Draws docs/architecture.svg and writes the tables of docs/architecture.md, from the code.

Rooms are the packages and modules below mailcheck/, in the order of the layers in pyproject.toml. Arrows are
imports, as the syntax trees have them. The ways of a domain are lists of functions; what each does is its
docstring's first sentence, and the tests hold that they are first entered in this order.
"""

import ast
import re
import textwrap
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from html import escape
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "mailcheck"
PAGE = ROOT / "docs" / "architecture.md"
PICTURE = ROOT / "docs" / "architecture.svg"
END = "<!-- to here -->\n"


class Step(NamedTuple):
    """A function on a way: its file below mailcheck/, and its name."""

    file: str
    function: str

    @property
    def room(self) -> str:
        """The room that the file is in."""
        return self.file.partition("/")[0].removesuffix(".py")


CHECK = (
    Step("cli/app.py", "run"),
    Step("cli/check.py", "check"),
    Step("cli/requests.py", "request_for"),
    Step("cli/sources.py", "ask"),
    Step("api.py", "survey_all"),
    Step("survey/gather.py", "survey"),
    Step("dns/driver.py", "run"),
    Step("survey/gather.py", "gather"),
    Step("records/spf/parser.py", "parse"),
    Step("evaluate/spf/evaluation.py", "Evaluation.evaluate"),
    Step("api.py", "judge_all"),
    Step("judge/judging.py", "judge"),
    Step("rules/dmarc_missing.py", "check"),
    Step("cli/console.py", "deliver"),
    Step("render/text/report.py", "report_text"),
    Step("judge/gate.py", "exit_code"),
    Step("cli/console.py", "write"),
    Step("cli/console.py", "flush"),
)
AUDIT = (
    Step("cli/audit.py", "audit"),
    Step("cli/requests.py", "request_for"),
    Step("cli/audit_run.py", "run"),
    Step("audit/worker.py", "audit"),
    Step("audit/pool.py", "survey_many"),
    Step("audit/listing.py", "lines"),
    Step("dns/network.py", "NetworkRun.start"),
    Step("survey/gather.py", "gather"),
    Step("judge/judging.py", "judge"),
    Step("audit/rows.py", "row"),
    Step("cli/output_file.py", "OutputFile.write"),
    Step("cli/progress.py", "summary"),
    Step("judge/gate.py", "worst_code"),
)
LIBRARY = (
    Step("api.py", "check"),
    Step("api.py", "check_all"),
    Step("api.py", "survey_all"),
    Step("survey/gather.py", "survey"),
    Step("dns/driver.py", "run"),
    Step("survey/gather.py", "gather"),
    Step("api.py", "judge_all"),
    Step("judge/judging.py", "judge"),
)
WAYS = {"check": CHECK, "audit": AUDIT, "library": LIBRARY}


def layers() -> tuple[str, ...]:
    """Return the rooms from the top down."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        contracts = tomllib.load(file)["tool"]["importlinter"]["contracts"]
    contract = next(each for each in contracts if each["type"] == "layers")
    return tuple(room for layer in contract["layers"] for room in re.findall(r"\w+", layer))


def files(room: str) -> tuple[Path, ...]:
    """Return the files of a room."""
    folder = PACKAGE / room
    return tuple(sorted(folder.rglob("*.py"))) if folder.is_dir() else (folder.with_suffix(".py"),)


@cache
def tree(file: Path) -> ast.Module:
    """Return a file's syntax tree."""
    return ast.parse(file.read_text(encoding="utf-8"))


def sentence(node: ast.Module | ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> str:
    """Return the first sentence of a docstring, without the full stop."""
    paragraph = (ast.get_docstring(node) or "").partition("\n\n")[0]
    return " ".join(paragraph.split()).partition(". ")[0].removesuffix(".")


def count(room: str) -> str:
    """Return how many files a room has; of rules there is always one more."""
    if room == "rules":
        return "one a rule"
    number = len(files(room))
    return f"{number} file{'s' * (number > 1)}"


def describe(room: str) -> str:
    """Return what a room says of itself."""
    return sentence(tree(next(file for file in files(room) if file.stem in (room, "__init__"))))


def imports(room: str) -> frozenset[str]:
    """Return the other rooms from which a room imports."""
    named = (name for file in files(room) for node in ast.walk(tree(file)) for name in _imported(node))
    return frozenset(name.split(".")[1] for name in named if name.startswith("mailcheck.")) - {room}


def _imported(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom) and node.module == "mailcheck":
        yield from (f"mailcheck.{alias.name}" for alias in node.names)
    elif isinstance(node, ast.ImportFrom) and node.module:
        yield node.module


def explain(step: Step) -> str:
    """Return what a step's function says of itself; for a rule, the title of its page says it."""
    node: ast.AST = tree(PACKAGE / step.file)
    for name in step.function.split("."):
        node = next(each for each in ast.iter_child_nodes(node) if getattr(each, "name", "") == name)
    assert isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    if step.room == "rules":
        return f"One of the rules, here: {sentence(tree(PACKAGE / step.file))}"
    return sentence(node)


# The picture. A row is a room; left of the boxes a line goes down from each room to those that it imports,
# right of them the way of a domain goes from room to room.

ROW, TOP = 58, 58  # the height of a row, and where the first begins
LINE = 17  # between two lines of imports
BOX_WIDTH, BOX_HEIGHT = 430, 46
STEP = 21  # between two steps of the way
MARGIN = 16
FONT = 'font-family="DejaVu Sans, Verdana, sans-serif"'
INK, GREY, WAY = "#1f2933", "#7b8794", "#0b6e4f"


class Frame(NamedTuple):
    """Where things are."""

    rooms: tuple[str, ...]

    @property
    def left(self) -> int:
        """Where the boxes begin."""
        return MARGIN + LINE * len(self.rooms) + 14

    @property
    def width(self) -> int:
        """How wide the picture is."""
        return self.left + BOX_WIDTH + STEP * (len(CHECK) + 1) + MARGIN

    @property
    def height(self) -> int:
        """How high the picture is."""
        return TOP + ROW * len(self.rooms)

    def row(self, room: str) -> int:
        """Return the middle of a room's row."""
        return TOP + ROW * self.rooms.index(room) + BOX_HEIGHT // 2

    def column(self, room: str) -> int:
        """Return where the line from a room to what it imports goes down."""
        return MARGIN + LINE * self.rooms.index(room)


def picture() -> str:
    """Return the picture as SVG."""
    frame = Frame(layers())
    size = f'width="{frame.width}" height="{frame.height}" viewBox="0 0 {frame.width} {frame.height}"'
    return "\n".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" {size} {FONT}>',
            "<title>The rooms of mailcheck, what they import, and the way of a domain</title>",
            f'<rect width="{frame.width}" height="{frame.height}" fill="#ffffff"/>',
            _text(MARGIN, 24, "imports: a line starts at a room, and a dot", 11, GREY),
            _text(MARGIN, 39, "marks each room that it imports", 11, GREY),
            _text(frame.left + BOX_WIDTH + STEP, 24, "the way of mailcheck check example.com,", 11, WAY),
            _text(frame.left + BOX_WIDTH + STEP, 39, "step by step as in the first table", 11, WAY),
            *(line for room in frame.rooms for line in _arrows(frame, room)),
            *(line for room in frame.rooms for line in _box(frame, room)),
            *_way(frame),
            "</svg>\n",
        )
    )


def _text(x: int, y: int, text: str, size: int, colour: str = INK, extra: str = "") -> str:
    return (
        f'<text x="{x}" y="{y}" font-size="{size}" fill="{colour}"{extra}>{escape(text, quote=False)}</text>'
    )


def _arrows(frame: Frame, room: str) -> Iterator[str]:
    """Yield the line from a room, with a dot and an arrow at each room that it imports."""
    targets = sorted(imports(room) & set(frame.rooms), key=frame.rooms.index)
    if not targets:
        return
    x, start, end = frame.column(room), frame.row(room) + 9, frame.row(targets[-1]) - 9
    yield f'<path d="M{frame.left} {start}H{x}V{end}" fill="none" stroke="{GREY}"/>'
    for target in targets:
        y = frame.row(target) - 9
        yield f'<path d="M{x} {y}H{frame.left - 6}" fill="none" stroke="{GREY}"/>'
        yield f'<path d="M{frame.left} {y}l-7 -4v8z" fill="{GREY}"/>'
        yield f'<circle cx="{x}" cy="{y}" r="3.5" fill="{INK}"/>'


def _box(frame: Frame, room: str) -> Iterator[str]:
    x, y = frame.left, frame.row(room) - BOX_HEIGHT // 2
    shape = f'x="{x}" y="{y}" width="{BOX_WIDTH}" height="{BOX_HEIGHT}" rx="5"'
    yield f'<rect {shape} fill="#f0f4f8" stroke="{INK}"/>'
    yield _text(x + 10, y + 20, room, 14, extra=' font-weight="bold"')
    yield _text(x + 10, y + 36, count(room), 10, GREY)
    for at, line in enumerate(textwrap.wrap(describe(room), 56, max_lines=2, placeholder=" ...")):
        yield _text(x + 92, y + 19 + 16 * at, line, 11)


def _way(frame: Frame) -> Iterator[str]:
    """Yield the steps of the way, each in the row of its room, and the line that joins them."""
    places = [
        (frame.left + BOX_WIDTH + STEP * number, frame.row(step.room)) for number, step in enumerate(CHECK, 1)
    ]
    points = " ".join(f"{x},{y}" for x, y in places)
    yield f'<polyline points="{points}" fill="none" stroke="{WAY}" stroke-width="1.5"/>'
    for number, (x, y) in enumerate(places, 1):
        yield f'<circle cx="{x}" cy="{y}" r="9" fill="{WAY}"/>'
        yield _text(x, y + 4, str(number), 10, "#ffffff", ' text-anchor="middle"')


# The page.


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    lines = [tuple(head)]
    lines += [("---",) * len(lines[0]), *map(tuple, rows)]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


def _rooms() -> str:
    rows = ((_link(room), describe(room), count(room)) for room in layers())
    return _table(("room", "what it does", ""), rows)


def _link(room: str) -> str:
    path = f"{room}/" if (PACKAGE / room).is_dir() else f"{room}.py"
    return f"[{path}](../mailcheck/{path})"


def _steps(way: Iterable[Step]) -> str:
    rows = (
        (str(number), f"[{step.file}](../mailcheck/{step.file})", f"`{step.function}`", explain(step))
        for number, step in enumerate(way, 1)
    )
    return _table(("", "file", "function", "what it does"), rows)


def page() -> str:
    """Return docs/architecture.md with its tables as they should be."""
    text = PAGE.read_text(encoding="utf-8")
    text = _fill(text, "rooms", _rooms())
    for name, way in WAYS.items():
        text = _fill(text, name, _steps(way))
    return text


def _fill(text: str, name: str, table: str) -> str:
    """Return *text* with *table* between the mark that names it and the next end."""
    begin = f"<!-- {name}: written by docs/generate.py -->\n"
    before, begin, rest = text.partition(begin)
    assert begin, f"{PAGE} has no mark for {name}"
    _, end, after = rest.partition(END)
    return f"{before}{begin}\n{table}\n{end}{after}"
