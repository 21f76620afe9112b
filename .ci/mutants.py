"""Changes the code in small ways, one change at a time, and counts the changes that the tests notice.

The changes are those of mutmut, and two more. mutmut itself tries them only in functions without a decorator,
and every rule has one, so the changed modules are made and tried here. A sample is drawn by hash: whether a
change is in it does not hang on other code. `docs/testing.md` says more.
"""

import argparse
import hashlib
import json
import multiprocessing
import os
import re
import resource
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import NamedTuple

import coverage
import cryptography.hazmat.primitives.asymmetric.rsa  # noqa: F401  (what takes long to load, the tests inherit)
import hypothesis
import libcst as cst
import pytest
from libcst.metadata import MetadataWrapper, PositionProvider
from mutmut.mutation.mutators import mutation_operators

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("records", "survey", "rules", "evaluate", "judge")
UNMUTATED_CALLS = ("len", "isinstance", "cast", "TypeVar", "NewType")
STARTING = re.compile(r"^(import|from) (subprocess|servers|hostile)\b", re.MULTILINE)
PROCESSOR_SECONDS, WALL_SECONDS, MEMORY = 180, 900, 4 << 30  # of one run of the tests
UNNOTICED = (0, 5)  # exit codes of pytest: all is well, or none of the tests is there any more
PYTEST = ["-q", "-x", "-p", "no:cacheprovider", "-p", "no:xdist", "--no-cov", "--hypothesis-seed=0"]
PYTEST += ["--hypothesis-profile=few", "-W", "ignore::pytest.PytestAssertRewriteWarning"]
EXAMPLES = 20  # of each property
WHOLE = range(1, sys.maxsize)  # lines of a module
FIRST = 40  # of the tests that may notice a change, the quickest, which are run before the others


class Mutant(NamedTuple):
    """One change to one module; *code* is the whole module after it, *span* the lines of the function."""

    path: str
    line: int
    span: range
    before: str
    after: str
    code: str

    def __str__(self) -> str:
        """The place, and what stands there instead of what."""
        return f"{self.path}:{self.line}  {_short(self.before)}  ->  {_short(self.after)}"


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 90 else line[:89] + "…"


def change_pattern(node: cst.SimpleString) -> Iterator[cst.SimpleString]:
    """Negate each character class of a raw string, and take its last member out."""
    if node.prefix.startswith("r"):
        for match in re.finditer(r"\[(\^?)((?:\\.|[^\]\\])+)\]", node.value):
            negation, members = match.groups()
            fewer = re.sub(r"(?:(?:\\.|.)-)?(?:\\.|.)$", "", members)
            others = [("" if negation else "^") + members, *([negation + fewer] if fewer else [])]
            before, after = node.value[: match.start()], node.value[match.end() :]
            yield from (node.with_changes(value=f"{before}[{other}]{after}") for other in others)


def change_text(node: cst.FormattedStringText) -> Iterator[cst.FormattedStringText]:
    """Mark the text between two values of an f-string."""
    yield node.with_changes(value=f"XX{node.value}XX")


OPERATORS: list[tuple[type, Callable[..., Iterable[cst.CSTNode]]]] = [
    *mutation_operators,
    (cst.SimpleString, change_pattern),
    (cst.FormattedStringText, change_text),
]


class Change(NamedTuple):
    """What can be changed in a module, and in which function."""

    function: str
    span: range
    line: int
    before: cst.CSTNode
    after: cst.CSTNode


class Changes(cst.CSTVisitor):
    """Collects what can be changed in a module."""

    METADATA_DEPENDENCIES = (PositionProvider,)

    def __init__(self) -> None:
        self.found: list[Change] = []
        self.functions: list[tuple[str, range]] = []

    def on_visit(self, node: cst.CSTNode) -> bool:
        """Note what can be changed in a node."""
        if _is_left_alone(node):
            return False
        if isinstance(node, cst.FunctionDef):
            place = self.get_metadata(PositionProvider, node)
            self.functions.append((node.name.value, range(place.start.line, place.end.line + 1)))
        name = ".".join(name for name, _ in self.functions)
        span = self.functions[0][1] if self.functions else WHOLE
        for kind, change in OPERATORS:
            if isinstance(node, kind):
                line = self.get_metadata(PositionProvider, node).start.line
                self.found += (Change(name, span, line, node, changed) for changed in change(node))
        return True

    def on_leave(self, original_node: cst.CSTNode) -> None:
        """Leave a function."""
        if isinstance(original_node, cst.FunctionDef):
            self.functions.pop()


