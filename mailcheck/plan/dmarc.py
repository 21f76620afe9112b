"""Plans the DMARC record: the tags wished for, and of the published record all the others."""

from collections.abc import Iterator, Sequence
from typing import Any

from mailcheck.plan.changes import Change, amend, remove, texts
from mailcheck.plan.standing import Published
from mailcheck.plan.wishes import Wishes
from mailcheck.records.dmarc.mistakes import near_miss
from mailcheck.records.dmarc.record import VERSION, DmarcRecord, is_dmarc, parse
from mailcheck.records.dmarc.repair import repair

ORDER = ("p", "sp", "np", "psd", "t", "adkim", "aspf", "rua", "ruf", "fo")


def dmarc_changes(wishes: Wishes, known: Published) -> Iterator[Change]:
    """Yield what becomes of the DMARC record, and of those that stand where nobody looks."""
    if not wishes.dmarc:
        return
    name = f"_dmarc.{wishes.domain}"
    answer = known.answer(name, "TXT")
    kept = [text for text in texts(answer) if is_dmarc(text)]
    missed = [text for text in texts(answer) if near_miss(text)]
    strays = {place: _attempts(known, place) for place in _near(wishes.domain)}
    wanted = record(wishes, [*kept, *missed, *(text for each in strays.values() for text in each)])
    right = [text for text in kept if len(kept) == 1 and meaning(parse(text)) == meaning(parse(wanted))]
    stale = [text for text in (*kept, *missed) if text not in right]
    why = "receivers discard all of several records" if len(kept) > 1 else ""
    yield from amend(answer, right=right, new=() if right else (wanted,), stale=stale, why=why)
    for place, astray in strays.items():
        yield from remove(known.answer(place, "TXT"), astray, f"receivers look at {name} only")


def _near(domain: str) -> tuple[str, ...]:
    return domain, f"_dmarc.{domain}.{domain}", f"dmarc.{domain}"


def _attempts(known: Published, place: str) -> list[str]:
    return [text for text in texts(known.answer(place, "TXT")) if is_dmarc(text)]


def record(wishes: Wishes, published: Sequence[str]) -> str:
    """Return the record that has what is wished for, and for the rest what is published.

    The first published record that can be read gives the tags; reports go wherever any of them has them sent.
    """
    standing = [parse(text) for text in map(repair, published) if text is not None]
    tags = _tags(standing[0]) if standing else {}
    if wishes.policy is not None or wishes.no_mail:
        tags.pop("t", None)  # it would weaken the policy
        tags["p"] = wishes.policy or "reject"
    if wishes.no_mail:
        tags = {name: value for name, value in tags.items() if name not in ("sp", "np")}
    if wishes.subdomains is not None:
        tags["sp"] = wishes.subdomains
    tags.setdefault("p", "none")
    if tags.get("sp") == tags["p"]:
        del tags["sp"]
    uris = [uri for one in standing for uri in one.rua.usable]
    if wishes.no_mail:
        uris = [uri for uri in uris if uri.host != wishes.domain]  # it takes no reports either
    tags["rua"] = ",".join(dict.fromkeys((*(uri.text for uri in uris), *wishes.rua)))
    ordered = sorted((name for name in tags if tags[name]), key=_place)
    return "; ".join([VERSION, *(f"{name}={tags[name]}" for name in ordered)])


def _tags(found: DmarcRecord) -> dict[str, str]:
    return {tag.name.lower(): tag.value for tag in found.leading if tag.name.lower() != "v"}


def _place(name: str) -> int:
    return ORDER.index(name) if name in ORDER else len(ORDER)


def meaning(found: DmarcRecord) -> tuple[Any, ...]:
    """Return what receivers read in a record, defaults and all; records that mean the same are equal here.

    Of the tags that RFC 9989 removed, `pct` still makes a difference to receivers that follow RFC 7489.
    """
    sampled = found.tags.first("pct")
    return (
        found.degraded,
        found.policy,
        found.subdomain_policy,
        found.missing_policy,
        *(setting.value for setting in (found.adkim, found.aspf, found.psd, found.t)),
        frozenset(uri.text.partition("!")[0].lower() for uri in found.rua.usable),
        frozenset(uri.text.partition("!")[0].lower() for uri in found.ruf.usable),
        frozenset(found.fo.value.split(":")) if found.ruf.usable else None,
        sampled.value if sampled is not None and sampled.value != "100" else None,
    )
