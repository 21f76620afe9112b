"""Trees of SPF records back to text, in one canonical spelling."""

from mailcheck.records.spf.networks import IPV4_BITS, IPV6_BITS, address_text
from mailcheck.records.spf.record import Invalid, Mechanism, Modifier, SpfRecord, Term


def render(record: SpfRecord) -> str:
    """Print a record: one space between terms, names in lower case, no `+`, no default prefix lengths.

    Invalid terms stand as published.
    """
    return " ".join(("v=spf1", *(render_term(term, record) for term in record.terms)))


def render_term(term: Term, record: SpfRecord) -> str:
    """Print one term of *record*."""
    match term:
        case Mechanism():
            return _mechanism(term)
        case Modifier():
            return f"{term.name}={term.value.text}"
        case Invalid():
            return record.written(term)


def _mechanism(term: Mechanism) -> str:
    qualifier = "" if term.qualifier == "+" else term.qualifier
    return f"{qualifier}{term.name}{_argument(term)}{_lengths(term)}"


def _argument(term: Mechanism) -> str:
    if term.network is not None:
        return ":" + address_text(term.network, IPV4_BITS if term.name == "ip4" else IPV6_BITS)
    return f":{term.domain.text}" if term.domain else ""


def _lengths(term: Mechanism) -> str:
    if term.name == "ip6":
        return f"/{term.prefix6}" if term.prefix6 != IPV6_BITS else ""
    length4 = f"/{term.prefix4}" if term.prefix4 not in (None, IPV4_BITS) else ""
    length6 = f"//{term.prefix6}" if term.prefix6 not in (None, IPV6_BITS) else ""
    return length4 + length6
