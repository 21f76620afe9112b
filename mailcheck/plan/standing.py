"""Asks what stands now wherever a plan touches."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from mailcheck.dns.answers import Answer, Question, Status
from mailcheck.dns.lookups import ask_all, together
from mailcheck.dns.names import NAME_LIMIT, UNPUBLISHED, is_below
from mailcheck.evaluate.spf.check_host import answer_if_published
from mailcheck.plan.as_planned import World, carry_out
from mailcheck.plan.changes import texts
from mailcheck.plan.mail_hosts import address_changes, mx_changes
from mailcheck.plan.spf_merge import join, spf_texts
from mailcheck.plan.wishes import Wishes
from mailcheck.records.spf.limits import MX_LIMIT, VOID_LOOKUP_LIMIT
from mailcheck.survey.dkim import key_name
from mailcheck.survey.dmarc.policy import discovery
from mailcheck.survey.gather import same_records
from mailcheck.survey.mx import MxSet
from mailcheck.survey.spf.coverage import coverage


@dataclass(frozen=True, slots=True)
class Published:
    """What the DNS said. A record that only a wildcard answers with does not stand where it was asked for.

    *organization* is the Organizational Domain, None if it cannot be told. *passing* are the senders and the
    addresses of MX hosts that the published SPF record lets send, put right and with the hosts as planned.
    """

    answers: Mapping[Question, Answer]
    organization: str | None = None
    passing: frozenset[str] = frozenset()

    def answer(self, name: str, rdtype: str) -> Answer:
        """Return what stands at a name; what was not asked is not there."""
        return self.answers.get(Question(name, rdtype)) or Answer(name, rdtype, Status.NO_DATA)

    def addresses(self, host: str) -> tuple[str, ...]:
        """Return the addresses of a host."""
        return self.answer(host, "A").addresses + self.answer(host, "AAAA").addresses


async def find_published(wishes: Wishes, world: World) -> Published:
    """Find out what stands at the names that *wishes* touch, and which of the senders pass already."""
    answers, found = await world.run(together(_standing(wishes), discovery(wishes.domain)))
    known = Published(answers, found.organizational_domain)
    return replace(known, passing=await _passing(wishes, known, world))


def own_hosts(wishes: Wishes, organization: str | None) -> tuple[str, ...]:
    """Return the MX hosts of the domain's own organization, which may be expected to send."""
    tops = [wishes.domain, *([organization] if organization else [])]
    return tuple(wish.host for wish in wishes.mx if any(is_below(wish.host, top) for top in tops))


def addresses_of(host: str, wishes: Wishes, known: Published) -> tuple[str, ...]:
    """Return the addresses that a host has once all is published; a family that is not wished for stays."""
    wished = wishes.addresses_of(host)
    families = {":" in address for address in wished}
    return wished + tuple(one for one in known.addresses(host) if (":" in one) not in families)


def crowded_terms(wishes: Wishes, known: Published) -> frozenset[str]:
    """Return the terms for all MX hosts, if those are more than an SPF record may look up by them.

    At most ten hosts may be looked up, two of them in vain for want of a family (RFC 7208 section 4.6.4).
    """
    hosts = [addresses_of(wish.host, wishes, known) for wish in wishes.mx]
    found = [each for each in hosts if each]
    void = (
        (all(":" in one for one in each) for each in found),
        (all(":" not in one for one in each) for each in found),
    )
    if len(hosts) <= MX_LIMIT and max(map(sum, void)) <= VOID_LOOKUP_LIMIT:
        return frozenset()
    return frozenset(("mx", f"mx:{wishes.domain}"))


def mistaken_places(wishes: Wishes) -> Iterator[Question]:
    """Yield the names at which the records are put by mistake."""
    domain = wishes.domain
    names = [domain] if wishes.dmarc else []
    if wishes.dmarc:
        names += [f"_dmarc.{domain}.{domain}", f"dmarc.{domain}"]
    if wishes.spf:
        names.append(f"{domain}.{domain}")
    for key in wishes.keys:
        names += [f"{key_name(key.selector, domain)}.{domain}", f"{key.selector}.domainkey.{domain}"]
    yield from (Question(name, "TXT") for name in names if len(name) <= NAME_LIMIT)


async def _standing(wishes: Wishes) -> dict[Question, Answer]:
    hosts = (Question(wish.host, rdtype) for wish in wishes.mx for rdtype in ("A", "AAAA"))
    places = (Question(*place) for place in wishes.places)
    wanted = tuple(dict.fromkeys((*places, *hosts, *mistaken_places(wishes))))
    probes = [Question(f"{UNPUBLISHED}.{top}", "TXT") for top in _tops(wishes.domain)]
    answers = await ask_all((*wanted, *probes))
    wild = answers[len(wanted) :]
    return {
        question: _without(answer, wild, wishes.domain)
        for question, answer in zip(wanted, answers, strict=False)
    }


def _tops(domain: str) -> Iterable[str]:
    """The names below which a wildcard would answer for the records of a plan."""
    return (domain, f"_domainkey.{domain}")


def _without(answer: Answer, wildcards: tuple[Answer, ...], domain: str) -> Answer:
    """Return an answer without what a wildcard put there."""
    if answer.owner != domain and any(same_records(answer, wildcard) for wildcard in wildcards):
        return Answer(answer.owner, answer.rdtype, Status.NO_DATA)
    return answer


async def _passing(wishes: Wishes, known: Published, world: World) -> frozenset[str]:
    """Evaluate the SPF record as it will be without any term for a sender, with the hosts as planned."""
    own = own_hosts(wishes, known.organization)
    hosts = [address for host in own for address in addresses_of(host, wishes, known)]
    senders = tuple(dict.fromkeys((*wishes.senders, *hosts)))
    found = spf_texts(texts(known.answer(wishes.domain, "TXT")))
    if not found or not senders:
        return frozenset()
    changes = (*mx_changes(wishes, known.answer), *address_changes(wishes, known.answer))
    nobody = MxSet(wishes.domain, known.answer(wishes.domain, "MX"))
    record = answer_if_published(wishes.domain, join(found, without=crowded_terms(wishes, known)))
    planned = carry_out(changes, known.answer) | {Question(wishes.domain, "TXT"): record}
    entries = await world.run(coverage(wishes.domain, nobody, senders), planned)
    return frozenset(entry.host for entry in entries if entry.result == "pass")
