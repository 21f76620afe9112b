"""What holds for one domain alone: what to look up there, and what to judge it by."""

from typing import TYPE_CHECKING, NamedTuple

from mailcheck.judge.profiles import AUTO, Severities

if TYPE_CHECKING:
    from mailcheck.survey.expected import Expected  # the first questions do not wait for it


class Aim(NamedTuple):
    """The wishes for a domain; *severities* and *needs* are those of `profiles`."""

    selectors: tuple[str, ...] = ()
    senders: tuple[str, ...] = ()
    profile: str = AUTO
    severities: Severities = {}
    expected: "Expected | None" = None
    needs: frozenset[str] = frozenset()
