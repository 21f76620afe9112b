"""Private key files in the forms of the usual signers; what they hold never shows."""

import base64
import os
import re
import shutil
import subprocess
import traceback
from contextlib import suppress
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from hypothesis import given
from hypothesis import strategies as st

from mailcheck.errors import KeyFileError
from mailcheck.plan import keyfiles, keygen
from mailcheck.records.dkim import public_key as keys
from mailcheck.records.dkim.public_key import Key

RSA = rsa.generate_private_key(65537, 1024)
ED = ed25519.Ed25519PrivateKey.generate()
EC = ec.generate_private_key(ec.SECP256R1())
SEED, PUBLIC = ED.private_bytes_raw(), ED.public_key().public_bytes_raw()
PEM, DER = Encoding.PEM, Encoding.DER
PKCS1, PKCS8 = PrivateFormat.TraditionalOpenSSL, PrivateFormat.PKCS8


def _bytes(private: object, encoding: Encoding, form: PrivateFormat, password: bytes = b"") -> bytes:
    lock = BestAvailableEncryption(password) if password else NoEncryption()
    return private.private_bytes(encoding, form, lock)  # type: ignore[attr-defined,no-any-return]


def _key(private: object) -> Key:
    public = private.public_key()  # type: ignore[attr-defined]
    key = keys.read(public.public_bytes(DER, PublicFormat.SubjectPublicKeyInfo))
    assert isinstance(key, Key)
    return key


RSA_RECORD = b'main1._domainkey IN TXT ( "v=DKIM1; k=rsa; " "p=MIGfMA0GCSqGSIb3" ) ;\n'
FORMS = {
    "PEM, PKCS#8": (_bytes(RSA, PEM, PKCS8), RSA),
    "PEM, PKCS#1": (_bytes(RSA, PEM, PKCS1), RSA),
    "PEM with other line ends": (_bytes(RSA, PEM, PKCS8).replace(b"\n", b"\r\n"), RSA),
    "PEM with prose around it": (b"Bag Attributes\n" + _bytes(RSA, PEM, PKCS8) + RSA_RECORD, RSA),
    "PEM with the certificate first": (
        b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n" + _bytes(RSA, PEM, PKCS8),
        RSA,
    ),
    "DER, PKCS#8": (_bytes(RSA, DER, PKCS8), RSA),
    "DER, PKCS#1": (_bytes(RSA, DER, PKCS1), RSA),
    "base64 of PKCS#8": (base64.b64encode(_bytes(RSA, DER, PKCS8)), RSA),
    "base64 of PKCS#1, in lines": (base64.encodebytes(_bytes(RSA, DER, PKCS1)), RSA),
    "Ed25519 PEM": (_bytes(ED, PEM, PKCS8), ED),
    "Ed25519 seed in base64": (base64.b64encode(SEED) + b"\n", ED),
    "Ed25519 seed and key in base64": (base64.b64encode(SEED + PUBLIC), ED),
    "Ed25519 seed with the record after it": (base64.b64encode(SEED + PUBLIC) + b"\n" + RSA_RECORD, ED),
}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "main1.private"


def _write(file: Path, data: bytes, mode: int = 0o600) -> Path:
    file.write_bytes(data)
    file.chmod(mode)
    return file


@pytest.mark.parametrize("form", FORMS)
def test_every_form_of_a_private_key_gives_its_public_half(file: Path, form: str) -> None:
    data, private = FORMS[form]
    found = keyfiles.read(_write(file, data))
    assert found.key.fingerprint == _key(private).fingerprint
    assert (found.mode, found.exposed, found.warning) == (0o600, False, "")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        pytest.param(b" \n", "is empty; a private key is wanted", id="empty"),
        pytest.param(b"hello world", "holds no private key; PEM, DER or base64 of one is wanted", id="prose"),
        pytest.param(
            _bytes(RSA, PEM, PKCS8)[:400],
            "begins a PEM block and does not end it; the whole file is wanted",
            id="cut PEM",
        ),
        pytest.param(
            re.sub(rb"\n.{60}", b"\n", _bytes(RSA, PEM, PKCS8), count=3),
            "holds no private key that can be read; it may be damaged or cut",
            id="damaged PEM",
        ),
        pytest.param(
            base64.b64encode(SEED + SEED),
            "holds 64 octets that are no Ed25519 key; the second half does not belong to the first",
            id="seed and another key",
        ),
        pytest.param(
            _bytes(RSA, PEM, PKCS8, b"secret"),
            "is encrypted; a signer's key has no passphrase",
            id="encrypted",
        ),
        pytest.param(
            _bytes(RSA, PEM, PKCS1, b"secret"),
            "is encrypted; a signer's key has no passphrase",
            id="old encryption",
        ),
        pytest.param(
            _bytes(RSA, DER, PKCS8, b"secret"),
            "is encrypted; a signer's key has no passphrase",
            id="encrypted DER",
        ),
        pytest.param(
            _bytes(EC, PEM, PKCS8),
            "holds the private half of an EC public key; DKIM knows RSA and Ed25519",
            id="EC",
        ),
        pytest.param(
            ED.private_bytes(PEM, PrivateFormat.OpenSSH, NoEncryption()),
            "holds a key in the format of OpenSSH; PKCS#8 is wanted",
            id="OpenSSH",
        ),
        pytest.param(
            RSA.public_key().public_bytes(PEM, PublicFormat.SubjectPublicKeyInfo),
            "holds a public key; the private one is wanted",
            id="public key",
        ),
        pytest.param(b"A" * 70000, "has more than 65536 octets; no private key is that large", id="huge"),
    ],
)
def test_what_is_no_private_key_is_named(file: Path, data: bytes, message: str) -> None:
    with pytest.raises(KeyFileError) as caught:
        keyfiles.read(_write(file, data))
    assert str(caught.value) == f"`{file}` {message}"


