"""Reads a signer's private key file, and gives away only which public key belongs to it.

The forms are those of the usual signers: PEM in PKCS#1 (`BEGIN RSA PRIVATE KEY`) or PKCS#8 (`BEGIN PRIVATE
KEY`), their DER, plain or in base64 without the lines around it, and the 32 octets of an Ed25519 seed in
base64, alone or followed by the 32 of the public key. A DNS record after the key in the file is passed over.

Nothing that was read leaves this module: not in a value, not in a message, not as the cause of an exception.
"""

import binascii
import os
import re
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mailcheck.errors import KeyFileError
from mailcheck.records.dkim import public_key as keys
from mailcheck.records.dkim.public_key import ED25519_OCTETS, Key

if TYPE_CHECKING:
    from collections.abc import Iterator

SIZE_LIMIT = 65536  # octets; a key of 16384 bits takes a fifth of that
_PEM = re.compile(rb"-----BEGIN ([A-Z0-9 ]{0,30})-----.*?-----END \1-----", re.DOTALL)
_UNUSABLE = {
    "OPENSSH PRIVATE KEY": "holds a key in the format of OpenSSH; PKCS#8 is wanted",
    "ENCRYPTED PRIVATE KEY": "is encrypted; a signer's key has no passphrase",
    "PUBLIC KEY": "holds a public key; the private one is wanted",
    "RSA PUBLIC KEY": "holds a public key; the private one is wanted",
    "CERTIFICATE": "holds a certificate; a private key is wanted",
}


@dataclass(frozen=True, slots=True)
class KeyFile:
    """What a private key file tells: the public half, and who may read the file."""

    path: Path
    key: Key
    mode: int

    @property
    def exposed(self) -> bool:
        """Whether every user of the machine may read the file."""
        return bool(self.mode & stat.S_IROTH)

    @property
    def warning(self) -> str:
        """What to say about the file's mode; empty if it is well."""
        if not self.exposed:
            return ""
        return f"`{self.path}` has mode {self.mode:03o}, so everybody may read the private key; 600 is wanted"


def read(path: str | Path) -> KeyFile:
    """Read a private key file.

    Raises:
        KeyFileError: it holds no private key that DKIM can use.
        OSError: it cannot be read.
    """
    path = Path(path)
    with path.open("rb") as file:
        mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
        data = file.read(SIZE_LIMIT + 1)
    if len(data) > SIZE_LIMIT:
        raise KeyFileError(f"`{path}` has more than {SIZE_LIMIT} octets; no private key is that large")
    found = _public(data)
    if isinstance(found, str):
        raise KeyFileError(f"`{path}` {found}")
    return KeyFile(path, found, mode)


def read_assignment(text: str) -> tuple[str, KeyFile]:
    """Read `SELECTOR=FILE`: return the selector and what the file tells.

    Raises:
        KeyFileError: there is no `=`, or the file holds no private key that DKIM can use.
        OSError: the file cannot be read.
    """
    selector, equals, path = text.partition("=")
    if not (selector and equals and path):
        raise KeyFileError(f"`{text}` is no SELECTOR=FILE, such as main1=/etc/dkimkeys/main1.private")
    return selector, read(path)


def _public(data: bytes) -> Key | str:
    """Return the public half of the key in *data*, or what is the matter with it."""
    blocks = sorted(_PEM.finditer(data), key=lambda block: not block[1].endswith(b"PRIVATE KEY"))
    if blocks:
        block = blocks[0]
        label = block[1].decode("ascii")
        encrypted = b"Proc-Type: 4,ENCRYPTED" in block[0]
        return _UNUSABLE.get("ENCRYPTED PRIVATE KEY" if encrypted else label) or _load(block[0])
    if b"-----BEGIN" in data:
        return "begins a PEM block and does not end it; the whole file is wanted"
    if not data.strip():
        return "is empty; a private key is wanted"
    return _bare(data)


def _bare(data: bytes) -> Key | str:
    """Read DER, or base64 that is alone in the file or in its first line."""
    verdict: Key | str = "holds no private key; PEM, DER or base64 of one is wanted"
    for octets in _unwrap(data):
        found = _octets(octets)
        if isinstance(found, Key):
            return found
        verdict = found
    return verdict


def _unwrap(data: bytes) -> "Iterator[bytes]":
    if data[:1] == b"\x30":
        yield data
    for text in (b"".join(data.split()), data.split(maxsplit=1)[0]):
        try:
            yield binascii.a2b_base64(text, strict_mode=True)
        except ValueError:
            continue


def _octets(octets: bytes) -> Key | str:
    if len(octets) == ED25519_OCTETS:
        return _from_seed(octets)
    if len(octets) == 2 * ED25519_OCTETS:
        key = _from_seed(octets[:ED25519_OCTETS])
        if key.octets != octets[ED25519_OCTETS:]:
            return "holds 64 octets that are no Ed25519 key; the second half does not belong to the first"
        return key
    return _load(octets)


def _from_seed(seed: bytes) -> Key:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey  # slow to load

    public = Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()
    return Key("ed25519", 256, keys.Form.RAW, public)


def _load(data: bytes) -> Key | str:
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives import serialization

    load = serialization.load_pem_private_key if data[:5] == b"-----" else serialization.load_der_private_key
    try:
        private = load(data, None)
    except TypeError:
        return _UNUSABLE["ENCRYPTED PRIVATE KEY"]
    except (ValueError, UnsupportedAlgorithm):
        return "holds no private key that can be read; it may be damaged or cut"
    return _half(private)


def _half(private: Any) -> Key | str:
    """Return the public half of a key that `cryptography` has loaded."""
    from cryptography.hazmat.primitives import serialization

    form = serialization.PublicFormat.SubjectPublicKeyInfo
    found = keys.read(private.public_key().public_bytes(serialization.Encoding.DER, form))
    if isinstance(found, Key):
        return found
    return f"holds the private half of {found.what}; DKIM knows RSA and Ed25519"
