"""Plans the SPF record: what is published stays, and what is missing joins it."""

from collections.abc import Iterable, Iterator, Sequence

from mailcheck.answers import Answer
from mailcheck.evaluate.client import client
from mailcheck.evaluate.ranges import network
from mailcheck.plan.model import Action, Change, Record, reason, removed, settled, texts
from mailcheck.plan.published import Published, addresses_of, own_hosts
from mailcheck.plan.wishes import Wishes
from mailcheck.records.spf import Invalid, SpfRecord, is_spf, parse, render
from mailcheck.records.spf.misses import near_miss
from mailcheck.records.spf.networks import IPV4_BITS
from mailcheck.records.spf.repairs import alls, merged, redirect, rewritten
from mailcheck.survey.spf import MX_LIMIT, VOID_LOOKUP_LIMIT

SENDS_NOTHING = "v=spf1 -all"
ONE_ONLY = "one SPF record is allowed at a name"


def spf_changes(wishes: Wishes, known: Published) -> Iterator[Change]:
    """Yield what becomes of the SPF record, and of what others like it stand about."""
    if not wishes.spf:
        return
    answer = known.answer(wishes.domain, "TXT")
    standing = [text for text in texts(answer) if is_spf(text)]
    missed = [text for text in texts(answer) if near_miss(text)]
    wanted = SENDS_NOTHING if wishes.no_mail else _wanted(wishes, known, [*standing, *missed])
    right = [text for text in standing if render(parse(text)) == render(parse(wanted))][:1]
    stale = [*standing, *missed]
    for text in right:
        stale.remove(text)
    why = ONE_ONLY if len(standing) > 1 else "receivers do not take it for an SPF record" if missed else ""
    yield from settled(answer, right=right, new=() if right else (wanted,), stale=stale, why=why)
    yield from _obsolete(known.answer(wishes.domain, "SPF"))
    name = f"{wishes.domain}.{wishes.domain}"
    doubled = known.answer(name, "TXT")
    astray = [text for text in texts(doubled) if is_spf(text)]
    yield from removed(doubled, astray, f"an SPF record stands at {wishes.domain}")


def _obsolete(answer: Answer) -> Iterator[Change]:
    if answer.failed:
        yield Change(Action.UNKNOWN, Record(answer.owner, answer.rdtype, ""), None, reason(answer))
    yield from removed(answer, texts(answer), "receivers no longer ask for the type SPF")


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


def _wanted(wishes: Wishes, known: Published, found: Sequence[str]) -> str:
    """Return the one record that lets all send whom the published ones let, and all who are wished for."""
    standing = [one for text in found if (one := _sound(text)) is not None]
    terms = [sender_term(sender) for sender in wishes.senders if sender not in known.passing]
    terms += (f"include:{name}" for name in wishes.includes)
    terms = [*_host_terms(wishes, known, bool(standing)), *terms]
    wish = parse(" ".join(["v=spf1", *terms, *_tail(standing)]))
    text = merged([*standing, wish])
    return text if text is not None else render(wish)


def _sound(text: str) -> SpfRecord | None:
    """Return a record with what is wrong in it repaired, or left out where nobody can tell what was meant."""
    miss = near_miss(text)
    if miss is not None:
        return None if miss.meant is None else parse(miss.meant)
    record = parse(text)
    beyond = (term for term in record.terms if isinstance(term, Invalid) and term.replacement is None)
    repaired = rewritten(record, {term.span: "" for term in beyond})
    return None if repaired is None else parse(repaired)


def _tail(standing: Sequence[SpfRecord]) -> Iterable[str]:
    """Return how the record ends: as the published one does, unless that lets everybody send.

    A first record fails strangers. One that told nothing about them only marks them, so that nobody who is
    not known yet loses mail.
    """
    if not standing:
        return ("-all",)
    ends = [term.qualifier for record in standing for term in alls(record)]
    if not ends and any(redirect(record) for record in standing):
        return ()
    return ("-all",) if ends and set(ends) == {"-"} else ("~all",)


def _host_terms(wishes: Wishes, known: Published, has_record: bool) -> list[str]:
    """Return the terms by which the domain's own MX hosts may send, unless they may already.

    Where nobody at all was named to send, those may who receive.
    """
    own = own_hosts(wishes, known.organization)
    if not own:
        named = has_record or wishes.senders or wishes.includes
        return ["mx"] if wishes.mx and not named else []
    addresses = {host: addresses_of(host, wishes, known) for host in own}
    everything = [address for each in addresses.values() for address in each]
    missing = [one for one in everything if one not in known.passing and not _within(one, wishes.senders)]
    if not missing and all(addresses.values()):
        return []
    if _fits(wishes, addresses) or not all(addresses.values()):
        return ["mx"]
    return list(dict.fromkeys(map(sender_term, missing)))


def _fits(wishes: Wishes, addresses: dict[str, tuple[str, ...]]) -> bool:
    """Say whether `mx` stays within the limits of RFC 7208 section 4.6.4, and admits nobody else's hosts."""
    without4 = sum(all(":" in one for one in each) for each in addresses.values())
    without6 = sum(all(":" not in one for one in each) for each in addresses.values())
    few = len(wishes.mx) <= MX_LIMIT and max(without4, without6) <= VOID_LOOKUP_LIMIT
    return few and len(addresses) == len(wishes.mx)


def _within(address: str, senders: Iterable[str]) -> bool:
    wanted = client(address)
    return any(_holds(sender, wanted.number, wanted.bits) for sender in senders)


def _holds(sender: str, number: int, bits: int) -> bool:
    first, size = network(sender) if "/" in sender else (client(sender), 0)
    return first.bits == bits and first.number <= number <= first.number + size
