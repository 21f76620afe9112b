"""What the diagnosers of mistakes pass around: a word that is no term, and what is wrong with it."""

import re
from typing import NamedTuple

from mailcheck.dns.phrases import cut

SHOWN = 60  # characters of a record that a message repeats; the span marks the rest

_WORD = re.compile(r"([-+?~]?)([A-Za-z][A-Za-z0-9_-]*)?")


class Mistake(NamedTuple):
    """A fault at offsets of a word. *meant* is what to write instead of the whole word, not yet checked."""

    message: str
    start: int
    end: int
    meant: str | None = None


class Word(NamedTuple):
    """Text without spaces that is no term, cut into a qualifier, a name in lower case and the rest."""

    text: str
    qualifier: str
    name: str
    rest: str

    @property
    def at(self) -> int:
        """Where the rest begins."""
        return len(self.text) - len(self.rest)

    @property
    def argument(self) -> str:
        """What follows the colon."""
        return self.rest[1:] if self.rest.startswith(":") else ""

    def fault_all(self, message: str, meant: str | None = None) -> Mistake:
        """Fault all of it."""
        return Mistake(message, 0, len(self.text), meant)

    def fault_name(self, message: str, meant: str | None = None) -> Mistake:
        """Fault the name and the mark after it."""
        return Mistake(message, len(self.qualifier), min(self.at + 1, len(self.text)), meant)

    def fault_argument(self, message: str, meant: str | None = None) -> Mistake:
        """Fault what follows the name and its colon."""
        return Mistake(message, min(self.at + 1, len(self.text) - 1), len(self.text), meant)


def word(text: str) -> Word:
    """Cut a word up."""
    match = _WORD.match(text)
    assert match is not None  # every group is optional
    qualifier, name = match.groups()
    return Word(text, qualifier, (name or "").lower(), text[match.end() :])


def shown(text: str) -> str:
    """Return text for a message: in backticks, and cut where it is long."""
    return f"`{cut(text, SHOWN)}`"
