"""Where a command asks: zone files, planned records, recorded answers, name servers.

The live resolver sends the first questions as soon as they are known, before the rest of the program is
loaded; what a zone file answers is nobody else's business and is not sent.
"""

import os
from collections.abc import Callable, Coroutine, Iterable, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from mailcheck.cli import options
from mailcheck.cli.console import UsageError
from mailcheck.dns.names import parent
from mailcheck.survey.request import Request

if TYPE_CHECKING:
    from mailcheck.dns.live.stub import LiveResolver
    from mailcheck.dns.lookups import Resolver
    from mailcheck.dns.overlay import Layer
    from mailcheck.dns.planned import PlannedRecord
    from mailcheck.dns.recorded import RecordedResolver
    from mailcheck.dns.zone import ZoneResolver
    from mailcheck.dns.zonefile.contents import ZoneFile
    from mailcheck.dns.zonefile.words import ZoneFlaw
    from mailcheck.judge.baseline import Baseline


ENDING = ".zone"


class GivenArguments(NamedTuple):
    """What the arguments name: domains, and zone files, which may include any file with *allow_include*."""

    domains: tuple[str, ...]
    files: tuple[str, ...] = ()
    allow_include: bool = False

    @property
    def owner(self) -> str:
        """The domain that a piece of a zone belongs to, where it does not say itself; empty without one."""
        return self.domains[0] if self.domains else ""


def tell_apart(arguments: Sequence[str], *, allow_include: bool = False) -> GivenArguments:
    """Tell files from domains; an argument that names a file is one, and `example.com.` is a domain.

    Raises:
        UsageError: there is no file of such a name.
    """
    files = [argument for argument in arguments if _is_file(argument)]
    domains = tuple(argument for argument in arguments if argument not in files)
    return GivenArguments(domains, tuple(dict.fromkeys(files)), allow_include)


def _is_file(argument: str) -> bool:
    if os.path.isfile(argument):  # noqa: PTH113 - which is false, too, for what no file can be called
        return True
    if argument.endswith(ENDING) and "/" not in argument:
        raise UsageError(f"there is no zone file `{argument}`; the domain is written `{argument}.`")
    return "/" in argument and "://" not in argument


def read_zones(
    paths: Sequence[Path], domain: str = "", *, allow_include: bool = False
) -> "tuple[ZoneResolver, ...]":
    """Read the zone files; *domain* is what a piece of a zone belongs to that does not say.

    Raises:
        UsageError: one cannot be opened, or no name server would load it; all flaws of all files are told.
    """
    if not paths:
        return ()
    from mailcheck.dns.zone import ZoneResolver

    files = [_read(path, domain, allow_include) for path in paths]
    if any(file.fatal for file in files):
        first, *more = dict.fromkeys(_word(flaw) for file in files for flaw in file.flaws)
        raise UsageError(first, tuple(more))
    return tuple(ZoneResolver((file,)) for file in files)


def _read(path: Path, domain: str, allow_include: bool) -> "ZoneFile":
    from mailcheck.cli.requests import normalize_domain
    from mailcheck.dns.zonefile.files import read_file
    from mailcheck.errors import ZoneSyntaxError

    try:
        file = read_file(path, allow_include=allow_include)
        if domain and (file.is_snippet or not file.records):
            return read_file(path, guess=normalize_domain(domain), allow_include=allow_include)
    except ZoneSyntaxError as error:
        raise UsageError(str(error)) from None
    return file


def _word(flaw: "ZoneFlaw") -> str:
    name, line, column = flaw.location
    return f"{name}:{line}:{column}: {flaw.message} ({flaw.rule})"


T = TypeVar("T")
APEX_TYPES = ("MX", "TXT", "SPF")  # what is asked for at the domain itself, whatever the answers are
SOON = 0.001  # seconds until the questions have left and there is time to import
WALKED = 7  # labels up to which a DMARC tree walk asks at every parent, RFC 9989 section 4.10


class AnswerSource(NamedTuple):
    """Where to ask about some domains.

    *planned* are records that lie over all answers; *recorded* is asked in the place of everything else.
    """

    zones: "tuple[ZoneResolver, ...]" = ()
    nameservers: tuple[str, ...] = ()
    timeout: float = 5.0
    planned: "tuple[PlannedRecord, ...]" = ()
    recorded: "RecordedResolver | None" = None

    @property
    def layers(self) -> "tuple[Layer, ...]":
        """What lies over the DNS."""
        if not self.planned:
            return self.zones
        from mailcheck.dns.planned import PlannedRecords

        return (PlannedRecords(self.planned), *self.zones)

    def offline(self) -> "Resolver":
        """Return the resolver that asks nobody."""
        if self.recorded is not None:
            return self.recorded
        if self.zones and not self.planned:
            from mailcheck.dns.zone import ZoneResolver

            return ZoneResolver(file for zone in self.zones for file in zone.files)
        from mailcheck.dns.overlay import OfflineResolver, OverlayResolver

        return OverlayResolver(self.layers, OfflineResolver())

    def over(self, live: "LiveResolver") -> "Resolver":
        """Return *live* with zone files and planned records, if there are any, over it, and a cache."""
        from mailcheck.dns.cached import CachedResolver
        from mailcheck.dns.overlay import OverlayResolver

        layers = self.layers
        return CachedResolver.for_one_run(OverlayResolver(layers, live) if layers else live)

    def live(self, first: Iterable[tuple[str, str]] = ()) -> "LiveResolver":
        """Return the way to the DNS, and send the *first* questions, unless a file may answer them.

        Raises:
            UsageError: a name server is no address.
        """
        from mailcheck.dns.live.stub import LiveResolver
        from mailcheck.errors import ServerAddressError

        try:
            live = LiveResolver(nameservers=self.nameservers, timeout=self.timeout)
        except ServerAddressError as error:
            raise UsageError(str(error)) from None
        if not (self.zones or self.planned):
            live.ask_early(first)
        return live


