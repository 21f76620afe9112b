"""How bad a flaw is; the owner of a domain may set it rule by rule."""

from collections.abc import Mapping
from enum import IntEnum
from typing import TypeAlias

_LABELS = ("", "note", "warning", "error")


class Severity(IntEnum):
    """What a standards-following receiver does with a flaw; a larger value is worse."""

    NOTE = 1
    WARNING = 2
    ERROR = 3

    @property
    def label(self) -> str:
        """The word for it, as in reports and on the command line."""
        return _LABELS[self]


# By the name of a rule or a glob; None leaves the rule out.
Severities: TypeAlias = Mapping[str, Severity | None]
