"""Public key data as it stands in `p=`: what it is, how strong it is, or why it is no key.

Keys are read here and not by a library: an audit reads thousands of them, and the usual library takes longer
to import than those take to read. Three encodings are told apart: SubjectPublicKeyInfo (RFC 5280 section
4.1.2.7), which RFC 6376 appendix C shows and everybody publishes; RSAPublicKey (RFC 8017 appendix A.1.1),
which RFC 6376 section 3.6.1 names; and the 32 octets of an Ed25519 key (RFC 8463 section 4.2).
"""

import binascii
import re
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from hashlib import sha256

from mailcheck.records.dkim import der
from mailcheck.records.dkim.der import BIT_STRING, INTEGER, NULL, OID, SEQUENCE, Element

RSA_ID = bytes.fromhex("300d06092a864886f70d0101010500")  # rsaEncryption, RFC 3279 section 2.3.1
RSA_OID = bytes.fromhex("2a864886f70d010101")
ED25519_OID = bytes.fromhex("2b6570")  # RFC 8410 section 3
ED25519_SPKI = bytes.fromhex("302a300506032b6570032100")
ED25519_OCTETS = 32  # RFC 8463 section 4.2
OTHER_KEYS = {
    bytes.fromhex("2a8648ce3d0201"): "EC",
    bytes.fromhex("2a8648ce380401"): "DSA",
    bytes.fromhex("2b656e"): "X25519",
    bytes.fromhex("2b6571"): "Ed448",
    bytes.fromhex("2a864886f70d01010a"): "RSA-PSS",
}
_NOT_BASE64 = re.compile(r"[^A-Za-z0-9+/=]")
_BLANKS = str.maketrans("", "", " \t\r\n")


class Form(Enum):
    """How key data is encoded."""

    SPKI = "SubjectPublicKeyInfo"
    PKCS1 = "RSAPublicKey"
    RAW = "raw octets"


class Fault(Enum):
    """Why data is not a public key that DKIM can use."""

    NOT_BASE64 = "not base64"
    TRUNCATED = "truncated"
    TRAILING = "octets after the key"
    PRIVATE = "private key"
    OTHER_TYPE = "key of another type"
    NOT_A_KEY = "not a key"


@dataclass(frozen=True, slots=True)
class Key:
    """A public key. *octets* is the modulus of an RSA key, or the Ed25519 key itself."""

    type: str  # rsa or ed25519
    bits: int
    form: Form
    octets: bytes
    exponent: int = 0

    @property
    def spki(self) -> bytes:
        """The key as SubjectPublicKeyInfo in DER, whatever form it was published in."""
        if self.type == "ed25519":
            return ED25519_SPKI + self.octets
        modulus = der.natural(self.octets)
        public = der.encode(SEQUENCE, modulus, der.integer(self.exponent))
        return der.encode(SEQUENCE, RSA_ID, der.encode(BIT_STRING, b"\0", public))

    @property
    def fingerprint(self) -> str:
        """SHA-256 of `spki` in hexadecimal, as `openssl pkey -pubin -outform DER | sha256sum` prints it."""
        return sha256(self.spki).hexdigest()

    @property
    def published(self) -> str:
        """What belongs into `p=`."""
        octets = self.octets if self.type == "ed25519" else self.spki
        return binascii.b2a_base64(octets, newline=False).decode("ascii")


@dataclass(frozen=True, slots=True)
class NoKey:
    """Data that is no usable public key. *what* completes "`p=` holds"; *size* and *whole* count octets."""

    fault: Fault
    what: str
    size: int = 0
    whole: int = 0


@lru_cache(maxsize=256)  # in an audit many domains have the same key, by way of an alias
def decode(text: str) -> Key | NoKey:
    """Read the base64 of a public key; blanks and folds may stand anywhere (RFC 6376 section 3.6.1)."""
    bare = text.translate(_BLANKS)
    try:
        data = binascii.a2b_base64(bare, strict_mode=True)
    except ValueError:  # binascii.Error is one
        return _explain_base64(bare)
    return read(data)


def _explain_base64(bare: str) -> Key | NoKey:
    """Say what is wrong with base64; a loss at its end counts as a loss, not as a mistake of the alphabet.

    Padding where none belongs is nothing wrong: verifiers pass over it, and so does Python before 3.13.
    """
    body = bare.rstrip("=")
    is_whole = body != "" and len(body) % 4 == 0
    body += "A" if len(body) % 4 == 1 else ""  # any six bits: the octet they would begin is lost
    body += "=" * (-len(body) % 4)
    try:
        found = read(binascii.a2b_base64(body, strict_mode=True))
    except ValueError:
        return NoKey(Fault.NOT_BASE64, not_base64(bare))
    if is_whole or (isinstance(found, NoKey) and found.fault in (Fault.TRUNCATED, Fault.PRIVATE)):
        return found
    return NoKey(Fault.NOT_BASE64, not_base64(bare))


def read(data: bytes) -> Key | NoKey:
    """Read a public key in any of the three encodings."""
    if len(data) == ED25519_OCTETS:
        return Key("ed25519", 256, Form.RAW, data)
    outer = der.element(data, 0, len(data))
    if outer is None or outer.tag != SEQUENCE:
        return _shapeless(data)
    parts = der.children(data, outer)
    found = _private(data, parts)
    if found is None and outer.end > len(data):
        found = NoKey(
            Fault.TRUNCATED, f"the first {len(data)} of the key's {outer.end} octets", len(data), outer.end
        )
    if found is None and outer.end < len(data):
        extra = len(data) - outer.end
        found = NoKey(Fault.TRAILING, f"{extra} octets after the end of the key", len(data), outer.end)
    return found or _public(data, outer, parts)


