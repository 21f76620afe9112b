"""The DKIM key records at the selectors that were asked for."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import partial
from typing import Any, NamedTuple

from mailcheck.dns.answers import Answer, Failure, Question, Source, Status, txt_sources
from mailcheck.dns.lookups import ask, ask_all
from mailcheck.dns.names import UNPUBLISHED, normalize
from mailcheck.records.dkim.public_key import Key
from mailcheck.records.dkim.record import DkimRecord, parse
from mailcheck.survey.request import Request
from mailcheck.survey.subjects import Subjects

# Selectors that mail servers and large providers use unless told otherwise.
WELL_KNOWN = (
    "default", "dkim", "mail", "email", "smtp", "main", "mx", "google", "selector1", "selector2", "s1", "s2",
    "s1024", "s2048", "k1", "k2", "k3", "key1", "key2", "dkim1", "dkim2", "fm1", "fm2", "fm3", "protonmail",
    "protonmail2", "protonmail3", "sig1", "zoho", "zmail", "mandrill", "mailjet", "pm", "20230601", "krs",
    "smtpapi", "scph0920", "amazonses", "turbo-smtp", "cm", "hs1", "hs2", "mte1", "mte2",
    "everlytickey1", "everlytickey2",
)  # fmt: skip


NO_SELECTOR = "no selector was given; DKIM keys cannot be listed (RFC 6376 section 3.1): give one with -s"


@dataclass(frozen=True, slots=True)
class DkimKey:
    """What stands at one selector.

    *records* are all TXT records there. *wildcard* is the answer for a name that nobody published, where it
    was asked: records found there too come from a wildcard. *expected* is the fingerprint of the key that the
    private key at hand belongs to, empty if none is at hand.
    """

    selector: str
    name: str
    answer: Answer
    records: tuple[DkimRecord, ...] = ()
    wildcard: Answer | None = None
    expected: str = ""
    guessed: bool = False
    candidates: tuple[DkimRecord, ...] = field(init=False, repr=False, compare=False)
    status: str = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Note what many rules ask.

        *candidates* are the records that were meant as keys. *status* is one word: usable, weak, revoked,
        unusable, missing or unknown.
        """
        candidates = tuple([record for record in self.records if not record.foreign])
        object.__setattr__(self, "candidates", candidates)
        object.__setattr__(self, "status", self._status())

    @property
    def record(self) -> DkimRecord | None:
        """The key record that verifiers see first."""
        found = self.candidates or self.records
        return found[0] if found else None

    @property
    def key(self) -> Key | None:
        """The key, if it can be decoded."""
        for one in self.candidates:
            if isinstance(one.key, Key):
                return one.key
        return None

    @property
    def fingerprints(self) -> frozenset[str]:
        """The fingerprints of all keys that can be decoded, one a record."""
        return frozenset(one.key.fingerprint for one in self.candidates if isinstance(one.key, Key))

    @property
    def loops(self) -> bool:
        """Whether the selector's CNAME chain leads back into itself, which is an answer of a kind."""
        return self.answer.failure is Failure.MALFORMED and bool(self.answer.aliases)

    @property
    def missing(self) -> bool:
        """Whether the DNS said that there is no record."""
        return self.answer.void or self.loops

    @property
    def dangles(self) -> bool:
        """Whether the selector is an alias whose chain ends at a name that does not exist, or never ends."""
        return self.loops or (self.answer.status is Status.NO_NAME and bool(self.answer.aliases))

    @property
    def name_exists(self) -> bool:
        """Whether the DNS knows the selector's name."""
        return self.answer.status is not Status.NO_NAME

    @property
    def from_wildcard(self) -> bool:
        """Whether names that nobody published are answered in the same way."""
        probe = self.wildcard
        return probe is not None and probe.found and set(probe.records) == set(self.answer.records)

    def _status(self) -> str:
        if self.missing:
            return "missing"
        record = self.record
        if self.answer.failed or record is None:
            return "unknown"
        if len(self.records) > 1:
            return "unusable"  # the result is undefined, RFC 6376 section 3.6.2.2
        if record.revoked and not record.foreign:
            return "revoked"
        return _strength(record)

    @property
    def usable(self) -> bool:
        """Whether mail signed with this key can be verified."""
        return self.status in ("usable", "weak")

    @property
    def source(self) -> Source:
        """The record, or the place where it should be."""
        return self.record.source if self.record else Source(self.name, "TXT", server=self.answer.server)


