"""What CONTRIBUTING.md asks of the package as a whole, read from its source."""

import ast
from collections import Counter
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


# What several rooms have a module for: kinds of records and what is done with them, and commands.
FAMILY_WORDS = {
    "spf",
    "dkim",
    "dmarc",
    "record",
    "records",
    "mistakes",
    "repair",
    "nameservers",
    "plan",
    "audit",
}


def modules() -> Iterator[str]:
    """Yield the name of every module and package that is no rule."""
    for path in TREES:
        name = path.parent.name if path.stem == "__init__" else path.stem
        if path.parent.name != "rules" and name:
            yield name


def test_no_two_modules_have_one_name_but_those_of_a_family() -> None:
    counts = Counter(modules())
    assert {name for name, count in counts.items() if count > 1} <= FAMILY_WORDS


def test_no_two_public_classes_have_one_name() -> None:
    counts = Counter(node.name for _, node in classes() if not node.name.startswith("_"))
    assert [name for name, count in counts.items() if count > 1] == []
