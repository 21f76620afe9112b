"""The nodes of an SPF record (RFC 7208 section 12); every one has its span."""

from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

from mailcheck.dns.answers import Source, Span


@dataclass(frozen=True, slots=True)
class Macro:
    """A `%{...}` expansion (RFC 7208 section 7.1).

    *letter* is in lower case; *escaped* says that it was upper case, which URL-escapes the value. *digits* is
    how many right-hand parts to keep, None for all; *reverse* is the `r` transformer; *delimiters* is empty
    for the default dot.
    """

    letter: str
    escaped: bool
    digits: int | None
    reverse: bool
    delimiters: str
    span: Span


class DomainSpec(NamedTuple):
    """A domain-spec or macro-string. *parts* are macros and text, already without `%%`, `%_` and `%-`."""

    text: str
    span: Span
    parts: tuple[str | Macro, ...]

    @property
    def macros(self) -> tuple[Macro, ...]:
        """The macros among the parts."""
        return tuple(part for part in self.parts if isinstance(part, Macro))


class Mechanism(NamedTuple):
    """A directive: a qualifier (`+` where none is written) and a mechanism.

    *name* is one of all, include, a, mx, ptr, ip4, ip6, exists. *domain* is None where it is left out.
    *network* is the address of an ip4 or ip6 as written, as an integer. *prefix4* and *prefix6* are the CIDR
    lengths of ip4, ip6, a and mx: 32 and 128 where they are left out, None where the mechanism has none.
    """

    qualifier: str
    name: str
    span: Span
    domain: DomainSpec | None = None
    network: int | None = None
    prefix4: int | None = None
    prefix6: int | None = None


class Modifier(NamedTuple):
    """`name=value`, the name in lower case. *value* is a domain-spec for redirect and exp."""

    name: str
    span: Span
    value: DomainSpec


@dataclass(frozen=True, slots=True)
class Invalid:
    """Text that is no term, which makes the whole record a permerror (RFC 7208 section 4.6).

    *message* says what was found and what is allowed. *fault* covers the characters at fault, within *span*.
    *replacement* is the term, or terms, that were meant, where that is mechanical; empty means none at all.
    """

    span: Span
    message: str
    fault: Span
    replacement: str | None = None


def _passes_everybody(term: Mechanism) -> bool:
    return term.qualifier == "+" and (term.name == "all" or term.prefix4 == 0 or term.prefix6 == 0)


Term: TypeAlias = Mechanism | Modifier | Invalid


@dataclass(frozen=True, slots=True)
class SpfRecord:
    """An SPF record: its version, and its terms in order."""

    source: Source
    terms: tuple[Term, ...]
    valid: bool = field(init=False, repr=False, compare=False)
    mechanisms: tuple[Mechanism, ...] = field(init=False, repr=False, compare=False)
    names: frozenset[str] = field(init=False, repr=False, compare=False)
    repeats: bool = field(init=False, repr=False, compare=False)
    passes_everybody: bool = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Note what many rules ask.

        *valid* says whether it fits the grammar; a redirect or exp that stands twice does not (RFC 7208
        section 6). *mechanisms* are the terms that are such, and *names* those of all terms but `Invalid`
        ones. *repeats* says whether a mechanism stands twice, with whatever qualifier, and *passes_everybody*
        whether one passes every IPv4 or every IPv6 address.
        """
        sound = [term for term in self.terms if not isinstance(term, Invalid)]
        mechanisms = tuple([term for term in sound if isinstance(term, Mechanism)])
        distinct = {(term.name, term.domain and term.domain.text.lower(), term[4:]) for term in mechanisms}
        put = object.__setattr__
        put(self, "valid", len(sound) == len(self.terms))
        put(self, "mechanisms", mechanisms)
        put(self, "names", frozenset([term.name for term in sound]))
        put(self, "repeats", len(distinct) < len(mechanisms))
        put(self, "passes_everybody", any(map(_passes_everybody, mechanisms)))

    @property
    def text(self) -> str:
        """The record as published."""
        return self.source.text

    def modifier(self, name: str) -> Modifier | None:
        """Return the modifier called *name*, in lower case; redirect and exp stand once at most."""
        if name in self.names:
            for term in self.terms:
                if isinstance(term, Modifier) and term.name == name:
                    return term
        return None

    @property
    def faults(self) -> tuple[str, ...]:
        """What is wrong with each term that is none."""
        return tuple(term.message for term in self.terms if isinstance(term, Invalid))

    def text_of(self, term: Term) -> str:
        """Return a term as published."""
        return self.source.text[term.span.start : term.span.end]
