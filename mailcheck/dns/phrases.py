"""Words that messages of all kinds share: what was meant, a text that is too long, a time."""

from collections.abc import Iterable


def nearest(word: str, known: Iterable[str], otherwise: str = "`mailcheck rules` lists them") -> str:
    """Say which of *known* was meant; if none is like it, list them where they are few, else say *otherwise*.

    It is the only one that begins with *word*, or else the nearest, of which half the letters are right.
    """
    names = list(known)
    begun = [name for name in names if word and name.startswith(word)]
    meant = begun if len(begun) == 1 else similar(word, names, len(word) // 2)
    if meant:
        return f"did you mean `{meant[0]}`?"
    return f"there are {', '.join(names)}" if len(names) <= 12 else otherwise


def similar(word: str, known: Iterable[str], most: int, *, swap: int = 1) -> list[str]:
    """Return those of *known* that are at most so many edits from *word*, the nearest first.

    Of those as near, the longest comes first. Two neighbours that have changed places count as *swap* edits:
    with 2, as two letters that are wrong.
    """
    alike = [name for name in known if abs(len(name) - len(word)) <= most]
    found = sorted((edits(word, name, swap), -len(name), name) for name in alike)
    return [name for distance, _, name in found if distance <= most]


def edits(one: str, other: str, swap: int = 1) -> int:
    """Count the letters to add, remove or replace to make one word the other; neighbours swap for *swap*."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, left in enumerate(one, 1):
        before, previous, row = row, before, [i]
        for j, right in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (left != right))
            if i > 1 and j > 1 and left == other[j - 2] and one[i - 2] == right:
                cost = min(cost, previous[j - 2] + swap)
            row.append(cost)
    return row[-1]


def cut(text: str, room: int, mark: str = "…") -> str:
    """Return *text*, cut to *room* characters where it is longer; then the last of them are *mark*.

    Reports are compared with earlier ones, so a message keeps the mark that it has.
    """
    return text if len(text) <= room else text[: room - len(mark)] + mark


MINUTE, HOUR, DAY = 60, 3600, 86400


def duration(seconds: float) -> str:
    """Return a time such as `25 s`, `43 min`, `2 h` or `3 d`, rounded up: it is not over sooner."""
    for unit, size in (("d", DAY), ("h", HOUR), ("min", MINUTE)):
        if seconds >= 2 * size:
            return f"{-int(-seconds // size)} {unit}"
    return f"{-int(-seconds // 1)} s"
