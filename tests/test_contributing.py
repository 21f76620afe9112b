"""CONTRIBUTING.md is followed: its rule is added as it says, and its table knows all that rules judge."""

import hashlib
import os
import re
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from mailcheck.judge.model import Verdict
from mailcheck.rules import catalogue
from mailcheck.rules._page import page
from mailcheck.testing import check_example, check_zone

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
ADDED = "spf-capitals"
MODULE, CONTRACT, TEST = (
    "mailcheck/rules/spf_capitals.py",
    "tests/catalogue.txt",
    "tests/test_spf_capitals.py",
)
COPIED = ("mailcheck", "docs", "tests", "fixtures", "CONTRIBUTING.md", "README.md", "pyproject.toml")
FENCED = re.compile(r"^(`{3,})(\w+)\n(.*?)^\1$", re.MULTILINE | re.DOTALL)
NOBODY = "the domain does not exist"
PASSED = re.compile(r"^PASSED \S+::(\S+)", re.MULTILINE)


class Tree:
    """A copy of the sources, in which files may be written and programs run."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name in COPIED:
            if (ROOT / name).is_dir():
                shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(ROOT / name, folder / name)

    def digests(self) -> dict[str, str]:
        """Return what tells the content of each file, by its path."""
        return {
            str(path.relative_to(self.folder)): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in self.folder.glob("**/*")
            if path.is_file() and path.suffix != ".pyc"
        }

    def run(self, *arguments: str) -> str:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "COV_"))}
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=self.folder,
            env=kept | {"PYTHONPATH": str(self.folder), "PYTHONDONTWRITEBYTECODE": "1"},
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


@pytest.fixture(scope="module")
def followed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Tree, set[str]]:
    """The tree with the rule of the worked example, and the files that have become others for it."""
    tree = Tree(tmp_path_factory.mktemp("followed"))
    before = tree.digests()
    _, _, example = TEXT.partition("### A worked example")
    module, line, test = (body for _, _, body in FENCED.findall(example)[:3])
    (tree.folder / MODULE).write_text(module, encoding="utf-8")
    with (tree.folder / CONTRACT).open("a", encoding="utf-8") as contract:
        contract.write(line)
    (tree.folder / TEST).write_text(test, encoding="utf-8")
    tree.run("docs/generate.py")
    tree.run("tests/render/goldens.py")
    after = tree.digests()
    return tree, {path for path in {*before, *after} if before.get(path) != after.get(path)}


def test_a_rule_is_one_file(followed: tuple[Tree, set[str]]) -> None:
    """Beside it there are its line in the contract, its test, and what is generated from it."""
    _, changed = followed
    assert changed == {MODULE, CONTRACT, TEST, "docs/rules.md", f"docs/rules/{ADDED}.md"}


def test_the_rule_of_the_example_passes_the_tests(followed: tuple[Tree, set[str]]) -> None:
    tree, _ = followed
    files = (TEST, "tests/test_pages.py", "tests/test_catalogue.py")
    told = tree.run("-m", "pytest", "-p", "no:cacheprovider", "-rA", "-k", "capitals or contract", *files)
    passed = set(PASSED.findall(told))
    assert {
        f"test_what_a_page_shows_as_wrong_is_found[{ADDED}-1]",
        f"test_what_a_page_shows_as_wrong_is_found[{ADDED}-2]",
        f"test_what_a_page_shows_as_right_is_not_found[{ADDED}-1]",
        f"test_what_a_page_shows_as_right_is_not_found[{ADDED}-2]",
        f"test_every_page_is_complete[{ADDED}]",
        f"test_a_rule_has_the_severity_of_the_contract[{ADDED}]",
        f"test_findings_have_a_severity_of_the_contract[{ADDED}]",
        "test_every_rule_is_in_the_contract",
    } <= passed
    assert any(name.startswith("test_names_in_capitals[") for name in passed)


def test_the_rule_of_the_example_is_known_to_the_command(followed: tuple[Tree, set[str]]) -> None:
    tree, _ = followed
    title, _, _ = (tree.folder / MODULE).read_text(encoding="utf-8").removeprefix('"""').partition("\n")
    assert title in tree.run("-m", "mailcheck", "rule", ADDED)


def test_the_example_is_of_no_rule_that_there_is() -> None:
    assert ADDED not in {rule.name for rule in catalogue()}


@cache
def _reasons() -> dict[str, str]:
    """What the table says of each subject: for what its rules are skipped."""
    rows = re.findall(r"^\| \[(\w+)\]\(\S+\) \| .* \| (.*) \| (?:by itself|by `CannotTell`) \|$", TEXT, re.M)
    return dict(rows)


def test_the_table_has_every_subject_that_a_rule_judges() -> None:
    assert {rule.subject.__name__ for rule in catalogue()} - set(_reasons()) == set()


def test_the_table_has_every_reason_for_which_a_rule_is_skipped() -> None:
    """The table is made from a few small worlds of its own; the examples of all pages know no more."""
    given = {
        (outcome.rule.subject.__name__, outcome.reason)
        for rule in catalogue()
        if rule.family != "zone"  # whose examples are zones that nothing can be judged in
        for example in (*page(rule).fails, *page(rule).passes)
        for outcome in check_example(example).outcomes
        if outcome.verdict is Verdict.SKIPPED and outcome.reason != NOBODY
    }
    told = {(name, reason) for name, reasons in _reasons().items() for reason in reasons.split("; *or* ")}
    assert len(given) > 20
    assert given - told == set()


def test_what_is_judged_of_a_domain_that_does_not_exist() -> None:
    outcomes = check_zone("main.example.net. A 9.9.9.9\n").outcomes
    left = [outcome.rule for outcome in outcomes if outcome.reason != NOBODY]
    assert {"domain-missing"} == {rule.name for rule in left if rule.family not in ("zone", "ns")}