def _is_left_alone(node: cst.CSTNode) -> bool:
    """Say whether nothing is to be changed in a node, as in mutmut: types, imports, decorators ..."""
    match node:
        case cst.Annotation() | cst.Decorator() | cst.Import() | cst.ImportFrom():
            return True
        case cst.Call(func=cst.Name(value=name)):
            return name in UNMUTATED_CALLS
        case cst.Assign(targets=[cst.AssignTarget(target=cst.Name(value="__all__"))]):
            return True
        case cst.If(test=cst.Name(value="TYPE_CHECKING")):
            return True
    return False


def mutants(path: Path, seed: int) -> Iterator[tuple[str, Callable[[], Mutant]]]:
    """Yield each change to a module with its place in the draw; it is made when it is wanted."""
    wrapper = MetadataWrapper(cst.parse_module(path.read_text()))
    changes, module = Changes(), wrapper.module
    wrapper.visit(changes)
    name, seen = str(path.relative_to(ROOT)), Counter[tuple[str, ...]]()
    for change in changes.found:
        texts = module.code_for_node(change.before), module.code_for_node(change.after)
        key = (name, change.function, *texts)
        seen[key] += 1
        place = hashlib.sha256(repr((seed, *key, seen[key])).encode()).hexdigest()

        def make(change: Change = change, texts: tuple[str, str] = texts) -> Mutant:
            whole = module.deep_replace(change.before, change.after)
            assert isinstance(whole, cst.Module)
            return Mutant(name, change.line, change.span, *texts, whole.code)

        yield place, make


def draw(patterns: Iterable[str], seed: int, size: int) -> tuple[list[Mutant], int]:
    """Draw a sample of the changes to modules; return their whole number too."""
    paths = sorted({path for pattern in patterns for path in (ROOT / "mailcheck").glob(pattern)})
    everything = [each for path in paths for each in mutants(path, seed)]
    chosen = sorted(everything, key=lambda each: each[0])[:size]
    made = sorted((make() for _, make in chosen), key=lambda mutant: (mutant.path, mutant.line))
    return made, len(everything)


def test_files() -> list[str]:
    """Return the test files that may notice a change.

    Left out are tests of rooms that are not changed, and those that start processes and servers.
    """
    found = [*Path("tests").glob("test_*.py")]
    found += [file for room in ROOMS for file in Path("tests", room).rglob("test_*.py")]
    found += Path("tests").rglob("test_goldens.py")  # whole reports
    return [str(file) for file in sorted(found) if not STARTING.search(file.read_text())]


class Watching:
    """A plugin of pytest that notes which test executes which lines, and how long each takes."""

    def __init__(self) -> None:
        self.coverage = coverage.Coverage("lines", config_file=False, include=["mailcheck/*"])
        self.seconds: dict[str, float] = {}

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        """Note for whom lines are executed."""
        self.coverage.switch_context(item.nodeid)
        begun = time.process_time()
        try:
            return (yield)
        finally:
            self.seconds[item.nodeid] = time.process_time() - begun

    def pytest_sessionstart(self) -> None:
        """Begin before the package is loaded."""
        self.coverage.start()

    def pytest_sessionfinish(self) -> None:
        """Save what was seen."""
        self.coverage.stop()
        self.coverage.save()
        Path("seconds").write_text(json.dumps(self.seconds))


