"""What to ask about DKIM: all selectors at once, and whether a wildcard answers for them."""

from collections.abc import Iterable
from typing import NamedTuple

from mailcheck.answers import Answer, Status
from mailcheck.asking import Procedure, Question, ask, ask_all
from mailcheck.gather.request import Request
from mailcheck.names import UNPUBLISHED, normalized
from mailcheck.records.dkim import DkimRecord, parse
from mailcheck.survey.dkim import DkimKey, DkimSet
from mailcheck.survey.sources import txt_sources

# Selectors that mail servers and large providers use unless told otherwise.
WELL_KNOWN = (
    "default", "dkim", "mail", "email", "smtp", "main", "mx", "google", "selector1", "selector2", "s1", "s2",
    "s1024", "s2048", "k1", "k2", "k3", "key1", "key2", "dkim1", "dkim2", "fm1", "fm2", "fm3", "protonmail",
    "protonmail2", "protonmail3", "sig1", "zoho", "zmail", "mandrill", "mailjet", "pm", "20230601", "krs",
    "smtpapi", "scph0920", "amazonses", "turbo-smtp", "cm", "hs1", "hs2", "mte1", "mte2",
    "everlytickey1", "everlytickey2",
)  # fmt: skip


class _Wanted(NamedTuple):
    selector: str
    guessed: bool


def dkim_set(request: Request) -> Procedure[DkimSet]:
    """Ask for the key records of a domain, at the selectors given and, if wanted, at well-known ones."""
    wanted = tuple(_wanted(request))
    names = [key_name(one.selector, request.domain) for one in wanted]
    answers = yield from ask_all(Question(name, "TXT") for name in names)
    keys = [
        DkimKey(one.selector, name, answer, records(answer), None, _mark(request, one.selector), one.guessed)
        for one, name, answer in zip(wanted, names, answers, strict=True)
        if not one.guessed or answer.found
    ]
    return DkimSet(request.domain, (yield from _probed(request.domain, keys)))


def key_name(selector: str, domain: str) -> str:
    """Return the name at which the key of *selector* stands (RFC 6376 section 3.6.2.1)."""
    return f"{selector}._domainkey.{domain}"


def records(answer: Answer) -> tuple[DkimRecord, ...]:
    """Read every TXT record of an answer."""
    return tuple(map(parse, txt_sources(answer)))


def _wanted(request: Request) -> Iterable[_Wanted]:
    given = dict.fromkeys(normalized(name) for name in (*request.selectors, *request.private_keys))
    yield from (_Wanted(selector, False) for selector in given)
    if request.guess:
        yield from (_Wanted(selector, True) for selector in WELL_KNOWN if selector not in given)


def _mark(request: Request, selector: str) -> str:
    marks = {normalized(name): mark for name, mark in request.private_keys.items()}
    return marks.get(selector, "")


def _probed(domain: str, keys: list[DkimKey]) -> Procedure[tuple[DkimKey, ...]]:
    """Ask for a name that nobody published, if it matters whether an answer comes from a wildcard."""
    if not any(_doubtful(key) for key in keys):
        return tuple(keys)
    probe = yield from ask(key_name(UNPUBLISHED, domain), "TXT")
    marked = (_marked(key, probe) for key in keys)
    return tuple(key for key in marked if not (key.guessed and key.from_wildcard))


def _doubtful(key: DkimKey) -> bool:
    return key.answer.status is Status.FOUND and (key.guessed or not key.usable)


def _marked(key: DkimKey, probe: Answer) -> DkimKey:
    return DkimKey(key.selector, key.name, key.answer, key.records, probe, key.expected, key.guessed)
