"""DKIM key records: a tag-list with a key in it (RFC 6376 section 3.6.1, RFC 8301, RFC 8463 section 4).

Fields are read from a record that is a tag-list. Where the text was mangled on its way into the DNS, such as
by the quotation marks of a zone file, the record has one flaw that says so, and no fields.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from mailcheck.dns.answers import Source, Span
from mailcheck.records import taglist
from mailcheck.records.dkim import public_key as keys
from mailcheck.records.dkim.public_key import Form, Key, NoKey
from mailcheck.records.dkim.tags import HASHES, KEY_TYPES, TAGS, VERSION, Flaw, flaws, list_items
from mailcheck.records.taglist import Tag, TagList

RSA_MINIMUM = 1024  # bits; verifiers must not accept less, RFC 8301 section 3.2
RSA_ADVISED = 2048  # bits; signers should use at least these, RFC 8301 section 3.2
RSA_MAXIMUM = 4096  # bits; verifiers must be able to use as many, and may refuse more, RFC 8301 section 3.2
USUAL_EXPONENT = 65537

# All but printable ASCII without quotation marks, backslash, parentheses and comma.
_SUSPECT = re.compile(r"[^ !#-&*+\--\[\]-~]")
_VERSIONED = re.compile(r"(?i)\bv\s?=\s?[\"'“”]?DKIM")
_KEY_START = re.compile(r"-----BEGIN|MI[GICHEMDF]")
_FOREIGN = re.compile(r"(?i)spf|dmarc|bimi|sts|tlsrpt|mta")


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
        return list_items(self.h) if self.h else HASHES

    @property
    def services(self) -> tuple[str, ...]:
        """The service types, in lower case; `*` where none are given."""
        return list_items(self.s) if self.s else ("*",)

    @property
    def flags(self) -> tuple[str, ...]:
        """The flags of `t=`, in lower case."""
        return list_items(self.t) if self.t else ()

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
    mistake = _mistake(text, tags)
    if mistake is not None:
        return DkimRecord(tags.source, tags, (mistake,), foreign, mangled=True)
    v, k, h, s, t, n, g, p = map(named.get, TAGS)
    key = keys.decode(p.value) if p and p.value else None
    return DkimRecord(
        tags.source, tags, tuple(flaws(text, tags)), foreign, False, v, k, h, s, t, n, g, p, key
    )


def is_plain(text: str, tags: TagList) -> bool:
    """Say whether *text*, with these tags, has nothing that might come from a mistake."""
    return not _SUSPECT.search(text) and not any(map(_overfull, tags.tags))


def _mistake(text: str, tags: TagList) -> Flaw | None:
    if is_plain(text, tags):
        return None
    from mailcheck.records.dkim.mistakes import mistake  # rare

    return mistake(text, tags)


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
