"""Plans the SPF record: what is published stays, and what is missing joins it."""

from collections.abc import Iterable, Iterator, Sequence

from mailcheck.dns.addresses import IPV4_BITS, client
from mailcheck.dns.answers import Answer
from mailcheck.evaluate.spf.ranges import network
from mailcheck.plan.changes import Action, Change, Record, amend, reason, remove, texts
from mailcheck.plan.spf_merge import join, spf_texts
from mailcheck.plan.standing import Published, addresses_of, crowded_terms, own_hosts
from mailcheck.plan.wishes import Wishes
from mailcheck.records.spf.parser import is_spf, parse, render

SENDS_NOTHING = "v=spf1 -all"


def spf_changes(wishes: Wishes, known: Published) -> Iterator[Change]:
    """Yield what becomes of the SPF record, and of what others like it stand about."""
    if not wishes.spf:
        return
    answer = known.answer(wishes.domain, "TXT")
    found = spf_texts(texts(answer))
    wanted = SENDS_NOTHING if wishes.no_mail else _wanted_record(wishes, known, found)
    right = [text for text in found if is_spf(text) and render(parse(text)) == render(parse(wanted))][:1]
    stale = list(found)
    for text in right:
        stale.remove(text)
    new = () if right else (wanted,)
    yield from amend(answer, right=right, new=new, stale=stale, why=_why(found))
    yield from _obsolete(known.answer(wishes.domain, "SPF"))
    name = f"{wishes.domain}.{wishes.domain}"
    doubled = known.answer(name, "TXT")
    astray = [text for text in texts(doubled) if is_spf(text)]
    yield from remove(doubled, astray, f"an SPF record stands at {wishes.domain}")


def _why(found: Sequence[str]) -> str:
    if sum(map(is_spf, found)) > 1:
        return "one SPF record is allowed at a name"
    return "" if all(map(is_spf, found)) else "a record begins with `v=spf1` and a space"


def _obsolete(answer: Answer) -> Iterator[Change]:
    if answer.failed:
        yield Change(Action.UNKNOWN, Record(answer.owner, answer.rdtype, ""), None, reason(answer))
    yield from remove(answer, texts(answer), "receivers no longer ask for the type SPF")


def sender_term(sender: str) -> str:
    """Return the term that lets an address or a CIDR range send."""
    if "/" not in sender:
        found = client(sender)
        return _term(found.readable, found.bits)
    first, size = network(sender)
    length = first.bits - size.bit_length()
    return _term(first.readable, first.bits) + (f"/{length}" if size else "")


def _term(address: str, bits: int) -> str:
    return f"{'ip4' if bits == IPV4_BITS else 'ip6'}:{address}"


def _wanted_record(wishes: Wishes, known: Published, found: Sequence[str]) -> str:
    """Return the one record that lets all send whom the published ones let, and all who are wished for.

    Where `mx` would look up too many hosts, it gives way to their addresses.
    """
    terms = [sender_term(sender) for sender in wishes.senders if sender not in known.passing]
    terms += (f"include:{name}" for name in wishes.includes)
    without = crowded_terms(wishes, known)
    replaced = bool(found) and join(found) != join(found, without=without)
    hosts = [wish.host for wish in wishes.mx] if replaced else own_hosts(wishes, known.organization)
    return join(found, [*_host_terms(wishes, known, hosts, bool(found)), *terms], without)


def _host_terms(wishes: Wishes, known: Published, hosts: Sequence[str], has_record: bool) -> Sequence[str]:
    """Return the terms by which MX *hosts* may send, unless they may already.

    Where nobody at all was named to send, those may who receive.
    """
    if not hosts:
        named = has_record or wishes.senders or wishes.includes
        return ["mx"] if wishes.mx and not named else []
    addresses = [addresses_of(host, wishes, known) for host in hosts]
    missing = [
        one
        for each in addresses
        for one in each
        if one not in known.passing and not _within(one, wishes.senders)
    ]
    if not missing and all(addresses):
        return []
    others = len(hosts) < len(wishes.mx)
    if not all(addresses) or not (others or crowded_terms(wishes, known)):
        return ["mx"]
    return list(dict.fromkeys(map(sender_term, missing)))


def _within(address: str, senders: Iterable[str]) -> bool:
    wanted = client(address)
    return any(_holds(sender, wanted.number, wanted.bits) for sender in senders)


def _holds(sender: str, number: int, bits: int) -> bool:
    first, size = network(sender) if "/" in sender else (client(sender), 0)
    return first.bits == bits and first.number <= number <= first.number + size
