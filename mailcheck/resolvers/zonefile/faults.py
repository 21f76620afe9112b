"""Faults on their way from the word where they were found to the flaw that reports them."""

from typing import NamedTuple

from mailcheck.records.zone_flaws import SYNTAX


class Word(NamedTuple):
    """One word or quoted string; *text* is raw, without the quotes, escapes untouched."""

    text: str
    start: int
    end: int
    quoted: bool


class Fault(NamedTuple):
    """What is wrong, and with which characters of the file."""

    kind: str
    message: str
    start: int
    end: int


class ValueFault(Exception):
    """A text that cannot be read; the message says what was found, then what is allowed."""


class WordFault(Exception):
    """An entry that cannot be read, with the fault for which."""

    def __init__(self, fault: Fault) -> None:
        self.fault = fault


def cited(text: str) -> str:
    """Return text of the file in backticks, cut where it is too long to read."""
    return f"`{text}`" if len(text) <= 80 else f"`{text[:77]}...`"


def wrong(word: Word, message: str, kind: str = SYNTAX) -> WordFault:
    """Return the exception that blames *word*."""
    return WordFault(Fault(kind, message, word.start, word.end))
