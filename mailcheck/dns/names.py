"""Domain names as text: presentation form, A-labels and U-labels, and what a host name may be."""

import re
from functools import lru_cache

from mailcheck.errors import InvalidDomainError


@lru_cache(maxsize=4096)
def target_name(raw: str) -> str | None:
    """Return an expanded name without its final dot, cut to fit; None where no query can be made from it.

    Labels are taken away from the left until 253 octets remain (RFC 7208 section 7.3). Empty labels, and
    labels of more than 63 octets, are left undefined by section 4.8; here they make the name one that does
    not exist, which is what section 4.3 does for the domain itself.
    """
    name = raw.removesuffix(".")
    octets = name if name.isascii() else name.encode("utf-8", "surrogateescape").decode("latin-1")
    while len(octets) > NAME_LIMIT:
        _, dot, octets = octets.partition(".")
        name = name.partition(".")[2]
        if not dot:
            return None
    if not all(0 < len(label) <= LABEL_LIMIT for label in octets.split(".")):
        return None
    return name


@lru_cache(maxsize=4096)
def question_name(name: str) -> str:
    """Return a name in the form in which questions are asked."""
    return escape(name)


# RFC 1123 section 2.1, with the underscore that names such as _dmarc need.
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
_HOST_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
NAME_LIMIT = 253  # octets of a name in text, RFC 1035 section 3.1
LABEL_LIMIT = 63  # octets of a label, RFC 1035 section 2.3.4
UNPUBLISHED = "mailcheck-wildcard-probe"  # a label that nobody publishes: what answers there is a wildcard


def normalize(name: str) -> str:
    """Return *name* in lower case without the final dot."""
    return name.lower().removesuffix(".")


def labels(name: str) -> list[str]:
    """Return the labels of *name*, left to right; the root has none. Escaped dots are honoured."""
    if not name:
        return []
    if "\\" not in name:
        return name.split(".")
    return re.findall(r"(?:\\.|[^.\\])+", name)


def parent(name: str) -> str:
    """Return *name* without its left-most label; the empty string for a single label."""
    return ".".join(labels(name)[1:])


def is_below(name: str, ancestor: str) -> bool:
    """Say whether *name* is *ancestor* or a name under it; both normalized."""
    return name == ancestor or not ancestor or name.endswith("." + ancestor)


def is_host_name(name: str) -> bool:
    """Say whether every label is letters, digits and inner hyphens (RFC 1123 section 2.1)."""
    return bool(name) and all(_HOST_LABEL.fullmatch(label) for label in labels(name))


def to_ascii(domain: str) -> str:
    """Return a domain as typed by a person, normalized and in A-label form (RFC 8616, RFC 5891).

    Raises:
        InvalidDomainError: it is not a domain name of at least two labels.
    """
    text = domain.strip()
    fault = _other_than_a_name(text)
    if not fault:
        name = normalize(text if text.isascii() else _encode(text))
        fault = _fault(name)
    if fault:
        raise InvalidDomainError(f"`{text}` {fault}")
    return name


def _other_than_a_name(text: str) -> str:
    """Say what stands here instead of a domain; empty if it may be one."""
    if "@" in text:
        bare = text.rpartition("@")[2] or "example.com"
        return f"is an address; give the domain alone, such as `{bare}`"
    if "/" in text:
        return "is not a domain name; give the name alone, such as `example.com`"
    return ""


def _fault(name: str) -> str:
    """Say what is wrong with a name as a mail domain; empty if nothing is."""
    parts = name.split(".")
    bad = next((part for part in parts if not _LABEL.fullmatch(part)), None)
    if bad is not None and len(bad) > LABEL_LIMIT:
        return f"has a label of {len(bad)} characters; at most {LABEL_LIMIT} are allowed"
    if bad is not None:
        return f"is not a domain name: the label `{bad}` may hold only letters, digits and inner hyphens"
    if len(name) > NAME_LIMIT:
        return f"has {len(name)} characters; a domain name has at most {NAME_LIMIT}"
    if len(parts) < 2 or re.fullmatch(r"[0-9.]+", name):
        return "is not a mail domain; two labels or more are needed, such as `example.com`"
    return ""


def selector_to_ascii(selector: str) -> str:
    """Return a DKIM selector as typed by a person, normalized and in A-labels (RFC 6376 section 3.1).

    Raises:
        InvalidDomainError: it can be no part of a name.
    """
    try:
        return to_ascii(f"{selector}._domainkey").removesuffix("._domainkey")
    except InvalidDomainError:
        raise InvalidDomainError(
            f"`{selector}` is no selector; it is the name before `._domainkey`, such as `main1`"
        ) from None


def _encode(text: str) -> str:
    import idna  # only where a name needs it: the tables are large

    try:
        return idna.encode(text, uts46=True, transitional=False).decode("ascii")
    except idna.IDNAError as error:
        raise InvalidDomainError(f"`{text}` is not a domain name: {error}") from None


@lru_cache(maxsize=4096)
def to_unicode(name: str) -> str:
    """Return *name* with its A-labels decoded for reading; unchanged where none is whole."""
    if "xn--" not in name:
        return name
    import idna

    try:
        return idna.decode(name)
    except (idna.IDNAError, UnicodeError):
        return name


def escape(raw: str) -> str:
    """Return text whose dots separate labels, such as an expanded macro, in presentation form.

    Backslashes, quotes, blanks, and octets outside printable ASCII are escaped (RFC 1035 section 5.1); dots
    are not.
    """
    if raw.isascii() and raw.isprintable() and not re.search(r'[\\" ;()@$]', raw):
        return raw
    octets = raw.encode("utf-8", "surrogateescape")
    return "".join(_escape_octet(octet) for octet in octets)


def _escape_octet(octet: int) -> str:
    character = chr(octet)
    if character in '\\"();@$':
        return "\\" + character
    return character if 0x21 <= octet <= 0x7E else f"\\{octet:03d}"
