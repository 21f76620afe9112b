"""Plans the MX records and the addresses of hosts."""

from collections.abc import Callable, Iterator, Sequence

from mailcheck.dns.answers import Answer
from mailcheck.plan.changes import Change, amend, texts
from mailcheck.plan.wishes import Wishes, preferences

Standing = Callable[[str, str], Answer]
NULL = "0 ."  # RFC 7505 section 3


def mx_changes(wishes: Wishes, standing: Standing) -> Iterator[Change]:
    """Yield what becomes of the MX records: the hosts wished for, and no others."""
    answer = standing(wishes.domain, "MX")
    if wishes.no_mail:
        yield from _only(answer, (NULL,))
    elif wishes.mx:
        published = {mx.exchange: mx.preference for mx in sorted(answer.exchanges, reverse=True)}
        chosen = preferences(wishes.mx, published)
        yield from _only(answer, [f"{preference} {host}." for preference, host in sorted(chosen)])


def address_changes(wishes: Wishes, standing: Standing) -> Iterator[Change]:
    """Yield what becomes of addresses: those wished for, and no others of the same host and family."""
    wanted: dict[tuple[str, str], list[str]] = {}
    for wish in wishes.addresses:
        wanted.setdefault((wish.host, wish.rdtype), []).append(wish.address)
    for (host, rdtype), addresses in wanted.items():
        yield from _only(standing(host, rdtype), addresses)


def _only(answer: Answer, wanted: Sequence[str]) -> Iterator[Change]:
    """Yield what it takes for exactly the records in *wanted* to stand; an MX host keeps its place."""
    found = texts(answer)
    stale = [text for text in found if text not in wanted]
    new = [text for text in wanted if text not in found]
    shared = {_host(text) for text in stale} & {_host(text) for text in new}
    for texts_ in (stale, new):
        texts_.sort(
            key=lambda text: (_host(text) not in shared, _host(text) if _host(text) in shared else "")
        )
    yield from amend(answer, right=[text for text in wanted if text in found], new=new, stale=stale)


def _host(text: str) -> str:
    return text.rpartition(" ")[2]
