"""Remembers what a function made of an object, by the object's identity.

`functools.lru_cache` hashes its arguments, and to hash an answer with all its records takes longer than to
look at it. One answer is looked at many times: by evaluation, by the tree, by every domain that includes it.
"""

from collections.abc import Callable
from typing import Generic, TypeVar

A = TypeVar("A")
R = TypeVar("R")
SIZE = 4096  # results kept at most


class by_identity(Generic[A, R]):  # noqa: N801 - a decorator
    """Wrap a function of one argument, which must be immutable.

    The results are kept in two generations, with their arguments, so that no identity is used twice: when the
    younger holds half of the size, the older is dropped.
    """

    def __init__(self, function: Callable[[A], R]) -> None:
        self.__doc__ = function.__doc__
        self.function = function
        self._young: dict[int, tuple[A, R]] = {}
        self._old: dict[int, tuple[A, R]] = {}

    def __call__(self, argument: A) -> R:
        """Return the result, made now or before."""
        known = self._young.get(id(argument))
        if known is not None:
            return known[1]
        known = self._old.get(id(argument)) or (argument, self.function(argument))
        if len(self._young) >= SIZE // 2:
            self._old, self._young = self._young, {}
        self._young[id(argument)] = known
        return known[1]

    def cache_clear(self) -> None:
        """Forget everything."""
        self._young, self._old = {}, {}
