"""Answers from zone files or planned records where they know, and from another resolver for the rest."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from typing import TYPE_CHECKING, Protocol, TypeAlias

from mailcheck.dns.answers import Answer, Failure, Resolver, Status, failed
from mailcheck.dns.zone import OFFLINE, Departure, ZoneResolver, endless, least, ready
from mailcheck.dns.zonefile.words import canonical

if TYPE_CHECKING:
    from asyncio import Future


Steps: TypeAlias = Generator[tuple[str, str], Answer, Answer]


class Layer(Protocol):
    """What can lie over a resolver: a `ZoneResolver`, `PlannedRecords`."""

    def knows(self, name: str, rdtype: str) -> bool:
        """Say whether the question is answered here, be it by an alias; *name* is normalized."""
        ...

    def exists(self, name: str) -> bool:
        """Say whether a name that is not answered here exists for what is."""
        ...

    def follow(self, name: str, rdtype: str) -> Answer | Departure:
        """Return the answer, or how far the aliases that lead to it are known."""
        ...


class OfflineResolver:
    """A resolver that can tell nothing."""

    def answer(self, name: str, rdtype: str) -> Answer:
        """Return that the question was not asked."""
        return failed(canonical(name), rdtype.upper(), Failure.OFFLINE, OFFLINE)

    def ask(self, name: str, rdtype: str) -> Future[Answer]:
        """Return that the question was not asked, as a future that is done."""
        return ready(self.answer(name, rdtype))


class OverlayResolver:
    """A resolver that lays what is known over another resolver.

    Chains of aliases go from one to the other and back. `answer`, which needs no event loop, is there if the
    resolver below has it.

    Args:
        over: One layer, or several, of which the first that knows the answer gives it. Zones are one layer:
            the one whose name matches longest knows.
        under: Asked for all else.
    """

    def __init__(self, over: Layer | Iterable[Layer], under: Resolver) -> None:
        layers = tuple(over) if isinstance(over, Iterable) else (over,)
        self.layers = _joined(layers)
        self.under = under

    @property
    def answer(self) -> Callable[[str, str], Answer]:
        """The way to an answer without an event loop."""
        lookup: Callable[[str, str], Answer] = self.under.answer  # type: ignore[attr-defined]
        return lambda name, rdtype: self._answered(lookup, name, rdtype)

    def ask(self, name: str, rdtype: str) -> Future[Answer]:
        """Send what has to be asked below, and return what will hold the answer."""
        steps = self._steps(name, rdtype)
        try:
            question = next(steps)
        except StopIteration as stop:
            return ready(stop.value)
        return _Asking(self.under, steps).begin(question)

    def ask_at(self, server: str, name: str, rdtype: str) -> Future[Answer]:
        """Ask one server: what it holds, whatever lies over it here."""
        from mailcheck.dns.delivery import sent_directly

        return sent_directly(self.under, server, name, rdtype)

    def _answered(self, lookup: Callable[[str, str], Answer], name: str, rdtype: str) -> Answer:
        steps = self._steps(name, rdtype)
        try:
            question = next(steps)
            while True:
                question = steps.send(lookup(*question))
        except StopIteration as stop:
            answer: Answer = stop.value
            return answer

    def _steps(self, name: str, rdtype: str) -> Steps:
        """Follow aliases through the layers; what is yielded is to be asked below."""
        owner = name = canonical(name)
        rdtype = rdtype.upper()
        aliases: tuple[str, ...] = ()
        ttl: int | None = None
        while True:
            at = self._knowing(name, rdtype)
            known = at < len(self.layers)
            found = self.layers[at].follow(name, rdtype) if known else (yield name, rdtype)
            found = _cut(found, rdtype, self.layers[:at])
            aliases += found.aliases
            if isinstance(found, Answer):
                return self._whole(found, owner, aliases, ttl)
            if (broken := endless(owner, rdtype, aliases)) is not None:
                return broken
            name = found.name
            ttl = ttl if found.ttl is None else least(ttl, found.ttl)

    def _knowing(self, name: str, rdtype: str) -> int:
        """Return the place of the layer that answers, which is behind the last one for the resolver below."""
        knowing = (at for at, layer in enumerate(self.layers) if layer.knows(name, rdtype))
        return next(knowing, len(self.layers))

    def _whole(self, found: Answer, owner: str, aliases: tuple[str, ...], ttl: int | None) -> Answer:
        """Return the answer to the first question from that at the end of a chain."""
        end = aliases[-1] if aliases else owner
        if found.status is Status.NO_NAME and any(layer.exists(end) for layer in self.layers):
            found = found._replace(status=Status.NO_DATA)
        if not aliases:
            return found
        # Nobody vouches for what a file or a plan says.
        authentic = found.authentic and aliases == found.aliases
        time = found.ttl if found.failed else least(ttl, found.ttl)
        return found._replace(owner=owner, aliases=aliases, ttl=time, authentic=authentic)


def _cut(found: Answer | Departure, rdtype: str, above: tuple[Layer, ...]) -> Answer | Departure:
    """Return what was found up to the first alias for which a layer above knows better."""
    for at, alias in enumerate(found.aliases, 1):
        if any(layer.knows(alias, rdtype) for layer in above):
            # The time of an answer that says no, or nothing, is not that of the aliases.
            ttl = None if isinstance(found, Answer) and not found.found else found.ttl
            return Departure(alias, found.aliases[:at], ttl)
    return found


class _Asking:
    """A question on its way through the resolver below, perhaps several times, and its answer."""

    def __init__(self, under: Resolver, steps: Steps) -> None:
        self.under = under
        self.steps = steps

    def begin(self, question: tuple[str, str]) -> Future[Answer]:
        """Ask the first question, and return what will hold the answer to all."""
        from asyncio import get_running_loop

        self.result: Future[Answer] = get_running_loop().create_future()
        self.send(question)
        return self.result

    def send(self, question: tuple[str, str]) -> None:
        """Ask below."""
        from asyncio import ensure_future

        ensure_future(self.under.ask(*question)).add_done_callback(self.arrived)

    def arrived(self, answered: Future[Answer]) -> None:
        """Go on with an answer, unless nobody waits any more."""
        if self.result.done():
            return
        if answered.cancelled():
            self.result.cancel()
            return
        try:
            question = self.steps.send(answered.result())
        except StopIteration as stop:
            self.result.set_result(stop.value)
        except Exception as error:  # noqa: BLE001 - a bug below is whoever waits' to see
            self.result.set_exception(error)
        else:
            self.send(question)


def _joined(layers: Iterable[Layer]) -> tuple[Layer, ...]:
    """Return the layers with all zones as one, where the first of them was."""
    layers = tuple(layers)
    zones = [layer for layer in layers if isinstance(layer, ZoneResolver)]
    if len(zones) < 2:
        return layers
    everywhere = any(zone.everywhere for zone in zones)
    whole = ZoneResolver((file for zone in zones for file in zone.files), everywhere=everywhere)
    kept = [whole if layer is zones[0] else layer for layer in layers]
    return tuple(layer for layer in kept if layer is whole or not isinstance(layer, ZoneResolver))
