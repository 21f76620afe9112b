"""Macros that are none: a percent sign that begins nothing, unknown letters, transformers out of order."""

import re

from mailcheck.records.spf.macros import DELIMITERS, EXPAND, LETTERS
from mailcheck.records.spf.mistakes.word import Mistake, Word, shown

_LETTERS = "`s`, `l`, `o`, `d`, `i`, `p`, `h` and `v`"
_BRACED = re.compile(r"%\{([^}%]{0,30})\}")
_WRONG_BRACES = re.compile(r"%[(\[<]([A-Za-z][0-9]{0,3}r?[.\-+,/_=]*)[)\]>]")
_OPEN = re.compile(r"%\{([A-Za-z][0-9]{0,3}r?)(?![A-Za-z0-9}])")
_NAKED = re.compile(r"%([slodiphvSLODIPHV]r?)(?![A-Za-z0-9{}])")
_UNBRACED = (
    (_WRONG_BRACES, "is not in braces"),
    (_OPEN, "has no closing brace"),
    (_NAKED, "has no braces"),
)
_INNER = re.compile(r"([A-Za-z])([0-9]*)([rR]?)([.\-+,/_=]*)")
_REVERSED = re.compile(r"([A-Za-z])([rR])([0-9]+)([.\-+,/_=]*)")


def broken_macro(word: Word) -> Mistake | None:
    """Explain the first `%` that begins no macro."""
    at = word.text.find("%")
    while at >= 0:
        match = EXPAND.match(word.text, at)
        mistake = None if match and _sound(match) else _fault(word.text, at)
        if mistake:
            return mistake
        at = word.text.find("%", match.end() if match else at + 1)
    return None


def _sound(match: re.Match[str]) -> bool:
    letter, digits = match[1], match[2]
    return not letter or (letter.lower() in LETTERS and (not digits or bool(digits.strip("0"))))


def _fault(text: str, at: int) -> Mistake:
    if braced := _BRACED.match(text, at):
        return _inside(text, braced)
    if mistake := _missing_braces(text, at):
        return mistake
    if text.startswith("%20", at):
        message = "`%20` is a URL-encoded space; terms are separated by plain spaces"
        return Mistake(message, at, at + 3, text.replace("%20", " "))
    if text.startswith("%{", at):
        message = f"{shown(text[at:])} begins a macro that is not closed; one is written like `%{{i}}`"
        return Mistake(message, at, len(text))
    found = shown(text[at : at + 2])
    message = f"{found} is no macro; `%` begins `%{{`, `%%`, `%_` or `%-`, and a percent sign is written `%%`"
    meant = None if text[at + 1 : at + 2].isalnum() else f"{text[:at]}%%{text[at + 1 :]}"
    return Mistake(message, at, min(at + 2, len(text)), meant)


def _missing_braces(text: str, at: int) -> Mistake | None:
    """Find a macro whose braces are missing or of another kind."""
    for pattern, wrong in _UNBRACED:
        if match := pattern.match(text, at):
            macro = f"%{{{match[1]}}}"
            message = f"{shown(match[0])} {wrong}; a macro is written `{macro}`"
            return Mistake(message, *match.span(), text[:at] + macro + text[match.end() :])
    return None


def _inside(text: str, match: re.Match[str]) -> Mistake:
    inner = match[1]
    if swapped := _REVERSED.fullmatch(inner):
        letter, reverse, digits, delimiters = swapped.groups()
        meant = f"%{{{letter}{digits}{reverse}{delimiters}}}"
        message = f"`r` stands before the digits in {shown(match[0])}; it stands after them, `{meant}`"
        return Mistake(message, *match.span(), text[: match.start()] + meant + text[match.end() :])
    return Mistake(_unfit(match[0], inner), *match.span())


def _unfit(written: str, inner: str) -> str:
    letter = inner[:1].lower()
    if letter and letter in "crt":
        return f"{shown(written)} has a letter for explanations only; {_LETTERS} are allowed here"
    if letter not in LETTERS:
        found = f"the letter `{inner[0]}`" if inner else "no letter"
        return f"{shown(written)} has {found}; {_LETTERS} are allowed"
    if _INNER.fullmatch(inner):
        return f"{shown(written)} keeps 0 parts; the number is 1 or more, or left out"
    stray = next(
        (character for character in inner[1:] if not character.isalnum() and character not in DELIMITERS), ""
    )
    if stray:
        return f"`{stray}` in {shown(written)} is no delimiter; `.` `-` `+` `,` `/` `_` and `=` are"
    return f"{shown(written)} is no macro; a letter, digits, `r` and delimiters are, like `%{{d2r-}}`"
