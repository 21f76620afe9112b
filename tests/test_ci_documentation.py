"""What docs/ci.md shows is spelled as the pieces spell it."""

import re
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "ci.md").read_text()
BLOCKS: list[Any] = [
    yaml.safe_load(body) for body in re.findall(r"^```yaml\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
]
ACTION = yaml.safe_load((ROOT / ".github" / "actions" / "check" / "action.yml").read_text())
(HOOK,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())


def test_the_workflows_use_inputs_that_the_action_has() -> None:
    jobs = [block["jobs"]["mail"] for block in BLOCKS if "jobs" in block]
    used = [step for job in jobs for step in job["steps"] if "/.github/actions/check@" in step["uses"]]
    assert len(used) == len(jobs) == 2
    assert {name for step in used for name in step["with"]} <= set(ACTION["inputs"])


def test_every_input_of_the_action_is_told() -> None:
    table = PAGE.partition("| input | option |")[2].partition("\n\n")[0]
    first = (row.split("|")[1] for row in table.splitlines() if row.startswith("|"))
    assert sorted(re.findall(r"`([\w-]+)`", "".join(first))) == sorted(ACTION["inputs"])


def test_the_outputs_of_the_action_are_told() -> None:
    assert [name for name in ACTION["outputs"] if f"The output `{name}`" not in PAGE] == []


def test_the_hook_has_the_name_that_is_shown() -> None:
    (shown,) = [
        block["repos"][0]["hooks"][0] for block in BLOCKS if isinstance(block, dict) and "repos" in block
    ]
    (changed,) = [block[0] for block in BLOCKS if isinstance(block, list)]
    assert shown["id"] == changed["id"] == HOOK["id"]
    assert set(changed) <= set(HOOK) | {"exclude"}
    assert " ".join(HOOK["args"]) in PAGE


def test_every_page_is_in_the_index() -> None:
    index = (ROOT / "docs" / "README.md").read_text()
    pages = {path.name for path in (ROOT / "docs").glob("*.md")} - {"README.md"}
    assert pages <= set(re.findall(r"\]\(([^)]+)\)", index))


def test_every_example_is_told() -> None:
    assert [
        path.name for path in (ROOT / "docs" / "examples").iterdir() if f"(examples/{path.name})" not in PAGE
    ] == []
