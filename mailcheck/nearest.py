"""Guesses what was meant."""

from collections.abc import Iterable


def nearest(word: str, known: Iterable[str]) -> str:
    """Say which of *known* is like *word*, or list all of them where none is and they are few."""
    from difflib import get_close_matches

    names = list(known)
    close = get_close_matches(word, names, n=1, cutoff=0.5)
    if close:
        return f"did you mean `{close[0]}`?"
    return f"there are {', '.join(names)}" if len(names) <= 12 else "`mailcheck rules` lists them"
