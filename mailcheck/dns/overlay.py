"""Answers from zone files or planned records where they know, and from another resolver for the rest."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Generator, Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Protocol, TypeAlias

from mailcheck.dns.answers import Answer, Failure, Status, failed_answer
from mailcheck.dns.delivery import Callback, Deliver, future_from, ready
from mailcheck.dns.lookups import Memory, Resolver, ZoneContents, cannot_ask, complete
from mailcheck.dns.zone import OFFLINE, Departure, ZoneResolver, endless, least
from mailcheck.dns.zonefile.words import canonical

if TYPE_CHECKING:
    from asyncio import Future

    from mailcheck.dns.answers import Question


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
    """A resolver that can tell nothing, and says why in *detail*."""

    def __init__(self, detail: str = OFFLINE) -> None:
        self.detail = detail

    def answer(self, name: str, rdtype: str) -> Answer:
        """Return that the question was not asked."""
        return failed_answer(canonical(name), rdtype.upper(), Failure.OFFLINE, self.detail)

    def ask(self, name: str, rdtype: str) -> Future[Answer]:
        """Return that the question was not asked, as a future that is done."""
        return ready(self.answer(name, rdtype))

    def ask_at(self, server: str, name: str, rdtype: str) -> Future[Answer]:
        """Return that no server was asked, as a future that is done."""
        return ready(cannot_ask(server, name, rdtype))

    def deliver(self, name: str, rdtype: str, callback: Callback) -> Answer:
        """Return that the question was not asked; nobody is called back."""
        return self.answer(name, rdtype)

    @property
    def memory(self) -> Memory:
        """What there is to say."""
        return Memory(self.answer)

    def note_timeout(self, question: Question, answer: Answer) -> None:
        """Do nothing about it."""

    def zone_contents(self, domain: str) -> ZoneContents | None:
        """Return that there is no zone file."""
        return None


class OverlayResolver:
    """A resolver that lays what is known over another resolver.

    Chains of aliases go from one to the other and back. It answers from memory if the resolver below does.

    Args:
        over: One layer, or several, of which the first that knows the answer gives it. Zones are one layer:
            the one whose name matches longest knows.
        under: Asked for all else.
    """

    def __init__(self, over: Layer | Iterable[Layer], under: Resolver) -> None:
        layers = tuple(over) if isinstance(over, Iterable) else (over,)
        self.layers = _join(layers)
        self.under = complete(under)

    def ask(self, name: str, rdtype: str) -> Future[Answer]:
        """Send what has to be asked below, and return what will hold the answer."""
        return future_from(self.deliver, name, rdtype)

    def ask_at(self, server: str, name: str, rdtype: str) -> Awaitable[Answer]:
        """Ask one server: what it holds, whatever lies over it here."""
        return self.under.ask_at(server, name, rdtype)

    def deliver(self, name: str, rdtype: str, callback: Callback) -> Answer | None:
        """Send what has to be asked below, and let *callback* have the answer unless it is there at once."""
        return _Asking(self.under.deliver, self._steps(name, rdtype), callback).go_on(None)

    @property
    def memory(self) -> Memory | None:
        """The layers' answers, and those from the memory below if there is one."""
        below = self.under.memory
        if below is None:
            return None
        return Memory(partial(self._answer, below.answer), below.answer_at)

    def note_timeout(self, question: Question, answer: Answer) -> None:
        """Pass it on."""
        self.under.note_timeout(question, answer)

    def zone_contents(self, domain: str) -> ZoneContents | None:
        """Return what the zone files over and under this say of *domain*."""
        return _merge([found for found in self._zone_contents(domain) if found is not None])

    def _zone_contents(self, domain: str) -> Iterator[ZoneContents | None]:
        yield from (layer.zone_contents(domain) for layer in self.layers if isinstance(layer, ZoneResolver))
        yield self.under.zone_contents(domain)

    def _answer(self, lookup: Callable[[str, str], Answer], name: str, rdtype: str) -> Answer:
        """Return the answer, with *lookup* for what has to be asked below."""
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
    """A question on its way through the resolver below, perhaps several times, and who has the answer."""

    __slots__ = ("callback", "deliver", "steps")

    def __init__(self, deliver: Deliver, steps: Steps, callback: Callback) -> None:
        self.deliver = deliver
        self.steps = steps
        self.callback = callback

    def go_on(self, answer: Answer | None) -> Answer | None:
        """Go on with an answer from below; return the one in the end, None while one is waited for."""
        while True:
            try:
                question = next(self.steps) if answer is None else self.steps.send(answer)
            except StopIteration as stop:
                found: Answer = stop.value
                return found
            answer = self.deliver(*question, self.receive)
            if answer is None:
                return None

    def receive(self, answer: Answer | None, error: BaseException | None) -> None:
        """Take an answer from below, and hand over the one in the end."""
        if answer is None:
            self.callback(None, error)
            return
        try:
            found = self.go_on(answer)
        except Exception as failure:  # noqa: BLE001 - a bug below is whoever waits' to see
            self.callback(None, failure)
            return
        if found is not None:
            self.callback(found, None)


def _merge(parts: list[ZoneContents]) -> ZoneContents | None:
    """Return as one what several resolvers have of zone files."""
    if len(parts) < 2:
        return parts[0] if parts else None
    flaws = [part.flaws for part in parts if part.flaws is not None]
    return ZoneContents(
        tuple(dict.fromkeys(selector for part in parts for selector in part.selectors)),
        tuple(flaw for each in flaws for flaw in each) if flaws else None,
        tuple(file for part in parts for file in part.files),
    )


def _join(layers: Iterable[Layer]) -> tuple[Layer, ...]:
    """Return the layers with all zones as one, where the first of them was."""
    layers = tuple(layers)
    zones = [layer for layer in layers if isinstance(layer, ZoneResolver)]
    if len(zones) < 2:
        return layers
    everywhere = any(zone.everywhere for zone in zones)
    whole = ZoneResolver((file for zone in zones for file in zone.files), everywhere=everywhere)
    kept = [whole if layer is zones[0] else layer for layer in layers]
    return tuple(layer for layer in kept if layer is whole or not isinstance(layer, ZoneResolver))