class Choosing(NamedTuple):
    """A plugin of pytest that runs some tests only, in the order given."""

    tests: dict[str, int]

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Leave the others out."""
        items[:] = sorted(
            (item for item in items if item.nodeid in self.tests), key=lambda item: self.tests[item.nodeid]
        )


def run(files: Iterable[str], plugin: object, log: str = os.devnull) -> int:
    """Run tests in a process of their own, which has only the time and memory that they may need."""
    child = os.fork()
    if not child:
        code = 1
        try:
            signal.alarm(WALL_SECONDS)
            resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR_SECONDS, PROCESSOR_SECONDS))
            resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
            output = os.open(log, os.O_WRONLY | os.O_CREAT)
            os.dup2(output, 1)
            os.dup2(output, 2)
            code = pytest.main([*PYTEST, *files], plugins=[plugin])
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def tests_of(mutant: Mutant) -> list[list[str]]:
    """Return the tests that may notice a change, in groups to be tried in turn, the quickest first.

    They are those that execute a line of the changed function. What is executed only while its module is
    loaded may matter to any: first to those that execute anything of the module, or are in a file that
    imports it.
    """
    seen, seconds = coverage.CoverageData("lines"), json.loads(Path("seconds").read_text())
    seen.read()
    paths = [path for path in seen.measured_files() if path.endswith(f"/{mutant.path}")]
    lines = [each for path in paths for each in seen.contexts_by_lineno(path).items()]
    found = {test for line, tests in lines if line in mutant.span for test in tests if test}
    others: set[str] = set()
    if not found or mutant.span == WHOLE:
        module = mutant.path.removesuffix(".py").replace("/", ".")
        importing = tuple(f"{file}::" for file in test_files() if module in Path(file).read_text())
        found = {test for _, tests in lines for test in tests if test}
        found |= {test for test in seconds if test.startswith(importing)}
        others = set(seconds) - found
    near = sorted(found, key=lambda test: (seconds[test], test))
    return [group for group in (near[:FIRST], near[FIRST:], sorted(others)) if group]


def is_noticed(mutant: Mutant) -> bool:
    """Say whether a test fails where the module is changed, or does not come to an end."""
    path = Path(mutant.path)
    before = path.read_text()
    path.write_text(mutant.code)
    try:
        return any(map(_fails, tests_of(mutant)))
    finally:
        path.write_text(before)


def _fails(tests: list[str]) -> bool:
    files = dict.fromkeys(test.partition("::")[0] for test in tests)
    return run(files, Choosing({test: place for place, test in enumerate(tests)})) not in UNNOTICED


def prepare(folder: str) -> None:
    """Make a copy of the project for this process to work in, and see which test executes which lines."""
    here = Path(folder, str(os.getpid()))
    ignored = shutil.ignore_patterns(".git", ".venv", ".node", ".hypothesis", "__pycache__", ".*_cache")
    shutil.copytree(ROOT, here, ignore=ignored)
    os.chdir(here)
    sys.path.insert(0, str(here))
    if run(test_files(), Watching(), "log"):  # this writes the bytecode as well
        raise RuntimeError(f"a test fails though nothing is changed:\n{Path('log').read_text()}")
    sys.dont_write_bytecode = True


def main() -> int:
    """Draw, try, and print what nobody noticed; 1 if that is too much."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("modules", nargs="*", help="patterns below mailcheck/, in place of all rooms")
    parser.add_argument("--size", type=int, default=300, help="how many changes are tried")
    parser.add_argument("--seed", type=int, default=1, help="which ones")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--wanted", type=float, default=95, help="the least score, in per cent")
    options = parser.parse_args()
    hypothesis.settings.register_profile("few", max_examples=EXAMPLES, database=None, deadline=None)
    patterns = options.modules or [f"{room}/**/*.py" for room in ROOMS]
    sample, total = draw(patterns, options.seed, options.size)
    noticed = 0
    fork = multiprocessing.get_context("fork")
    with (
        tempfile.TemporaryDirectory() as folder,
        ProcessPoolExecutor(options.jobs, fork, prepare, (folder,)) as pool,
    ):
        for mutant, found in zip(sample, pool.map(is_noticed, sample), strict=True):
            noticed += found
            if not found:
                print(f"unnoticed: {mutant}", flush=True)
    score = 100 * noticed / len(sample)
    print(f"mutation score: {score:.1f} % ({noticed} of {len(sample)} changes noticed, of {total} possible)")
    return 0 if score >= options.wanted else 1


if __name__ == "__main__":
    sys.exit(main())
