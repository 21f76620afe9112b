"""Words that messages of all kinds share: what was meant, a text that is too long, a time."""

from collections.abc import Iterable


def nearest(word: str, known: Iterable[str], otherwise: str = "`mailcheck rules` lists them") -> str:
    """Say which of *known* is like *word*; if none is, list them where they are few, else say *otherwise*."""
    from difflib import get_close_matches

    names = list(known)
    close = get_close_matches(word, names, n=1, cutoff=0.5)
    if close:
        return f"did you mean `{close[0]}`?"
    return f"there are {', '.join(names)}" if len(names) <= 12 else otherwise


def cut(text: str, room: int) -> str:
    """Return *text*, cut to *room* characters where it is longer; then the last of them is `…`."""
    return text if len(text) <= room else f"{text[: room - 1]}…"


MINUTE, HOUR, DAY = 60, 3600, 86400


def duration(seconds: float) -> str:
    """Return a time such as `25 s`, `43 min`, `2 h` or `3 d`, rounded up: it is not over sooner."""
    for unit, size in (("d", DAY), ("h", HOUR), ("min", MINUTE)):
        if seconds >= 2 * size:
            return f"{-int(-seconds // size)} {unit}"
    return f"{-int(-seconds // 1)} s"