class Check(NamedTuple):
    """What to check: a request a domain, and by domain where to ask."""

    requests: tuple[Request, ...]
    sources: Mapping[str, AnswerSource]
    baseline: "Baseline | None" = None
    offline: bool = False  # whether nobody is asked


def first_questions(request: Request) -> Iterator[tuple[str, str]]:
    """Yield what will be asked about a domain, whatever the answers are."""
    domain = request.domain
    yield from ((domain, rdtype) for rdtype in APEX_TYPES)
    yield f"_dmarc.{domain}", "TXT"
    yield from ((f"{selector}._domainkey.{domain}", "TXT") for selector in request.selectors)
    above = parent(domain)
    while above and domain.count(".") < WALKED:
        yield f"_dmarc.{above}", "TXT"
        above = parent(above)


def read_planned_records(
    records: Sequence[str], hosts: Sequence[str], origin: str
) -> "tuple[PlannedRecord, ...]":
    """Read records given as `NAME TYPE VALUE` and addresses as `HOST=ADDR`; short names are below *origin*.

    Raises:
        UsageError: one of them is none.
    """
    if not (records or hosts):
        return ()
    from mailcheck.dns.planned import parse_host, parse_record
    from mailcheck.errors import PlannedRecordError

    try:
        return (
            *(parse_record(record, origin) for record in records),
            *(parse_host(host, origin) for host in hosts),
        )
    except PlannedRecordError as error:
        raise UsageError(str(error)) from None


def check_authorities(authorities: Iterable[str]) -> tuple[str, ...]:
    """Return the name servers that are asked directly, as they are written.

    Raises:
        UsageError: one is no address.
    """
    return tuple(dict.fromkeys(map(_check_authority, authorities)))


def _check_authority(text: str) -> str:
    from mailcheck.dns.live.servers import parse_server
    from mailcheck.errors import ServerAddressError

    try:
        server = parse_server(text)
    except ServerAddressError as error:
        raise UsageError(str(error)) from None
    if server.scheme != "udp":
        raise UsageError(f"`--authority {text}`: name servers of zones are given as ADDR or ADDR:PORT")
    return server.label


class Spelled(NamedTuple):
    """Where to look, as the options of `spf`, `dkim` and `plan` have it."""

    zones: list[Path] | None
    offline: bool
    nameservers: list[str] | None
    timeout: str

    def source(self, domain: str = "") -> AnswerSource:
        """Return it read; *domain* is what a piece of a zone belongs to that does not say.

        Raises:
            UsageError: a zone file or a value cannot be used.
        """
        return AnswerSource(
            read_zones(self.zones or (), domain),
            tuple(self.nameservers or ()),
            options.seconds(self.timeout),
        )


def ask(
    work: Callable[["tuple[Resolver, ...]"], Coroutine[Any, Any, T]],
    sources: Sequence[AnswerSource],
    *,
    offline: bool = False,
    first: Iterable[tuple[str, str]] = (),
    meanwhile: Callable[[], object] | None = None,
) -> T:
    """Return what *work* makes of a resolver for each of *sources*.

    Args:
        work: Given the resolvers; offline it runs to its end without an event loop.
        sources: Where to ask.
        offline: Whether nobody is asked, whatever the files do not hold.
        first: Questions for the first source that are sent at once.
        meanwhile: Called while the first answers are on their way.

    Raises:
        UsageError: a name server is no address.
    """
    if offline:
        from mailcheck.dns.driver import finish

        return finish(work(tuple(source.offline() for source in sources)))
    lives = [source.live(first if at == 0 else ()) for at, source in enumerate(sources)]
    import asyncio

    results: list[T] = []  # not the task's result, whose text asyncio would make at the end
    try:
        asyncio.run(_ask_live(work, sources, lives, results, meanwhile))
    finally:
        for live in lives:
            live.close()
    return results[0]


async def _ask_live(
    work: Callable[["tuple[Resolver, ...]"], Coroutine[Any, Any, T]],
    sources: Sequence[AnswerSource],
    lives: "Sequence[LiveResolver]",
    results: list[T],
    meanwhile: Callable[[], object] | None,
) -> None:
    import asyncio

    if meanwhile is not None:
        asyncio.get_running_loop().call_later(SOON, meanwhile)
    async with AsyncExitStack() as stack:
        for live in lives:
            await stack.enter_async_context(live)
        resolvers = tuple(source.over(live) for source, live in zip(sources, lives, strict=True))
        results.append(await work(resolvers))
