"""Functions are called by verbs, or by what they return."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import mailcheck

PACKAGE = Path(mailcheck.__file__).parent
# Verbs whose past participle does not end in -ed, and is no form in which they give a command.
_IRREGULAR = """
begun bound broken brought built caught chosen dealt done drawn driven eaten fallen felt found given gone
grown heard held hidden hung kept known laid led left lent lost made meant met paid proven said seen sent
shown sold sought spelt spent spoken stood struck sworn taken taught thought told torn understood won written
"""
IRREGULAR = frozenset(_IRREGULAR.split())
ENDS_LIKE_ONE = frozenset(("exceed", "feed", "need", "proceed", "seed", "speed", "succeed"))
QUESTIONS = ("is", "has")  # what begins so is a fact that is asked for, as a property is
EXCEPTIONS = {
    "answer_if_published": "the verb comes first",
    "find_published": "the verb comes first",
    "open_included": "the verb comes first",
    "take_quoted": "the verb comes first",
    "_note_unless_lost": "the verb comes first",
    "expired": "a fact about an exception, which takes the day by which it is asked for",
    "shown": "the text of a record as messages show it",
    "quoted": "a value of the configuration as messages quote it",
    "_clipped": "text as a cell of a table has it",
}


def is_participle(name: str) -> bool:
    """Say whether the last word of a name is a past participle."""
    first, *_, last = [*name.strip("_").split("_"), name.strip("_").rpartition("_")[2]]
    if first in QUESTIONS:
        return False
    return last in IRREGULAR or (last.endswith("ed") and last not in ENDS_LIKE_ONE)


def functions() -> Iterator[tuple[str, str]]:
    """Yield every function that is no property, by its place and its name."""
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and not _is_property(node):
                yield f"{path.relative_to(PACKAGE)}:{node.lineno}", node.name


def _is_property(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    return any(ast.unparse(each).rpartition(".")[2] in ("property", "setter") for each in node.decorator_list)


def test_no_function_is_called_by_a_past_participle() -> None:
    found = [f"{place} {name}" for place, name in functions() if is_participle(name)]
    assert [each for each in found if each.partition(" ")[2] not in EXCEPTIONS] == []


def test_no_exception_is_of_no_use() -> None:
    assert set(EXCEPTIONS) <= {name for _, name in functions() if is_participle(name)}


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        pytest.param("asked", True, id="a regular verb"),
        pytest.param("_as_told", True, id="an irregular one, last of several words"),
        pytest.param("ask", False, id="a verb that gives a command"),
        pytest.param("feed", False, id="a verb that only ends like one"),
        pytest.param("published_records", False, id="a participle before a noun"),
        pytest.param("_is_meant", False, id="a question"),
    ],
)
def test_what_a_participle_is(name: str, answer: bool) -> None:
    assert is_participle(name) is answer
