"""Makes a key pair for a selector: a private key file, and its record in the three forms that people need."""

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mailcheck.dns.presentation import strings, zone_lines
from mailcheck.records.dkim import public_key as keys
from mailcheck.records.dkim.public_key import Key

BITS = 2048  # what signers should use, RFC 8301 section 3.2
FEWEST, MOST = 1024, 4096  # what every verifier accepts, RFC 8301 section 3.2


@dataclass(frozen=True, slots=True)
class Pair:
    """A private key, which is never shown, and its public half."""

    key: Key
    pem: bytes = field(repr=False)

    def save(self, path: Path) -> None:
        """Write the private key to a new file that only its owner may read.

        Raises:
            FileExistsError: there is something at *path* already; it is left as it is.
            OSError: the file cannot be written.
        """
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0)
        with os.fdopen(os.open(path, flags, 0o600), "wb") as file:
            try:
                file.write(self.pem)
                file.flush()
            except OSError:
                path.unlink(missing_ok=True)
                raise


@dataclass(frozen=True, slots=True)
class Publication:
    """A key record, and where it belongs."""

    selector: str
    domain: str
    key: Key

    @property
    def name(self) -> str:
        """The name of the record (RFC 6376 section 3.6.2.1)."""
        return f"{self.selector}._domainkey.{self.domain}"

    @property
    def text(self) -> str:
        """The record in one line, as providers' forms take it."""
        return f"v=DKIM1; k={self.key.type}; p={self.key.published}"

    @property
    def strings(self) -> tuple[str, ...]:
        """The record cut into character-strings; joined with nothing between them they are the record."""
        return tuple(string.decode("ascii") for string in strings(self.text))

    @property
    def zone(self) -> str:
        """The record as an entry of a zone file, which may stand in any zone: the name is absolute."""
        return zone_lines(self.name, "TXT", self.text) + "\n"

    @property
    def facts(self) -> dict[str, Any]:
        """The record and its key for programs."""
        return {
            "name": self.name,
            "type": "TXT",
            "value": self.text,
            "strings": list(self.strings),
            "key_type": self.key.type,
            "bits": self.key.bits,
            "fingerprint": self.key.fingerprint,
        }


def rsa(bits: int = BITS) -> Pair:
    """Make an RSA key pair of *bits* bits, with the exponent 65537."""
    from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key

    return _pair(generate_private_key(65537, bits))


def ed25519() -> Pair:
    """Make an Ed25519 key pair (RFC 8463)."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    return _pair(Ed25519PrivateKey.generate())


def _pair(private: Any) -> Pair:
    from cryptography.hazmat.primitives import serialization as forms

    pem = private.private_bytes(forms.Encoding.PEM, forms.PrivateFormat.PKCS8, forms.NoEncryption())
    public = private.public_key()
    if hasattr(public, "public_bytes_raw"):
        key = keys.read(public.public_bytes_raw())
    else:
        key = keys.read(public.public_bytes(forms.Encoding.DER, forms.PublicFormat.SubjectPublicKeyInfo))
    assert isinstance(key, Key)
    return Pair(key, pem)
