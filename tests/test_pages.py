"""Every rule's page is run: what it shows as wrong must be found, what it shows as right must not."""

import re

import pytest

from mailcheck.judge.model import Rule, Verdict
from mailcheck.rules import catalogue
from mailcheck.rules._page import Example, Page, page, parse
from mailcheck.testing import check_example

RULES = catalogue()


def _examples(part: str) -> list[object]:
    return [
        pytest.param(rule, example, id=f"{rule.name}-{number}")
        for rule in RULES
        for number, example in enumerate(getattr(page(rule), part), 1)
    ]


def _verdict(rule: Rule, example: Example) -> Verdict:
    return check_example(example, [rule]).verdicts[rule.name]


@pytest.mark.parametrize(("rule", "example"), _examples("fails"))
def test_what_a_page_shows_as_wrong_is_found(rule: Rule, example: Example) -> None:
    assert _verdict(rule, example) is Verdict.FAIL


@pytest.mark.parametrize(("rule", "example"), _examples("passes"))
def test_what_a_page_shows_as_right_is_not_found(rule: Rule, example: Example) -> None:
    assert _verdict(rule, example) in (Verdict.PASS, Verdict.SKIPPED)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_every_page_is_complete(rule: Rule) -> None:
    parts = page(rule)
    missing = [name for name in Page.__dataclass_fields__ if not getattr(parts, name)]
    assert missing == []
    assert parts.title.endswith(".")
    if rule.family == "exception":  # these are ours, and no standard speaks of them
        assert rule.reference == "docs/configuration.md"
    else:
        assert re.fullmatch(r"RFC \d+( (section|appendix) [0-9A-Z.]+)?", rule.reference)


PAGE = """\
One thing is wrong.

It matters.

## Fails

```zone
@ A 9.9.9.9
```

Or:

```zone
; sender 9.9.9.1
@ A 9.9.9.8
```

## Passes

```zone
@ A 9.9.9.7
```

## Remedy

Mend it.
"""


def test_a_page_is_cut_into_its_parts() -> None:
    assert parse(PAGE) == Page(
        title="One thing is wrong.",
        why="It matters.",
        fails=(Example("@ A 9.9.9.9\n"), Example("; sender 9.9.9.1\n@ A 9.9.9.8\n")),
        passes=(Example("@ A 9.9.9.7\n"),),
        remedy="Mend it.",
    )


def test_an_example_names_its_senders() -> None:
    assert Example("; sender 9.9.9.1\n; sender 2a00:1450::1\n@ A 9.9.9.8\n").senders == (
        "9.9.9.1",
        "2a00:1450::1",
    )


def test_an_example_names_the_fingerprints_of_private_keys() -> None:
    assert Example("; private-key main1 0a1b\n@ A 9.9.9.8\n").private_keys == {"main1": "0a1b"}


def test_an_empty_page_has_no_parts() -> None:
    assert parse("") == Page("", "", (), (), "")
