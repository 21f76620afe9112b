"""Key data is told apart, measured, and refused for a reason; `cryptography` is the reference."""

import base64

import dkim_samples as samples
import pytest
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed448, ed25519, rsa, x25519
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_der_public_key,
)
from hypothesis import given
from hypothesis import strategies as st

from mailcheck.records.dkim.public_key import Fault, Form, Key, NoKey, decode, read

SPKI = base64.b64decode(samples.RSA)
MODULUS = load_der_public_key(SPKI).public_numbers().n.to_bytes(256, "big")


def _b64(octets: bytes) -> str:
    return base64.b64encode(octets).decode("ascii")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(samples.RSA, Key("rsa", 2048, Form.SPKI, MODULUS, 65537), id="the usual RSA key"),
        pytest.param(samples.PKCS1, Key("rsa", 2048, Form.PKCS1, MODULUS, 65537), id="without its wrapping"),
        pytest.param(
            samples.RSA[:70] + " \r\n\t" + samples.RSA[70:],
            Key("rsa", 2048, Form.SPKI, MODULUS, 65537),
            id="folded",
        ),
        pytest.param(
            samples.ED, Key("ed25519", 256, Form.RAW, base64.b64decode(samples.ED)), id="32 octets of Ed25519"
        ),
        pytest.param(
            samples.EDSPKI,
            Key("ed25519", 256, Form.SPKI, base64.b64decode(samples.ED)),
            id="Ed25519 in a wrapping that DKIM does not use",
        ),
    ],
)
def test_a_key_is_read(text: str, expected: Key) -> None:
    assert decode(text) == expected


@pytest.mark.parametrize(
    ("text", "bits", "exponent"),
    [
        pytest.param(samples.RSA768, 768, 65537, id="short"),
        pytest.param(samples.RSA1024, 1024, 65537, id="weak"),
        pytest.param(samples.RSA5120, 5120, 65537, id="long"),
        pytest.param(samples.RSAE3, 2048, 3, id="exponent 3"),
    ],
)
def test_an_rsa_key_is_measured(text: str, bits: int, exponent: int) -> None:
    key = decode(text)
    assert isinstance(key, Key)
    assert (key.bits, key.exponent) == (bits, exponent)


def _pkcs8(private: object) -> str:
    return _b64(private.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()))  # type: ignore[attr-defined]


def _spki(private: object) -> str:
    public = private.public_key()  # type: ignore[attr-defined]
    return _b64(public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo))


RSA_PRIVATE = rsa.generate_private_key(65537, 1024)
ED_PRIVATE = ed25519.Ed25519PrivateKey.generate()
EC_PRIVATE = ec.generate_private_key(ec.SECP256R1())
EC_TRADITIONAL = _b64(
    EC_PRIVATE.private_bytes(Encoding.DER, PrivateFormat.TraditionalOpenSSL, NoEncryption())
)
ED_PAIR = _b64(ED_PRIVATE.private_bytes_raw() + ED_PRIVATE.public_key().public_bytes_raw())


@pytest.mark.parametrize("surplus", ["=", "==", "===", "===="])
@pytest.mark.parametrize(
    "text", [samples.RSA, samples.RSA[:200], samples.PRIV[:256]], ids=["whole", "cut", "private"]
)
def test_padding_where_none_belongs_is_passed_over(text: str, surplus: str) -> None:
    assert len(text) % 4 == 0
    assert decode(text + surplus) == decode(text)