def not_base64(text: str) -> str:
    """Say what in *text*, which has no blanks, keeps it from being base64 (RFC 4648 section 4)."""
    stranger = _NOT_BASE64.search(text)
    if stranger:
        return f"`{stranger[0]}`, which is not a base64 character"
    body, _, rest = text.partition("=")
    if rest.strip("="):
        return "text after the padding `=`"
    count = len(body)
    if count % 4 == 1:
        return f"{count} base64 characters, which is one too many or too few"
    return f"{count} base64 characters and {len(text) - count} `=` where {-count % 4} belong"


def _shapeless(data: bytes) -> NoKey:
    if len(data) == 64 and _is_ed25519_pair(data):
        return NoKey(Fault.PRIVATE, "an Ed25519 private key")
    return NoKey(Fault.NOT_A_KEY, f"{len(data)} octets that are no public key", len(data))


def _is_ed25519_pair(data: bytes) -> bool:
    """Say whether *data* is a seed followed by its public key, as libsodium writes private keys."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey  # rare, and slow to load

    return Ed25519PrivateKey.from_private_bytes(data[:32]).public_key().public_bytes_raw() == data[32:]


def _private(data: bytes, parts: tuple[Element, ...]) -> NoKey | None:
    """Recognize private keys, whole or cut: PKCS#1 (RFC 8017 A.1.2), PKCS#8 (RFC 5208), SEC 1 (RFC 5915)."""
    if not parts or parts[0].tag != INTEGER or der.contents(data, parts[0]) not in (b"\0", b"\1"):
        return None
    match [part.tag for part in parts[1:4]]:
        case [0x02, 0x02, 0x02] | [0x02, 0x02] | [0x02]:
            return NoKey(Fault.PRIVATE, "an RSA private key")
        case [0x30, *_]:
            name = _algorithm(data, parts[1])
            return NoKey(Fault.PRIVATE, f"{name} private key".replace("a key of another type", "a"))
        case [0x04, *_]:
            return NoKey(Fault.PRIVATE, "an EC private key")
    return None


def _algorithm(data: bytes, part: Element) -> str:
    """Name the algorithm of an AlgorithmIdentifier, with its article."""
    inner = der.children(data, part)
    oid = der.contents(data, inner[0]) if inner and inner[0].tag == OID else b""
    if oid == RSA_OID:
        return "an RSA"
    if oid == ED25519_OID:
        return "an Ed25519"
    other = OTHER_KEYS.get(oid)
    return f"{'a' if other == 'DSA' else 'an'} {other}" if other else "a key of another type"


def _public(data: bytes, outer: Element, parts: tuple[Element, ...]) -> Key | NoKey:
    match [part.tag for part in parts]:
        case [0x30, 0x03] if parts[-1].end == outer.end:
            return _spki(data, parts)
        case [0x02, 0x02]:
            return _rsa(data, outer, Form.PKCS1)
        case [0x30, 0x30, 0x03]:
            return NoKey(Fault.NOT_A_KEY, "a certificate")
    return NoKey(Fault.NOT_A_KEY, f"{len(data)} octets of DER that are no public key", len(data))


def _spki(data: bytes, parts: tuple[Element, ...]) -> Key | NoKey:
    algorithm, bits = parts
    inner = data[bits.start : bits.end]
    if inner[:1] != b"\0":  # the count of unused bits
        return NoKey(Fault.NOT_A_KEY, "a key of a fraction of an octet", len(data))
    name = _algorithm(data, algorithm)
    if name == "an Ed25519" and len(inner) == ED25519_OCTETS + 1:
        return Key("ed25519", 256, Form.SPKI, inner[1:])
    if name != "an RSA" or not _plain(data, algorithm):
        return NoKey(Fault.OTHER_TYPE, f"{name} public key".replace("type public key", "type"), len(data))
    outer = der.element(inner, 1, len(inner))
    if outer is None or outer.tag != SEQUENCE or outer.end != len(inner):
        return NoKey(Fault.NOT_A_KEY, "SubjectPublicKeyInfo without a whole RSA key in it", len(data))
    return _rsa(inner, outer, Form.SPKI)


def _plain(data: bytes, algorithm: Element) -> bool:
    """Say whether the parameters are NULL or absent, as RFC 3279 section 2.3.1 has them."""
    inner = der.children(data, algorithm)
    return inner[-1].end == algorithm.end and [part.tag for part in inner] in ([OID, NULL], [OID])


def _rsa(data: bytes, outer: Element, form: Form) -> Key | NoKey:
    parts = der.children(data, outer)
    if [part.tag for part in parts] != [INTEGER, INTEGER] or parts[-1].end != outer.end:
        return NoKey(Fault.NOT_A_KEY, f"{len(data)} octets of DER that are no RSA key", len(data))
    modulus, exponent = (_natural(der.contents(data, part)) for part in parts)
    if not modulus or not exponent:
        return NoKey(Fault.NOT_A_KEY, "an RSA key whose numbers are not both positive", len(data))
    if modulus[-1] % 2 == 0:
        return NoKey(Fault.NOT_A_KEY, "an RSA key with an even modulus", len(data))
    bits = len(modulus) * 8 - 8 + modulus[0].bit_length()
    return Key("rsa", bits, form, modulus, int.from_bytes(exponent, "big"))


def _natural(octets: bytes) -> bytes:
    """Return the octets of a positive INTEGER without the sign octet; empty if it is none, or not minimal."""
    if not octets or octets[0] >= 0x80:
        return b""
    if octets[0]:
        return octets
    return octets[1:] if octets[1:2] >= b"\x80" else b""
