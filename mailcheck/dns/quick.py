"""Makes frozen dataclasses that are made as quickly as others.

The constructor of a frozen dataclass sets each field by way of `object.__setattr__`, which takes five times
as long as an assignment, and an audit makes a hundred such values for every domain. Here the constructor
lends the new object a class of the same layout that can be assigned to, and gives it its own when it is done.
"""

from dataclasses import fields
from typing import Any, TypeVar

T = TypeVar("T")
_become = object.__dict__["__class__"].__set__


def quick(frozen: type[T]) -> type[T]:
    """Give such a constructor to a frozen, slotted dataclass, none of whose fields has a factory."""
    made: Any = frozen
    names = [field.name for field in fields(made) if field.init]
    lines = [
        f"def __init__(self, {', '.join(names)}):",
        "    become(self, twin)",
        *(f"    self.{name} = {name}" for name in names),
        "    self.__class__ = made",
        *(["    self.__post_init__()"] if hasattr(made, "__post_init__") else []),
    ]
    twin = type(made.__name__, (), {"__slots__": made.__slots__})
    scope: dict[str, Any] = {"become": _become, "twin": twin, "made": made}
    exec("\n".join(lines), scope)
    constructor = scope["__init__"]
    constructor.__defaults__ = made.__init__.__defaults__
    constructor.__annotations__ = made.__init__.__annotations__
    constructor.__qualname__ = made.__init__.__qualname__
    made.__init__ = constructor
    return frozen
