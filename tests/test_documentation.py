"""What the documentation takes from the program is what the program says."""

import importlib.util
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

_spec = importlib.util.spec_from_file_location("generate", ROOT / "docs" / "generate.py")
assert _spec is not None
assert _spec.loader is not None
generate = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(generate)

GENERATED = dict(generate.everything())


@pytest.mark.parametrize("path", GENERATED, ids=lambda path: path.stem)
def test_a_generated_page_is_current(path: Path) -> None:
    assert path.read_text(encoding="utf-8") == GENERATED[path], "run python docs/generate.py"


def test_no_page_is_left_of_a_rule_that_is_gone() -> None:
    assert set((ROOT / "docs" / "rules").glob("*.md")) <= set(GENERATED)


def _markdown() -> list[Path]:
    return sorted(path for path in ROOT.glob("**/*.md") if not {".venv", "node_modules"} & set(path.parts))


@pytest.mark.parametrize("path", _markdown(), ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(path: Path) -> None:
    text = re.sub(r"```.*?```", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    targets = re.findall(r"\]\(([^)#\s]+)", text)
    missing = [target for target in targets if "://" not in target and not (path.parent / target).exists()]
    assert missing == []


def test_the_readme_begins_with_the_two_commands() -> None:
    blocks = re.findall(
        r"^```(\w*)\n(.*?)^```$", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
    )
    assert [language for language, _ in blocks[:2]] == ["sh", "sh"]
    assert all(body.count("\n") == 1 for _, body in blocks[:2])
    assert blocks[0][1].rstrip().endswith("mailcheck demo")
    assert blocks[1][1].rstrip().endswith("-m pytest")
