"""What a survey hands to a rule."""

from typing import Any, NamedTuple

from mailcheck.dns.answers import Answer


class Subjects(NamedTuple):
    """The values of one type that a survey holds.

    *failures* are failed answers for want of which there may be more of them, or none: rules that find
    nothing wrong are then UNKNOWN. Answers that only some rules need are yielded by those as `CannotTell`
    instead. *reason* says why there are none.
    """

    items: tuple[Any, ...] = ()
    failures: tuple[Answer, ...] = ()
    reason: str = ""
