"""Macro expansion, and the names that come of it (RFC 7208 sections 4.8 and 7)."""

import time
from collections.abc import Callable

from mailcheck.dns.addresses import Client, number
from mailcheck.dns.answers import Answer
from mailcheck.dns.names import is_below, normalize, question_name
from mailcheck.evaluate.spf.known_answers import Known
from mailcheck.records.spf.limits import PTR_LIMIT
from mailcheck.records.spf.record import DomainSpec, Macro

UNRESERVED = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~")  # RFC 3986


def expand(spec: DomainSpec, value: Callable[[str], str]) -> str:
    """Return a macro-string with its macros replaced; *value* gives what a macro letter stands for."""
    return "".join(
        [part if isinstance(part, str) else transform(part, value(part.letter)) for part in spec.parts]
    )


def transform(macro: Macro, value: str) -> str:
    """Apply a macro's transformers to the value of its letter (RFC 7208 section 7.3)."""
    if macro.digits is not None or macro.reverse or macro.delimiters:
        value = ".".join(_parts(macro, value))
    return url_escape(value) if macro.escaped else value


def _parts(macro: Macro, value: str) -> list[str]:
    first = macro.delimiters[:1] or "."
    for delimiter in macro.delimiters[1:]:
        value = value.replace(delimiter, first)
    parts = value.split(first)
    if macro.reverse:
        parts.reverse()
    return parts if macro.digits is None else parts[-macro.digits :]


def url_escape(value: str) -> str:
    """Escape everything but unreserved characters (RFC 3986 section 2.3), as upper-case macros do."""
    octets = value.encode("utf-8", "surrogateescape")
    return "".join([chr(octet) if octet in UNRESERVED else f"%{octet:02X}" for octet in octets])


def validated_names(client: Client, answer: Answer, answers: Known) -> tuple[str, ...]:
    """Return the names in a PTR answer that have the client's address, of the first ten (section 4.6.4).

    Those whose lookup fails are passed over; where the PTR lookup failed, there are none.
    """
    names = answer.names[:PTR_LIMIT]
    forward = answers.every(names, client.rdtype)
    return tuple(normalize(name) for name, found in zip(names, forward, strict=True) if _holds(found, client))


def _holds(answer: Answer, client: Client) -> bool:
    return any(number(address) == client.number for address in answer.addresses)


def best_name(names: tuple[str, ...], domain: str) -> str:
    """Return the name that the p macro prefers: *domain* itself, one below it, any (section 7.3)."""
    ancestor = normalize(question_name(domain))
    below = [name for name in names if is_below(name, ancestor)]
    return ancestor if ancestor in below else next(iter(below or names), "")


UNKNOWN = "unknown"  # RFC 7208 section 7.3, for p and r


class Letters:
    """The arguments of `check_host()` as macros see them.

    *known* is False after `prepare` met a macro with a local-part that is not ASCII: what uses it matches
    nothing (RFC 8616 section 4).
    """

    __slots__ = ("client", "domain", "helo", "known", "now", "receiver", "sender", "validated")

    def __init__(
        self, client: Client, sender: str, helo: str, receiver: str = UNKNOWN, now: float | None = None
    ) -> None:
        self.client = client
        self.sender = sender
        self.helo = helo
        self.receiver = receiver
        self.now = now
        self.domain = ""
        self.validated = UNKNOWN
        self.known = True

    def prepare(self, spec: DomainSpec, domain: str, answers: Known) -> None:
        """Get ready to expand *spec* in the record of *domain*; the p macro needs names."""
        self.domain = domain
        letters = {macro.letter for macro in spec.macros}
        self.known = self.sender.isascii() or not letters & {"s", "l"}
        if "p" in letters:
            answer = answers[self.client.reverse_name, "PTR"]
            names = validated_names(self.client, answer, answers)
            self.validated = best_name(names, domain) or UNKNOWN

    def value(self, letter: str) -> str:
        """Return what *letter* stands for."""
        match letter:
            case "s":
                return self.sender
            case "l":
                return self.sender.rpartition("@")[0]
            case "o":
                return self.sender.rpartition("@")[2]
            case "d":
                return self.domain
            case "i":
                return self.client.dotted
            case "p":
                return self.validated
            case "v":
                return self.client.arpa
            case "h":
                return self.helo
            case _:
                return self.in_explanation(letter)

    def in_explanation(self, letter: str) -> str:
        """Return what a letter stands for that only explanations may use."""
        match letter:
            case "c":
                return self.client.readable
            case "t":
                return str(int(time.time() if self.now is None else self.now))
            case _:
                return self.receiver
