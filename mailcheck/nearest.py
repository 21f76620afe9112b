"""Guesses what was meant."""

from collections.abc import Iterable


def nearest(word: str, known: Iterable[str], otherwise: str = "`mailcheck rules` lists them") -> str:
    """Say which of *known* is like *word*; if none is, list them where they are few, else say *otherwise*."""
    from difflib import get_close_matches

    names = list(known)
    close = get_close_matches(word, names, n=1, cutoff=0.5)
    if close:
        return f"did you mean `{close[0]}`?"
    return f"there are {', '.join(names)}" if len(names) <= 12 else otherwise
