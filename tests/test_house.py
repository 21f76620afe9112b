"""What CONTRIBUTING.md asks of the package as a whole, read from its source."""

import ast
from collections.abc import Iterator
from pathlib import Path

import mailcheck

PACKAGE = Path(mailcheck.__file__).parent
TREES = {path.relative_to(PACKAGE): ast.parse(path.read_text("utf-8")) for path in PACKAGE.rglob("*.py")}
STATE = {"Usage"}  # how a name server has done so far, which changes


def classes() -> Iterator[tuple[Path, ast.ClassDef]]:
    for path, tree in TREES.items():
        yield from ((path, node) for node in ast.walk(tree) if isinstance(node, ast.ClassDef))


def dataclass_options(node: ast.ClassDef) -> str | None:
    """Return how a class is made a dataclass, None if it is not."""
    written = (ast.unparse(each) for each in node.decorator_list)
    return next((each for each in written if each.startswith("dataclass")), None)


def test_no_code_is_made_while_the_program_runs() -> None:
    calls = (node for tree in TREES.values() for node in ast.walk(tree) if isinstance(node, ast.Call))
    assert {ast.unparse(call.func) for call in calls} & {"exec", "eval", "compile", "builtins.exec"} == set()


def test_dataclasses_are_frozen_and_slotted() -> None:
    options = {node.name: dataclass_options(node) for _, node in classes()}
    found = {name: each for name, each in options.items() if each is not None}
    expected = {name: f"dataclass({'' if name in STATE else 'frozen=True, '}slots=True)" for name in found}
    assert len(found) > len(STATE)
    assert found == expected