def _strength(record: DkimRecord) -> str:
    if record.foreign or not record.usable:
        return "unusable"
    return "weak" if record.weak else "usable"


class NeededKeys(NamedTuple):
    """The keys of a domain that must have some, which is for its profile to say."""

    dkim: "DkimSet"


NOT_NEEDED = Subjects(
    reason="keys are demanded with --profile bulk-sender, or where the rule is selected by name"
)


@dataclass(frozen=True, slots=True)
class DkimSet:
    """What was found at each selector, in the order in which they were given."""

    domain: str
    keys: tuple[DkimKey, ...] = ()
    usable: bool = field(init=False, repr=False, compare=False)
    failures: tuple[Answer, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Note what many rules ask.

        It is *usable* if at least one key can verify a signature on mail. *failures* are the failed questions
        for want of which keys may be missing.
        """
        failures = tuple([key.answer for key in self.keys if key.answer.failed and not key.loops])
        object.__setattr__(self, "usable", any(key.usable for key in self.keys))
        object.__setattr__(self, "failures", failures)

    @property
    def asked(self) -> str:
        """Why there is nothing to judge; empty if a selector was given, or a well-known one was found."""
        return "" if self.keys else NO_SELECTOR

    @property
    def known(self) -> bool:
        """Whether `usable` can be trusted: selectors were given and all of them answered."""
        return bool(self.keys) and not self.failures

    def subjects(self) -> dict[type[Any], Subjects]:
        """Return the set, its keys that answered, and their records."""
        judged = tuple([key for key in self.keys if key.missing or key.answer.found])
        records = tuple([record for key in judged for record in key.candidates])
        part = partial(Subjects, failures=self.failures)
        return {
            DkimSet: Subjects((self,) if self.keys else (), (), self.asked),
            DkimKey: part(judged, reason=self.asked),
            DkimRecord: part(records, reason=self.asked or "there is no key record"),
        }


class _Wanted(NamedTuple):
    selector: str
    guessed: bool


async def dkim_set(request: Request) -> DkimSet:
    """Ask for the key records of a domain, at the selectors given and, if wanted, at well-known ones."""
    wanted = tuple(_wanted_selectors(request))
    names = [key_name(one.selector, request.domain) for one in wanted]
    answers = await ask_all(Question(name, "TXT") for name in names)
    keys = [
        DkimKey(one.selector, name, answer, records(answer), None, _mark(request, one.selector), one.guessed)
        for one, name, answer in zip(wanted, names, answers, strict=True)
        if not one.guessed or answer.found
    ]
    return DkimSet(request.domain, await _probe(request.domain, keys))


def key_name(selector: str, domain: str) -> str:
    """Return the name at which the key of *selector* stands (RFC 6376 section 3.6.2.1)."""
    return f"{selector}._domainkey.{domain}"


def records(answer: Answer) -> tuple[DkimRecord, ...]:
    """Read every TXT record of an answer."""
    return tuple(map(parse, txt_sources(answer)))


def _wanted_selectors(request: Request) -> Iterable[_Wanted]:
    given = dict.fromkeys(normalize(name) for name in (*request.selectors, *request.private_keys))
    yield from (_Wanted(selector, False) for selector in given)
    if request.guess_selectors:
        yield from (_Wanted(selector, True) for selector in WELL_KNOWN if selector not in given)


def _mark(request: Request, selector: str) -> str:
    marks = {normalize(name): mark for name, mark in request.private_keys.items()}
    return marks.get(selector, "")


async def _probe(domain: str, keys: list[DkimKey]) -> tuple[DkimKey, ...]:
    """Ask for a name that nobody published, if it matters whether an answer comes from a wildcard."""
    if not any(_doubtful(key) for key in keys):
        return tuple(keys)
    probe = await ask(key_name(UNPUBLISHED, domain), "TXT")
    marked = (_with_probe(key, probe) for key in keys)
    return tuple(key for key in marked if not (key.guessed and key.from_wildcard))


def _doubtful(key: DkimKey) -> bool:
    return key.answer.status is Status.FOUND and (key.guessed or not key.usable)


def _with_probe(key: DkimKey, probe: Answer) -> DkimKey:
    return DkimKey(key.selector, key.name, key.answer, key.records, probe, key.expected, key.guessed)