@pytest.mark.parametrize(
    ("text", "fault", "what"),
    [
        pytest.param("", Fault.NOT_A_KEY, "0 octets that are no public key", id="nothing"),
        pytest.param("AQID", Fault.NOT_A_KEY, "3 octets that are no public key", id="three octets"),
        pytest.param(
            _b64(b"\1" * 31),
            Fault.NOT_A_KEY,
            "31 octets that are no public key",
            id="an octet short of Ed25519",
        ),
        pytest.param(
            "MII-" + samples.RSA, Fault.NOT_BASE64, "`-`, which is not a base64 character", id="a hyphen"
        ),
        pytest.param("AQ==AQ==", Fault.NOT_BASE64, "text after the padding `=`", id="padding inside"),
        pytest.param(
            samples.ED[:-1],
            Fault.NOT_BASE64,
            "43 base64 characters and 0 `=` where 1 belong",
            id="padding lost",
        ),
        pytest.param(
            "=", Fault.NOT_BASE64, "0 base64 characters and 1 `=` where 0 belong", id="only padding"
        ),
        pytest.param(
            samples.ED + "=",
            Fault.NOT_BASE64,
            "43 base64 characters and 2 `=` where 1 belong",
            id="padding twice",
        ),
        pytest.param(
            "AAAAA",
            Fault.NOT_BASE64,
            "5 base64 characters, which is one too many or too few",
            id="a character over",
        ),
        pytest.param(
            samples.RSA[:200], Fault.TRUNCATED, "the first 150 of the key's 294 octets", id="cut at an octet"
        ),
        pytest.param(
            samples.RSA[:201], Fault.TRUNCATED, "the first 151 of the key's 294 octets", id="cut in an octet"
        ),
        pytest.param(
            _b64(SPKI + b"\0\0"), Fault.TRAILING, "2 octets after the end of the key", id="octets behind"
        ),
        pytest.param(samples.EC, Fault.OTHER_TYPE, "an EC public key", id="EC"),
        pytest.param(
            _spki(x25519.X25519PrivateKey.generate()), Fault.OTHER_TYPE, "an X25519 public key", id="X25519"
        ),
        pytest.param(
            _spki(ed448.Ed448PrivateKey.generate()), Fault.OTHER_TYPE, "an Ed448 public key", id="Ed448"
        ),
        pytest.param(_spki(dsa.generate_private_key(1024)), Fault.OTHER_TYPE, "a DSA public key", id="DSA"),
        pytest.param(samples.PRIV, Fault.PRIVATE, "an RSA private key", id="RSA private, PKCS#1"),
        pytest.param(samples.PRIV[:255], Fault.PRIVATE, "an RSA private key", id="RSA private, cut"),
        pytest.param(_pkcs8(RSA_PRIVATE), Fault.PRIVATE, "an RSA private key", id="RSA private, PKCS#8"),
        pytest.param(
            _pkcs8(ED_PRIVATE), Fault.PRIVATE, "an Ed25519 private key", id="Ed25519 private, PKCS#8"
        ),
        pytest.param(ED_PAIR, Fault.PRIVATE, "an Ed25519 private key", id="Ed25519 private, seed and key"),
        pytest.param(_pkcs8(EC_PRIVATE), Fault.PRIVATE, "an EC private key", id="EC private, PKCS#8"),
        pytest.param(EC_TRADITIONAL, Fault.PRIVATE, "an EC private key", id="EC private, SEC 1"),
        pytest.param(
            _b64(b"\2" * 64),
            Fault.NOT_A_KEY,
            "64 octets that are no public key",
            id="64 octets that are no pair",
        ),
    ],
)
def test_what_is_no_key_is_told_apart(text: str, fault: Fault, what: str) -> None:
    found = decode(text)
    assert isinstance(found, NoKey)
    assert (found.fault, found.what) == (fault, what)


@pytest.mark.parametrize(
    ("text", "size", "whole"),
    [
        pytest.param(samples.RSA[:200], 150, 294, id="cut"),
        pytest.param(_b64(SPKI + b"\0\0"), 296, 294, id="octets behind"),
        pytest.param("AQID", 3, 0, id="three octets"),
        pytest.param(samples.EC, 91, 0, id="EC"),
        pytest.param("MII-", 0, 0, id="no base64"),
        pytest.param(samples.PRIV, 0, 0, id="private"),
    ],
)
def test_octets_are_counted_where_that_tells_something(text: str, size: int, whole: int) -> None:
    found = decode(text)
    assert isinstance(found, NoKey)
    assert (found.size, found.whole) == (size, whole)


