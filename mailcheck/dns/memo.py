"""Remembers what a function made of an object, by the object's identity.

`functools.lru_cache` hashes its arguments, and to hash an answer with all its records takes longer than to
look at it. One answer is looked at many times: by evaluation, by the tree, by every domain that includes it.
"""

from collections.abc import Callable
from functools import wraps
from typing import TypeVar

A = TypeVar("A")
R = TypeVar("R")
SIZE = 4096  # results kept at most


def by_identity(function: Callable[[A], R]) -> Callable[[A], R]:
    """Wrap a function of one argument, which must be immutable.

    The results are kept in two generations, with their arguments, so that no identity is used twice: when the
    younger holds half of the size, the older is dropped. The wrapper's `cache_clear` forgets everything.
    """
    young: dict[int, tuple[A, R]] = {}
    old: dict[int, tuple[A, R]] = {}

    @wraps(function)
    def remembering(argument: A) -> R:
        nonlocal young, old
        known = young.get(id(argument))
        if known is not None:
            return known[1]
        known = old.get(id(argument)) or (argument, function(argument))
        if len(young) >= SIZE // 2:
            old, young = young, {}
        young[id(argument)] = known
        return known[1]

    def forget() -> None:
        young.clear()
        old.clear()

    remembering.cache_clear = forget  # type: ignore[attr-defined]
    return remembering
