"""Macros that are none: each spelling is told apart from its neighbours, pointed at and put right."""

import pytest

from mailcheck.records.spf.parser import parse
from mailcheck.records.spf.record import Invalid

LETTERS = "`s`, `l`, `o`, `d`, `i`, `p`, `h` and `v`"
NO_MACRO = "is no macro; `%` begins `%{`, `%%`, `%_` or `%-`, and a percent sign is written `%%`"
OUT_OF_SHAPE = "is no macro; a letter, digits, `r` and delimiters are, like `%{d2r-}`"
NO_DELIMITER = "is no delimiter; `.` `-` `+` `,` `/` `_` and `=` are"


def faulted(argument: str) -> tuple[str, str]:
    """Return the message and the marked text for what follows `exists:`."""
    (term,) = parse(f"v=spf1 exists:{argument}").terms
    assert isinstance(term, Invalid)
    return term.message, f"v=spf1 exists:{argument}"[term.fault.start : term.fault.end]


def meant(argument: str) -> str | None:
    """Return what is to follow `exists:`."""
    (term,) = parse(f"v=spf1 exists:{argument}").terms
    assert isinstance(term, Invalid)
    return None if term.replacement is None else term.replacement.removeprefix("exists:")


@pytest.mark.parametrize(
    ("argument", "fault", "replacement"),
    [
        ("%(ir).x.example", "%(ir)", "%{ir}.x.example"),
        ("%[ir].x.example", "%[ir]", "%{ir}.x.example"),
        ("%<ir>.x.example", "%<ir>", "%{ir}.x.example"),
        ("%(D2).x.example", "%(D2)", "%{D2}.x.example"),
        ("%(d109).x.example", "%(d109)", "%{d109}.x.example"),
        ("%(h.-+/_=).x.example", "%(h.-+/_=)", "%{h.-+/_=}.x.example"),
        ("%{i}.%(l).x.example", "%(l)", "%{i}.%{l}.x.example"),
        ("%(a).x.example", "%(a)", None),
        ("%(Z).x.example", "%(Z)", None),
    ],
)
def test_other_brackets_are_named(argument: str, fault: str, replacement: str | None) -> None:
    assert faulted(argument) == (
        f"`{fault}` is not in braces; a macro is written `%{{{fault[2:-1]}}}`",
        fault,
    )
    assert meant(argument) == replacement


@pytest.mark.parametrize(
    ("argument", "fault", "replacement"),
    [
        ("%{ir.x.example", "%{ir", "%{ir}.x.example"),
        ("%{D2.x.example", "%{D2", "%{D2}.x.example"),
        ("%{d109r.x.example", "%{d109r", "%{d109r}.x.example"),
        ("x.example.%{i", "%{i", "x.example.%{i}"),
        ("%{z-x.example", "%{z", None),
        ("%{d%{i}}.x.example", "%{d", "%{d}%{i}}.x.example"),
    ],
)
def test_a_brace_that_is_not_closed_is_named(argument: str, fault: str, replacement: str | None) -> None:
    assert faulted(argument) == (f"`{fault}` has no closing brace; a macro is written `{fault}}}`", fault)
    assert meant(argument) == replacement


@pytest.mark.parametrize("letter", "slodiphvSLODIPHV")
def test_braces_that_are_missing_are_named(letter: str) -> None:
    for macro in (letter, f"{letter}r"):
        message = f"`%{macro}` has no braces; a macro is written `%{{{macro}}}`"
        assert faulted(f"%{macro}.x.example") == (message, f"%{macro}")
        assert meant(f"%{macro}.x.example") == f"%{{{macro}}}.x.example"


@pytest.mark.parametrize(
    "argument", ["%{.x.example", "%{9.x.example", "%{ix.example", "%{iX.example", "%{d1000.x.example"]
)
def test_what_is_open_and_no_macro_is_not_closed(argument: str) -> None:
    message = f"`{argument}` begins a macro that is not closed; one is written like `%{{i}}`"
    assert (*faulted(argument), meant(argument)) == (message, argument, None)


def test_a_brace_that_is_closed_far_away_is_not() -> None:
    near, far = "%{" + 30 * "a" + "}.x.example", "%{" + 31 * "a" + "}.x.example"
    assert faulted(near)[0].endswith(f"has the letter `a`; {LETTERS} are allowed")
    assert faulted(far)[0].endswith("begins a macro that is not closed; one is written like `%{i}`")


