"""Reads a rule's page: what it says in prose, and the zones that must and must not trip the rule."""

import re
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from mailcheck.dns.answers import Failure
from mailcheck.judge.model import Rule
from mailcheck.survey.request import AUTO

_BLOCK = re.compile(r"^```zone\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_SENDER = re.compile(r"^;[ \t]*sender[ \t]+(\S+)[ \t]*$", re.MULTILINE)
_PROFILE = re.compile(r"^;[ \t]*profile[ \t]+(\S+)[ \t]*$", re.MULTILINE)
_EXPECTED = re.compile(r"^;[ \t]*expect[ \t]+(\S+)[ \t]+(\S.*)$", re.MULTILINE)
_SERVED = re.compile(
    r"^;[ \t]*(resolver|server)(?:[ \t]+(\S+))?(?:[ \t]+(timeout|refused|unreachable))?[ \t]*$\n?",
    re.MULTILINE,
)
_PRIVATE_KEY = re.compile(r"^;[ \t]*private-key[ \t]+(\S+)[ \t]+(\S+)[ \t]*$", re.MULTILINE)


class _Part(NamedTuple):
    """What a `resolver` sees or a `server` holds."""

    kind: str
    address: str
    fault: str | None
    text: str


@dataclass(frozen=True, slots=True)
class Example:
    """One zone block: master-file text below `example.com.`, and the addresses that `--sender` is given."""

    zone: str

    @property
    def senders(self) -> tuple[str, ...]:
        """The addresses named in lines such as `; sender 9.9.9.9`."""
        return tuple(_SENDER.findall(self.zone))

    @property
    def private_keys(self) -> dict[str, str]:
        """Fingerprints of private keys by selector, named in lines such as `; private-key main1 0a1b...`."""
        return dict(_PRIVATE_KEY.findall(self.zone))

    @property
    def profile(self) -> str:
        """The profile that a line such as `; profile bulk-sender` names."""
        found = _PROFILE.search(self.zone)
        return found[1] if found else AUTO

    @property
    def expected(self) -> dict[str, str]:
        """What a configuration would expect, by key, as in lines such as `; expect dmarc.policy reject`."""
        return dict(_EXPECTED.findall(self.zone))

    @property
    def servers(self) -> dict[str, str | Failure]:
        """What each name server publishes itself, by address, or how it fails.

        A line `; server 9.9.9.53` begins what one of them holds, and `; server 9.9.9.53 refused` says that
        it holds nothing; what stands before the first such line is everywhere.
        """
        everywhere, parts = _parts(self.zone)
        return {
            part.address: Failure(part.fault) if part.fault else everywhere + part.text
            for part in parts
            if part.kind == "server"
        }

    @property
    def world(self) -> str:
        """What the resolver sees: what follows the line `; resolver`, or else what the first server holds."""
        everywhere, parts = _parts(self.zone)
        texts = {part.kind: part.text for part in reversed(parts) if not part.fault}
        return everywhere + texts.get("resolver", texts.get("server", ""))


@dataclass(frozen=True, slots=True)
class Page:
    """The parts of a page; *why* is all that stands between the title and the first section."""

    title: str
    why: str
    fails: tuple[Example, ...]
    passes: tuple[Example, ...]
    remedy: str


@cache
def page(rule: Rule) -> Page:
    """Return the page of *rule*; a part that is not there is empty."""
    return parse(rule.page)


def parse(text: str) -> Page:
    """Read a page."""
    head, *sections = re.split(r"^## ", text, flags=re.MULTILINE)
    title, _, why = head.partition("\n")
    named = dict(_section(section) for section in sections)
    examples = {name: _examples(body) for name, body in named.items()}
    return Page(
        title.strip(),
        why.strip(),
        examples.get("Fails", ()),
        examples.get("Passes", ()),
        named.get("Remedy", ""),
    )


def _parts(zone: str) -> tuple[str, tuple[_Part, ...]]:
    everywhere, *parts = _SERVED.split(zone)
    return everywhere, tuple(_Part(*parts[at : at + 4]) for at in range(0, len(parts), 4))


def _section(text: str) -> tuple[str, str]:
    name, _, body = text.partition("\n")
    return name.strip(), body.strip()


def _examples(body: str) -> tuple[Example, ...]:
    return tuple(Example(zone) for zone in _BLOCK.findall(body))
