"""The DMARC policy record: its tags, where they stand, and what receivers take them to mean.

    dmarc-record  = dmarc-version *(dmarc-sep dmarc-tag) [dmarc-sep]
    dmarc-version = "v" equals %s"DMARC1"
    dmarc-sep     = *WSP ";" *WSP
    dmarc-tag     = 1*ALPHA equals 1*dmarc-value

Tag names are read in any case, as ABNF literals are (RFC 5234 section 2.3). Of a tag that stands twice the
first one counts: RFC 9989 does not say, and RFC 6376 section 3.2, whose syntax it borrows, would void the
whole list.
"""

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from mailcheck.dns.answers import Source
from mailcheck.records import taglist
from mailcheck.records.dmarc.report_uri import ReportUri, parse_uris
from mailcheck.records.taglist import Tag, TagList

VERSION = "v=DMARC1"
POLICIES = ("none", "quarantine", "reject")  # in ascending strictness, RFC 9989 section 4.7
TAG_LIMIT = 50  # tags that findings are made of
REMOVED = ("pct", "rf", "ri")  # RFC 9989 section 9.3
KNOWN = frozenset({"v", "p", "sp", "np", "adkim", "aspf", "psd", "t", "fo", "rua", "ruf", *REMOVED})

_VERSION = re.compile(r"[vV][ \t]*=[ \t]*DMARC1[ \t]*(?:;|\Z)")
_FO = frozenset("01ds")


class TagSetting(NamedTuple):
    """What a receiver takes a tag to say: *value* is the default where the tag is absent or not *valid*."""

    value: str
    tag: Tag | None = None
    valid: bool = True

    @property
    def flawed(self) -> bool:
        """Whether the tag stands there with a value that it cannot have."""
        return not self.valid


class UriList(NamedTuple):
    """A `rua` or `ruf` tag; without the tag, or with an empty one, there are no URIs.

    *usable* are those that are syntactically valid, of any scheme.
    """

    tag: Tag | None = None
    uris: tuple[ReportUri, ...] = ()
    usable: tuple[ReportUri, ...] = ()


_NO_POLICY, _RELAXED, _UNDECIDED, _NOT_TESTING = (
    TagSetting(""),
    TagSetting("r"),
    TagSetting("u"),
    TagSetting("n"),
)
_NO_OPTIONS, _NO_URIS = TagSetting("0"), UriList()


