"""The text of an SPF record to its terms; it never raises, and what is no term is an `Invalid` one."""

from mailcheck.dns.addresses import IPV4_BITS, IPV6_BITS, address_text
from mailcheck.dns.answers import Answer, Source, Span, by_identity, source
from mailcheck.records.spf import grammar
from mailcheck.records.spf.mistakes import explain, join, shown
from mailcheck.records.spf.record import Invalid, Mechanism, Modifier, SpfRecord, Term

VERSION = "v=spf1"


def is_spf(text: str) -> bool:
    """Say whether receivers take a text for SPF: the version, then SP or the end (RFC 7208 section 4.5)."""
    return text[:6].lower() == VERSION and text[6:7] in ("", " ")


def parse(source: Source | str) -> SpfRecord:
    """Read a record; every character that is not a space belongs to exactly one term, or to the version.

    Text that does not begin with the version is read as well, behind an `Invalid` term that says so.
    """
    if isinstance(source, str):
        source = Source("", "TXT", source)
    text = source.text
    versioned = is_spf(text)
    terms = _terms(text, len(VERSION)) if versioned else _terms_without_version(text)
    if Modifier in map(type, terms):
        _refuse_repetition(text, terms)
    return SpfRecord(source, tuple(terms))


def _terms(text: str, begin: int) -> list[Term]:
    terms = grammar.terms(text, begin)
    if terms is None:
        return [_term(text, start, end) for start, end in join(text, begin)]
    return list[Term](terms)


def _term(text: str, start: int, end: int) -> Term:
    one_word = " " not in text[start:end]
    return (grammar.term(text, start, end) if one_word else None) or explain(text, Span(start, end))


def _terms_without_version(text: str) -> list[Term]:
    first = next((Span(*place) for place in grammar.words(text)), Span(0, len(text)))
    message = f"the record begins with {shown(text[: first.end])}; `v=spf1` and a space begin an SPF record"
    return [Invalid(first, message, first), *_terms(text, first.end)]


def _refuse_repetition(text: str, terms: list[Term]) -> None:
    """Make a second redirect or exp an invalid term: each may stand once (RFC 7208 section 6)."""
    seen: dict[str, Modifier] = {}
    for index, term in enumerate(terms):
        if isinstance(term, Modifier) and term.name in grammar.TARGETED:
            first = seen.setdefault(term.name, term)
            if first is not term:
                terms[index] = _repetition(term, first)


def _repetition(term: Modifier, first: Modifier) -> Invalid:
    same = term.value.text.lower() == first.value.text.lower()
    message = f"`{term.name}` stands a second time; one is allowed in a record"
    return Invalid(term.span, message, term.span, "" if same else None)


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
            return record.text_of(term)


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


@by_identity
def spf_records(answer: Answer) -> tuple[SpfRecord, ...]:
    """Return the SPF records that *answer* holds; receivers use them only if there is exactly one.

    Remembered, because one record is evaluated for many addresses.
    """
    if not answer.found:
        return ()
    texts = enumerate(record.text for record in answer.texts)
    return tuple(parse(source(answer, index, text)) for index, text in texts if is_spf(text))