def test_a_file_that_is_not_there_is_an_error_of_the_system(file: Path) -> None:
    with pytest.raises(FileNotFoundError):
        keyfiles.read(file)


@pytest.mark.parametrize("form", FORMS)
def test_nothing_of_the_private_key_is_in_what_is_returned(file: Path, form: str) -> None:
    data, private = FORMS[form]
    shown = repr(keyfiles.read(_write(file, data)))
    for secret in _secrets(private):
        assert secret not in shown


@pytest.mark.parametrize("damage", [lambda data: data[:-90], lambda data: data[:60] + b"!" + data[60:]])
@pytest.mark.parametrize("form", FORMS)
def test_nothing_of_the_private_key_is_in_an_error(file: Path, form: str, damage: object) -> None:
    data, private = FORMS[form]
    told = "it was read in spite of the damage"
    try:
        keyfiles.read(_write(file, damage(data)))  # type: ignore[operator]
    except KeyFileError as error:
        told = "".join(traceback.format_exception(error))
    for secret in _secrets(private):
        assert secret not in told


def _secrets(private: object) -> list[str]:
    """Return pieces of the private key as it might be printed."""
    der = _bytes(private, DER, PKCS8)
    return [der.hex()[-40:], base64.b64encode(der).decode()[-24:-4], repr(der[-16:-1])[2:-1]]


@pytest.mark.parametrize(("mode", "exposed"), [(0o600, False), (0o640, False), (0o644, True), (0o604, True)])
def test_a_file_that_everybody_may_read_is_told(file: Path, mode: int, exposed: bool) -> None:
    found = keyfiles.read(_write(file, FORMS["PEM, PKCS#8"][0], mode))
    expected = f"`{file}` has mode {mode:03o}, so everybody may read the private key; 600 is wanted"
    assert (found.exposed, found.warning) == (exposed, expected if exposed else "")


def test_a_selector_may_be_given_with_its_file(file: Path) -> None:
    selector, found = keyfiles.read_assignment(f"main1={_write(file, FORMS['PEM, PKCS#8'][0])}")
    assert (selector, found.key) == ("main1", _key(RSA))


@pytest.mark.parametrize("text", ["main1", "=file", "main1=", ""])
def test_a_selector_without_a_file_is_an_error(text: str) -> None:
    with pytest.raises(KeyFileError, match="is no SELECTOR=FILE"):
        keyfiles.read_assignment(text)


@given(st.binary(max_size=300))
def test_any_octets_are_a_key_or_an_error(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    file = tmp_path_factory.getbasetemp() / "any.private"
    with suppress(KeyFileError):
        assert isinstance(keyfiles.read(_write(file, data)).key, Key)


@pytest.mark.skipif(shutil.which("opendkim-genkey") is None, reason="opendkim-tools is not installed")
def test_the_files_of_opendkim_genkey_belong_together(tmp_path: Path) -> None:
    subprocess.run(
        ["opendkim-genkey", "-D", tmp_path, "-b", "2048", "-s", "main1", "-d", "example.com"], check=True
    )
    text = "".join(re.findall(r'"([^"]*)"', (tmp_path / "main1.txt").read_text()))
    published = keys.decode(text.partition("p=")[2])
    assert keyfiles.read(tmp_path / "main1.private").key == published


def test_the_files_of_dknewkey_belong_together(tmp_path: Path) -> None:
    dknewkey = pytest.importorskip("dkim.dknewkey", reason="dkimpy is not installed")
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed")
    private, public = str(tmp_path / "main1.key"), str(tmp_path / "main1.dns")
    dknewkey.GenRSAKeys(private)
    dknewkey.ExtractRSADnsPublicKey(private, public)
    published = keys.decode(Path(public).read_text().partition("p=")[2].strip('"\n ;'))
    assert keyfiles.read(private).key == published


class TestKeygen:
    @pytest.mark.parametrize("pair", [keygen.rsa(), keygen.ed25519()], ids=["rsa", "ed25519"])
    def test_what_is_saved_is_read_back(self, file: Path, pair: keygen.Pair) -> None:
        pair.save(file)
        assert keyfiles.read(file).key.fingerprint == pair.key.fingerprint
        assert file.stat().st_mode & 0o777 == 0o600

    def test_the_umask_cannot_open_the_file(self, file: Path) -> None:
        before = os.umask(0)
        try:
            keygen.ed25519().save(file)
        finally:
            os.umask(before)
        assert file.stat().st_mode & 0o777 == 0o600

    def test_nothing_is_overwritten(self, file: Path) -> None:
        file.write_text("mine")
        with pytest.raises(FileExistsError):
            keygen.ed25519().save(file)
        assert file.read_text() == "mine"

    def test_a_link_is_not_followed(self, file: Path, tmp_path: Path) -> None:
        file.symlink_to(tmp_path / "elsewhere")
        with pytest.raises(FileExistsError):
            keygen.ed25519().save(file)
        assert not (tmp_path / "elsewhere").exists()

    def test_a_pair_does_not_show_its_private_half(self) -> None:
        pair = keygen.ed25519()
        assert "pem" not in repr(pair)

    @pytest.mark.parametrize("bits", [1024, 2048, 4096])
    def test_strings_are_short_enough_and_make_up_the_record(self, bits: int) -> None:
        record = keygen.Publication("main1", "example.com", keygen.rsa(bits).key)
        assert max(map(len, record.strings)) <= 255
        assert "".join(record.strings) == record.text
        assert record.facts["value"] == record.text
        assert record.facts["bits"] == bits