@dataclass(frozen=True, slots=True)
class DmarcRecord:
    """A DMARC record, one field a tag; *p*, *sp* and *np* are empty where the tag is absent or no policy."""

    tags: TagList
    p: TagSetting
    sp: TagSetting
    np: TagSetting
    adkim: TagSetting
    aspf: TagSetting
    psd: TagSetting
    t: TagSetting
    fo: TagSetting
    rua: UriList
    ruf: UriList
    names: frozenset[str] = field(init=False, repr=False, compare=False)
    degraded: bool = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Note what many rules ask.

        *names* are those of the tags, in lower case. A record is *degraded* if `p` is missing or bad, or `sp`
        or `np` bad: its policies do not count (section 4.10.1).
        """
        names = frozenset([tag.name.lower() for tag in self.tags.tags])
        degraded = not (self.p.value and self.sp.valid and self.np.valid)
        object.__setattr__(self, "names", names)
        object.__setattr__(self, "degraded", degraded)

    @property
    def source(self) -> Source:
        """Where it stands."""
        return self.tags.source

    @property
    def text(self) -> str:
        """The record as published."""
        return self.tags.source.text

    @property
    def leading(self) -> tuple[Tag, ...]:
        """The tags, but no more of them than a person would write."""
        return self.tags.tags[:TAG_LIMIT]

    @property
    def applies(self) -> bool:
        """Whether receivers process it: a degraded record needs a usable `rua` for that."""
        return not self.degraded or bool(self.rua.usable)

    @property
    def policy(self) -> str | None:
        """The policy for the domain that publishes it; None where no DMARC processing applies."""
        return self._select(self.p.value)

    @property
    def subdomain_policy(self) -> str | None:
        """The policy for subdomains that exist."""
        return self._select(self.sp.value or self.p.value)

    @property
    def missing_policy(self) -> str | None:
        """The policy for names below that do not exist (NXDOMAIN, RFC 9989 section 3.2.13)."""
        return self._select(self.np.value or self.sp.value or self.p.value)

    @property
    def enforces(self) -> bool:
        """Whether it asks, for any mail, that failures be quarantined or rejected."""
        asked = {self.p.value, self.sp.value, self.np.value}
        return not self.degraded and not asked.isdisjoint(POLICIES[1:])

    @property
    def report_lists(self) -> tuple[tuple[str, UriList], ...]:
        """The two lists of destinations with the names of their tags."""
        return (("rua", self.rua), ("ruf", self.ruf))

    @property
    def testing(self) -> bool:
        """Whether policies are applied one level weaker (RFC 9989 section 4.7, `t`)."""
        return self.t.value == "y"

    def effective(self, policy: str | None) -> str | None:
        """Return *policy* as `t` leaves it."""
        if policy is None or not self.testing:
            return policy
        return POLICIES[max(POLICIES.index(policy) - 1, 0)]

    def _select(self, policy: str) -> str | None:
        if not self.degraded:
            return policy
        return "none" if self.rua.usable else None


def is_dmarc(text: str) -> bool:
    """Say whether receivers keep *text*: it begins with the version tag (RFC 9989 section 4.10 step 2)."""
    return _VERSION.match(text) is not None


def is_tag_name(name: str) -> bool:
    """Say whether *name* fits the grammar: letters only."""
    return name.isascii() and name.isalpha()


def parse(source: Source | str) -> DmarcRecord:
    """Read a record; whatever is wrong with it takes the default. Never raises."""
    tags = taglist.parse(source)
    first: dict[str, Tag] = {}
    for tag in tags.tags:
        first.setdefault(tag.name.lower(), tag)
    text = tags.source.text
    return DmarcRecord(
        tags,
        p=_setting(first.get("p"), POLICIES, _NO_POLICY),
        sp=_setting(first.get("sp"), POLICIES, _NO_POLICY),
        np=_setting(first.get("np"), POLICIES, _NO_POLICY),
        adkim=_setting(first.get("adkim"), ("r", "s"), _RELAXED),
        aspf=_setting(first.get("aspf"), ("r", "s"), _RELAXED),
        psd=_setting(first.get("psd"), ("y", "n", "u"), _UNDECIDED),
        t=_setting(first.get("t"), ("y", "n"), _NOT_TESTING),
        fo=_fo(first.get("fo")),
        rua=_uris(text, first.get("rua")),
        ruf=_uris(text, first.get("ruf")),
    )


def _setting(tag: Tag | None, allowed: tuple[str, ...], default: TagSetting) -> TagSetting:
    """Values are ABNF literals, so case does not matter."""
    if tag is None:
        return default
    value = tag.value.lower()
    return TagSetting(value, tag) if value in allowed else TagSetting(default.value, tag, valid=False)


def _fo(tag: Tag | None) -> TagSetting:
    """Each of `0`, `1`, `d`, `s` at most once, and not both `0` and `1` (RFC 9989 section 4.8, dmarc-fo)."""
    if tag is None:
        return _NO_OPTIONS
    options = [option.strip(" \t") for option in tag.value.lower().split(":")] if len(tag.value) < 20 else []
    distinct = set(options)
    valid = bool(options) and len(options) == len(distinct) and distinct <= _FO and not {"0", "1"} <= distinct
    return TagSetting(":".join(options), tag) if valid else TagSetting("0", tag, valid=False)


def _uris(text: str, tag: Tag | None) -> UriList:
    if tag is None:
        return _NO_URIS
    uris = parse_uris(text, tag.value_span)
    return UriList(tag, uris, tuple([uri for uri in uris if uri.valid]))