@pytest.mark.parametrize(
    ("argument", "fault", "replacement"),
    [
        ("%a.x.example", "%a", None),
        ("%Z.x.example", "%Z", None),
        ("%9.x.example", "%9", None),
        ("%ix.example", "%i", None),
        ("%i9.example", "%i", None),
        ("%irx.example", "%i", None),
        ("%i}.x.example", "%i", None),
        ("%i{.x.example", "%i", None),
        ("%.x.example", "%.", "%%.x.example"),
        ("%+.x.example", "%+", "%%+.x.example"),
        ("%~.x.example", "%~", "%%~.x.example"),
        ("%(d1000).x.example", "%(", "%%(d1000).x.example"),
        ("%().x.example", "%(", "%%().x.example"),
        ("x.example.%{i}%", "%", "x.example.%{i}%%"),
        ("%{i}%-%_%%%.x.example", "%.", "%{i}%-%_%%%%.x.example"),
    ],
)
def test_a_percent_sign_that_begins_nothing(argument: str, fault: str, replacement: str | None) -> None:
    assert faulted(argument) == (f"`{fault}` {NO_MACRO}", fault)
    assert meant(argument) == replacement


def test_an_encoded_space_separates_terms() -> None:
    message = "`%20` is a URL-encoded space; terms are separated by plain spaces"
    assert faulted("a.example%20mx%20-all") == (message, "%20")
    assert meant("a.example%20mx%20-all") == "a.example mx -all"


@pytest.mark.parametrize(
    ("written", "corrected"),
    [
        ("%{lr1}", "%{l1r}"),
        ("%{LR109}", "%{L109R}"),
        ("%{lr1.-+,/_=}", "%{l1r.-+,/_=}"),
        ("%{zr1}", "%{z1r}"),
    ],
)
def test_a_reversal_before_the_digits_is_put_behind_them(written: str, corrected: str) -> None:
    message = f"`r` stands before the digits in `{written}`; it stands after them, `{corrected}`"
    assert faulted(f"%{{i}}.{written}.x.example") == (message, written)
    expected = None if "z" in written else f"%{{i}}.{corrected}.x.example"
    assert meant(f"%{{i}}.{written}.x.example") == expected


@pytest.mark.parametrize(
    ("macro", "message"),
    [
        *[
            (f"%{{{letter}}}", f"has a letter for explanations only; {LETTERS} are allowed here")
            for letter in "crtCRT"
        ],
        ("%{}", f"has no letter; {LETTERS} are allowed"),
        ("%{a}", f"has the letter `a`; {LETTERS} are allowed"),
        ("%{Z}", f"has the letter `Z`; {LETTERS} are allowed"),
        ("%{1}", f"has the letter `1`; {LETTERS} are allowed"),
        ("%{-}", f"has the letter `-`; {LETTERS} are allowed"),
        ("%{d0}", "keeps 0 parts; the number is 1 or more, or left out"),
        ("%{D00}", "keeps 0 parts; the number is 1 or more, or left out"),
        ("%{d0r.-+,/_=}", "keeps 0 parts; the number is 1 or more, or left out"),
        ("%{d0R}", "keeps 0 parts; the number is 1 or more, or left out"),
        ("%{d1x}", OUT_OF_SHAPE),
        ("%{d-2}", OUT_OF_SHAPE),
        ("%{d2-r}", OUT_OF_SHAPE),
        ("%{drr}", OUT_OF_SHAPE),
        ("%{dd}", OUT_OF_SHAPE),
    ],
)
def test_what_is_wrong_in_braces_is_named(macro: str, message: str) -> None:
    assert (*faulted(f"%{{i}}.{macro}.x.example"), meant(f"{macro}.x.example")) == (
        f"`{macro}` {message}",
        macro,
        None,
    )


@pytest.mark.parametrize("stray", "!#$&()*:;<?@[]^{|~")
def test_a_delimiter_that_is_none_is_named(stray: str) -> None:
    macro = f"%{{d2r-{stray}}}"
    assert faulted(f"{macro}.x.example") == (f"`{stray}` in `{macro}` {NO_DELIMITER}", macro)


@pytest.mark.parametrize("delimiter", ".-+,/_=")
def test_each_delimiter_is_allowed(delimiter: str) -> None:
    assert parse(f"v=spf1 exists:%{{d2r{delimiter}}}.x.example").valid
    macro = f"%{{d2*{delimiter}}}"
    assert faulted(f"{macro}.x.example") == (f"`*` in `{macro}` {NO_DELIMITER}", macro)