@pytest.mark.parametrize(
    ("data", "what"),
    [
        pytest.param("3005020100010100", "1 octets after the end of the key", id="something behind"),
        pytest.param("3006020100010100", "8 octets of DER that are no public key", id="a number and no key"),
        pytest.param("300630003000030100", "1 octets after the end of the key", id="a certificate, and more"),
        pytest.param("300730003000030100", "a certificate", id="a certificate"),
        pytest.param("30053000030101", "a key of a fraction of an octet", id="idle bits"),
        pytest.param(
            "3014300d06092a864886f70d01010105000303000500",
            "SubjectPublicKeyInfo without a whole RSA key in it",
            id="nothing in the wrapping",
        ),
        pytest.param("3081", "2 octets that are no public key", id="a length cut short"),
        pytest.param("30810100", "4 octets that are no public key", id="a length that is not minimal"),
    ],
)
def test_other_structures_are_no_keys(data: str, what: str) -> None:
    found = read(bytes.fromhex(data))
    assert isinstance(found, NoKey)
    assert found.what == what


@pytest.mark.parametrize(
    ("modulus", "exponent", "what"),
    [
        pytest.param("0200", "020103", "an RSA key whose numbers are not both positive", id="empty modulus"),
        pytest.param(
            "0201ff", "020103", "an RSA key whose numbers are not both positive", id="negative modulus"
        ),
        pytest.param("02020001", "020103", "an RSA key whose numbers are not both positive", id="idle octet"),
        pytest.param("02010d", "020100", "an RSA key whose numbers are not both positive", id="exponent 0"),
        pytest.param("02010c", "020103", "an RSA key with an even modulus", id="even modulus"),
        pytest.param("02010d", "040103", "8 octets of DER that are no public key", id="not two numbers"),
    ],
)
def test_numbers_that_make_no_rsa_key_are_refused(modulus: str, exponent: str, what: str) -> None:
    body = bytes.fromhex(modulus + exponent)
    found = read(b"\x30" + bytes([len(body)]) + body)
    assert isinstance(found, NoKey)
    assert found.what == what


@pytest.mark.parametrize("text", [samples.RSA, samples.PKCS1], ids=["wrapped", "bare"])
def test_every_form_of_a_key_has_one_fingerprint(text: str) -> None:
    key = decode(text)
    assert isinstance(key, Key)
    assert key.spki == SPKI
    assert key.fingerprint == decode(samples.RSA).fingerprint  # type: ignore[union-attr]
    assert key.published == samples.RSA


def test_an_ed25519_key_is_published_bare() -> None:
    key = decode(samples.EDSPKI)
    assert isinstance(key, Key)
    assert (key.published, _b64(key.spki)) == (samples.ED, samples.EDSPKI)


def _reference(data: bytes) -> tuple[int, int] | None:
    """Read a key with `cryptography`: modulus and exponent, or the Ed25519 key and 0."""
    try:
        key = load_der_public_key(data)
    except (ValueError, UnsupportedAlgorithm):
        return None
    if isinstance(key, rsa.RSAPublicKey):
        numbers = key.public_numbers()
        return numbers.n, numbers.e
    return (
        (int.from_bytes(key.public_bytes_raw(), "big"), 0)
        if isinstance(key, ed25519.Ed25519PublicKey)
        else None
    )


@given(st.sampled_from([SPKI, base64.b64decode(samples.PKCS1)]), st.integers(0, 400), st.integers(0, 255))
def test_the_reader_is_as_strict_as_the_reference(whole: bytes, at: int, octet: int) -> None:
    """One octet is changed, and both read the same key or none.

    Two exceptions: exponents that cannot work are for a rule to find, and an even modulus, which the
    reference lets pass, is no key here.
    """
    data = bytearray(whole)
    data[at % len(data)] = octet
    found, expected = read(bytes(data)), _reference(bytes(data))
    if isinstance(found, Key) and expected is not None:
        assert (int.from_bytes(found.octets, "big"), found.exponent) == expected
    elif isinstance(found, Key):
        assert found.exponent % 2 == 0 or found.exponent < 3
    elif expected is not None:
        assert expected[0] % 2 == 0


@given(st.binary(max_size=400))
def test_any_octets_give_a_key_or_a_reason(data: bytes) -> None:
    assert isinstance(read(data), Key | NoKey)


@given(st.text(max_size=300))
def test_any_text_gives_a_key_or_a_reason(text: str) -> None:
    assert isinstance(decode(text), Key | NoKey)


@given(st.integers(0, 391))
def test_a_key_that_is_cut_is_never_a_key(length: int) -> None:
    assert isinstance(decode(samples.RSA[:length]), NoKey)
