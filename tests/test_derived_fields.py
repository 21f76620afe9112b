"""What values note about themselves when made is no argument, is not shown, and makes no two differ."""

from dataclasses import fields

import pytest

from mailcheck.judge.model import Outcome, Report, Rule
from mailcheck.records.dmarc.record import DmarcRecord
from mailcheck.records.spf.record import SpfRecord
from mailcheck.records.taglist import TagList
from mailcheck.survey.dkim import DkimKey, DkimSet
from mailcheck.survey.mx import MxHost
from mailcheck.survey.spf.tree import SpfNode, SpfTree

DERIVED = {
    Rule: {"usual"},
    Outcome: {"eventful", "label"},
    Report: {"eventful", "findings", "unknowns"},
    DmarcRecord: {"names", "degraded"},
    SpfRecord: {"valid", "mechanisms", "names", "repeats", "passes_everybody"},
    TagList: {"tags"},
    DkimKey: {"candidates", "status"},
    DkimSet: {"usable", "failures"},
    MxHost: {"answers", "addresses"},
    SpfNode: {"record", "queries", "cost"},
    SpfTree: {"queries", "distinct", "nodes", "sound", "void_lookups", "failures", "record_failures"},
}


@pytest.mark.parametrize("kind", DERIVED, ids=lambda kind: kind.__name__)
def test_what_is_derived_is_kept_apart(kind: type) -> None:
    derived = [field for field in fields(kind) if field.name in DERIVED[kind]]
    assert len(derived) == len(DERIVED[kind])
    assert {(field.init, field.repr, field.compare) for field in derived} == {(False, False, False)}
    assert all(field.init for field in fields(kind) if field.name not in DERIVED[kind])
