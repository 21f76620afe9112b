"""DKIM key records: a tag-list with a key in it (RFC 6376 section 3.6.1, RFC 8301, RFC 8463 section 4).

Fields are read from a record that is a tag-list. Where the text was mangled on its way into the DNS, such as
by the quotation marks of a zone file, the record has one flaw that says so, and no fields.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from mailcheck.model import Source, Span
from mailcheck.records import keys, taglist
from mailcheck.records.keys import Form, Key, NoKey
from mailcheck.records.taglist import Tag, TagList

VERSION = "DKIM1"
KEY_TYPES = ("rsa", "ed25519")  # RFC 6376 section 3.6.1, RFC 8463 section 4
HASHES = ("sha1", "sha256")
FLAGS = ("y", "s")
TAGS = ("v", "k", "h", "s", "t", "n", "g", "p")
RSA_MINIMUM = 1024  # bits; verifiers must not accept less, RFC 8301 section 3.2
RSA_ADVISED = 2048  # bits; signers should use at least these, RFC 8301 section 3.2
RSA_MAXIMUM = 4096  # bits; verifiers must be able to use as many, and may refuse more, RFC 8301 section 3.2
USUAL_EXPONENT = 65537
MENTIONED = 20  # flaws of one kind, or tags, that are worth a word

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")  # tag-name of RFC 6376 section 3.2
_SUSPECT = re.compile(
    r"[^ !#-&*+\--\[\]-~]"
)  # all but printable ASCII without quotation marks, \ ( ) and comma
_OUTSIDE = re.compile(r"[^ -~\t\r\n]")  # neither VALCHAR nor FWS
_VERSIONED = re.compile(r"(?i)\bv\s?=\s?[\"'“”]?DKIM")
_BREAK = re.compile(r"\r\n(?![ \t])|\r(?!\n)|(?<!\r)\n")  # a line break that is no fold
_KEY_START = re.compile(r"-----BEGIN|MI[GICHEMDF]")
_FOREIGN = re.compile(r"(?i)spf|dmarc|bimi|sts|tlsrpt|mta")
_EMPTY_MATTERS = {"v": "DKIM1", "k": "rsa or ed25519", "h": "sha256", "s": "email or *"}


@dataclass(frozen=True, slots=True)
class Flaw:
    """A breach of the grammar; a *fatal* one makes verifiers ignore the record."""

    message: str
    span: Span
    fatal: bool = True


@dataclass(frozen=True, slots=True)
class DkimRecord:
    """One TXT record at a selector.

    *key* is None where `p=` is empty or missing. *foreign* says that this was never meant as a key record.
    *mangled* says that it was, and that the text is no tag-list as it stands: then only *flaws* counts, and
    the fields are None.
    """

    source: Source
    tags: TagList
    flaws: tuple[Flaw, ...]
    foreign: bool = False
    mangled: bool = False
    v: Tag | None = None
    k: Tag | None = None
    h: Tag | None = None
    s: Tag | None = None
    t: Tag | None = None
    n: Tag | None = None
    g: Tag | None = None
    p: Tag | None = None
    key: Key | NoKey | None = None

    @property
    def text(self) -> str:
        """The record as published."""
        return self.source.text

    @property
    def key_span(self) -> Span | None:
        """Where the value of `p=` stands."""
        return self.p.value_span if self.p else None

    @property
    def key_type(self) -> str:
        """The key type in lower case, `rsa` where none is given; it need not be one that exists."""
        return self.k.value.lower() if self.k else KEY_TYPES[0]

    @property
    def hashes(self) -> tuple[str, ...]:
        """The hash algorithms that are allowed, in lower case."""
        return _listed(self.h) if self.h else HASHES

    @property
    def services(self) -> tuple[str, ...]:
        """The service types, in lower case; `*` where none are given."""
        return _listed(self.s) if self.s else ("*",)

    @property
    def flags(self) -> tuple[str, ...]:
        """The flags of `t=`, in lower case."""
        return _listed(self.t) if self.t else ()

    @property
    def revoked(self) -> bool:
        """Whether `p=` is there and empty (RFC 6376 section 3.6.1)."""
        return self.p is not None and not self.p.value

    @property
    def version_accepted(self) -> bool:
        """Whether `v=` is absent, or `DKIM1` to the letter and the first tag."""
        if self.v is None:
            return True
        return self.v.value == VERSION and self.tags.entries[0] is self.v

    @property
    def key_fits(self) -> bool:
        """Whether `p=` holds a key of the type that `k=` names, encoded as that type has it."""
        key = self.key
        if not isinstance(key, Key) or key.type != self.key_type:
            return False
        return key.type == "rsa" or key.form is Form.RAW

    @property
    def hash_usable(self) -> bool:
        """Whether sha256 is allowed, the one hash that verifiers may use (RFC 8301 section 3.1)."""
        return self.h is None or "sha256" in self.hashes

    @property
    def for_email(self) -> bool:
        """Whether the key is for mail (RFC 6376 section 3.6.1, `s=`)."""
        return self.s is None or any(service in ("*", "email") for service in self.services)

    @property
    def usable(self) -> bool:
        """Whether a signature on mail can be verified with this record."""
        if self.mangled or any(flaw.fatal for flaw in self.flaws) or not self.key_fits:
            return False
        return self.version_accepted and self.hash_usable and self.for_email and strong_enough(self.key)

    @property
    def weak(self) -> bool:
        """Whether the key is of fewer bits than RFC 8301 section 3.2 advises."""
        return isinstance(self.key, Key) and self.key.type == "rsa" and self.key.bits < RSA_ADVISED


def strong_enough(key: Key | NoKey | None) -> bool:
    """Say whether verifiers accept the numbers of *key* (RFC 8301 section 3.2)."""
    if not isinstance(key, Key):
        return False
    return key.type != "rsa" or (key.bits >= RSA_MINIMUM and exponent_works(key))


def exponent_works(key: Key) -> bool:
    """Say whether an RSA exponent can be one: odd and above 1 (RFC 8017 section 3.1)."""
    return key.exponent % 2 == 1 and key.exponent > 1


def parse(source: Source | str) -> DkimRecord:
    """Read a key record; any text gives a record."""
    tags = taglist.parse(source)
    text = tags.source.text
    named = {tag.name: tag for tag in reversed(tags.tags)}
    foreign = not meant_as_key(text, named)
    slip = _slip(text, tags)
    if slip is not None:
        return DkimRecord(tags.source, tags, (slip,), foreign, mangled=True)
    v, k, h, s, t, n, g, p = map(named.get, TAGS)
    key = keys.decode(p.value) if p and p.value else None
    return DkimRecord(
        tags.source, tags, tuple(_flaws(text, tags)), foreign, False, v, k, h, s, t, n, g, p, key
    )


def _slip(text: str, tags: TagList) -> Flaw | None:
    if not _SUSPECT.search(text) and not any(_overfull(tag) for tag in tags.tags):
        return None
    from mailcheck.records.dkim_slips import slip  # rare

    return slip(text, tags)


def _overfull(tag: Tag) -> bool:
    """Say whether another tag, or another key, stands inside the value."""
    if tag.name in ("v", "k", "h", "s", "t"):
        return "=" in tag.value
    return "=" in tag.value.rstrip("= \t") if tag.name == "p" else len(tag.name) > 20


def meant_as_key(text: str, named: Mapping[str, Tag]) -> bool:
    """Say whether *text*, with these tags, looks like a key record, be it a broken one."""
    if _VERSIONED.search(text[:300]) or _KEY_START.match(text):
        return True
    version = named.get("v") or named.get("V")
    if version is not None and _FOREIGN.match(version.value):
        return False
    data = named.get("p") or named.get("P")
    if data is None:
        return "k" in named
    return not data.value or len(data.value) > 40 or "k" in named or version is not None


def _listed(tag: Tag) -> tuple[str, ...]:
    return tuple(item.strip(taglist.BLANKS) for item in tag.value.lower().split(":"))


def _flaws(text: str, tags: TagList) -> list[Flaw]:
    """Compare with the grammar of RFC 6376 section 3.2 and the values of section 3.6.1."""
    found = _duplicates(tags.duplicates)
    found += [
        Flaw(f"`{_short(stray.text)}` is no `name=value`; tags are separated by `;`", stray.span)
        for stray in tags.strays[:MENTIONED]
    ]
    for tag in tags.tags[:MENTIONED]:
        found += _tag_flaws(tag)
    if tags.empties:
        start, end = tags.empties[0]
        message = "nothing stands between two `;`; each of them ends a tag"
        found.append(Flaw(message, Span(max(0, start - 1), end + 1), False))
    if tags.tail is not None:
        found.append(Flaw("blanks follow the last `;`, which ends the record", tags.tail, False))
    if stranger := _OUTSIDE.search(text):
        message = f"`{stranger[0]}` is outside of ASCII's printable characters, the only ones allowed"
        found.append(Flaw(message, Span(*stranger.span())))
    return found


def _duplicates(repeated: tuple[Tag, ...]) -> list[Flaw]:
    for tag in repeated:
        if tag.name == "v":
            return [Flaw("a second `v=` begins here: the record was pasted twice, and is void", tag.span)]
    return [
        Flaw(
            f"`{_short(tag.name)}=` stands twice; a tag may stand once, or the whole record is void", tag.span
        )
        for tag in repeated[:MENTIONED]
    ]


def _tag_flaws(tag: Tag) -> list[Flaw]:
    if not _NAME.fullmatch(tag.name):
        message = f"`{_short(tag.name)}` is no tag name; letters, digits and `_` are allowed"
        return [Flaw(message, tag.name_span)]
    if tag.name not in TAGS:
        return _capitals(tag)
    if not tag.value:
        return _emptiness(tag)
    if tag.name in ("k", "h", "s", "t"):
        return _case(tag)
    if tag.name == "p" and not tag.value.isprintable() and _BREAK.search(tag.value) and "--" not in tag.value:
        message = "a line break without a blank after it stands inside `p=`; blanks alone are allowed there"
        return [Flaw(message, tag.value_span, False)]
    return []


def _capitals(tag: Tag) -> list[Flaw]:
    lower = tag.name.lower()
    if lower not in TAGS or lower == tag.name:
        return []
    return [Flaw(f"`{tag.name}=` is not `{lower}=`; tag names are compared to the letter", tag.name_span)]


def _emptiness(tag: Tag) -> list[Flaw]:
    if tag.name in _EMPTY_MATTERS:
        allowed = _EMPTY_MATTERS[tag.name]
        return [Flaw(f"`{tag.name}=` is empty; {allowed} is allowed, or no `{tag.name}=` at all", tag.span)]
    if tag.name == "t":
        return [Flaw("`t=` is empty; y or s is allowed, or no `t=` at all", tag.span, False)]
    return []


def _case(tag: Tag) -> list[Flaw]:
    known = {"k": KEY_TYPES, "h": HASHES, "s": ("email",), "t": FLAGS}[tag.name]
    lower = tag.value.lower()
    if lower == tag.value or not any(item in known for item in _listed(tag)):
        return []
    written, known_as = f"{tag.name}={_short(tag.value)}", f"{tag.name}={_short(lower)}"
    message = f"`{written}` is in capitals; some verifiers know only `{known_as}`"
    return [Flaw(message, tag.value_span, False)]


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:37] + "..."
