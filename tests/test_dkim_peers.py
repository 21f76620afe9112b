"""The same records before dkimpy and opendkim-testkey: they agree, or it is said where they do not."""

import shutil
import subprocess
from pathlib import Path

import dkim_samples as samples
import pytest
import servers
from dkim_samples import ED, ED_GOOD, GOOD, RSA, txt

from mailcheck.plan import keygen
from mailcheck.records.dkim.record import DkimRecord, parse

dkim = pytest.importorskip("dkim", reason="dkimpy is not installed")

# Where all agree with RFC 6376.
AGREED = [
    pytest.param(GOOD, id="the usual record"),
    pytest.param(f"p={RSA}", id="nothing but the key"),
    pytest.param(f"v=DKIM1;k=rsa;p={RSA};", id="no blanks, a semicolon at the end"),
    pytest.param(f"v = DKIM1 ; k = rsa ; p = {RSA}", id="blanks everywhere"),
    pytest.param(f"v=DKIM1; p={RSA[:100]} {RSA[100:]}", id="a blank in the key"),
    pytest.param(f"v=DKIM1; p={RSA}=", id="padding where none belongs"),
    pytest.param(f"v=DKIM1; t=y; p={RSA}", id="testing"),
    pytest.param(f"v=DKIM1; n=note; x=y; p={RSA}", id="a note and an unknown tag"),
    pytest.param(f"v=DKIM1; p={samples.RSA1024}", id="1024 bits"),
    pytest.param(ED_GOOD, id="Ed25519"),
    pytest.param(f"v=DKIM1; p={RSA[:200]}", id="cut"),
    pytest.param(f"v=DKIM1; p={RSA[200:]}{RSA[:200]}", id="in the wrong order"),
    pytest.param(f"v=DKIM1; p={ED}", id="Ed25519 taken for RSA"),
    pytest.param(f"v=DKIM1; k=rsa; k=rsa; p={RSA}", id="a tag twice"),
    pytest.param(f"v=dkim1; p={RSA}", id="version in small letters"),
    pytest.param(f"v=DKIM2; p={RSA}", id="another version"),
    pytest.param("v=DKIM1; p=", id="revoked"),
    pytest.param("v=DKIM1; k=rsa", id="no key"),
    pytest.param(f"v=DKIM1; k=xxx; p={RSA}", id="an unknown key type"),
    pytest.param(f'"{GOOD}"', id="in quotation marks"),
    pytest.param("hello world", id="prose"),
]

# Where dkimpy is kinder than the RFC, or than other verifiers; the reason is the id.
KINDER = [
    pytest.param(
        f"k=rsa; p={RSA}; v=DKIM1", id="it does not ask where the version stands (section 3.6.1: first)"
    ),
    pytest.param(f"v=DKIM1; h=sha1; p={RSA}", id="it does not ask what h= allows (RFC 8301 section 3.1)"),
    pytest.param(
        GOOD.replace(RSA, f'{RSA[:99]}" "{RSA[99:]}'), id="its base64 passes over what is not in the alphabet"
    ),
    pytest.param(f"{GOOD}\\", id="a backslash at the end, for the same reason"),
    pytest.param(f"v=DKIM1; s=tlsrpt; p={RSA}", id="this step does not ask what the key is for"),
]

# Where dkimpy is stricter than the RFC.
STRICTER = [
    pytest.param(f"v=DKIM1; k=RSA; p={RSA}", id="k=RSA: literals of the ABNF are not case-sensitive"),
]


def _dkimpy(text: str) -> bool:
    """Say whether dkimpy takes a key from *text*."""
    try:
        public, *_ = dkim.evaluate_pk(b"main1", text.encode("utf-8"))
    except Exception:  # noqa: BLE001 - whatever it raises, it has refused
        return False
    return public is not None


@pytest.mark.parametrize("text", AGREED)
def test_dkimpy_agrees(text: str) -> None:
    if "ed25519" in text:
        pytest.importorskip("nacl", reason="dkimpy needs PyNaCl for Ed25519")
    assert parse(text).usable == _dkimpy(text)


@pytest.mark.parametrize("text", KINDER)
def test_dkimpy_is_kinder(text: str) -> None:
    assert (parse(text).usable, _dkimpy(text)) == (False, True)


@pytest.mark.parametrize("text", STRICTER)
def test_dkimpy_is_stricter(text: str) -> None:
    assert (parse(text).usable, _dkimpy(text)) == (True, False)
    assert parse(text).flaws  # which is why it is a warning


def _size(record: DkimRecord) -> int:
    return record.key.bits  # type: ignore[union-attr]


@pytest.mark.parametrize("key", [RSA, samples.PKCS1, samples.RSA1024, samples.RSA5120, samples.RSAE3])
def test_dkimpy_measures_keys_alike(key: str) -> None:
    _, size, *_ = dkim.evaluate_pk(b"main1", f"v=DKIM1; p={key}".encode())
    assert size == _size(parse(f"v=DKIM1; p={key}"))


needs_opendkim = pytest.mark.skipif(
    shutil.which("opendkim-testkey") is None, reason="opendkim-tools is not installed"
)


class OpendkimTestkey:
    """opendkim-testkey, whose resolver is pointed at a server on loopback."""

    def __init__(self, folder: Path, server: str) -> None:
        host, _, port = server.partition(":")
        resolver, self.configuration = folder / "unbound.conf", folder / "opendkim.conf"
        resolver.write_text(
            'server:\n do-not-query-localhost: no\n module-config: "iterator"\n'
            f'stub-zone:\n name: "example.com"\n stub-addr: {host}@{port}\n'
        )
        self.configuration.write_text(f"ResolverConfiguration {resolver}\n")

    def __call__(self, selector: str, private: Path | None = None) -> tuple[int, str]:
        key = () if private is None else ("-k", str(private))
        done = subprocess.run(
            ["opendkim-testkey", "-vvv", "-x", self.configuration, "-d", "example.com", "-s", selector, *key],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=30,
            check=False,
        )
        return done.returncode, done.stdout


@needs_opendkim
class TestOpendkim:
    @pytest.mark.parametrize("bits", [1024, 2048, 4096])
    def test_it_accepts_what_keygen_makes(self, tmp_path: Path, nsd: servers.Serve, bits: int) -> None:
        pair, other = keygen.rsa(bits), keygen.rsa(1024)
        pair.save(tmp_path / "main1.private")
        other.save(tmp_path / "other.private")
        zone = keygen.Publication("main1", "example.com", pair.key).zone
        testkey = OpendkimTestkey(tmp_path, nsd({"example.com": zone}))
        code, told = testkey("main1", tmp_path / "main1.private")
        assert code == 0
        assert "opendkim-testkey: key OK" in told.splitlines()
        code, told = testkey("main1", tmp_path / "other.private")
        assert code != 0
        assert "opendkim-testkey: keys do not match" in told.splitlines()

    def test_it_accepts_and_refuses_as_we_do(self, tmp_path: Path, nsd: servers.Serve) -> None:
        texts = {f"s{number}": text for number, text in enumerate(self.TEXTS)}
        zone = "\n".join(txt(text, f"{selector}._domainkey") for selector, text in texts.items())
        testkey = OpendkimTestkey(tmp_path, nsd({"example.com": zone}))
        theirs = {text: testkey(selector)[0] == 0 for selector, text in texts.items()}
        assert theirs == {text: parse(text).usable for text in self.TEXTS}

    TEXTS = (
        GOOD,
        f"p={RSA}",
        f"v=DKIM1;k=rsa;p={RSA};",
        f"v=DKIM1; t=y; n=note; p={RSA[:100]} {RSA[100:]}",
        f"v=DKIM1; k=RSA; p={RSA}",
        f"v=dkim1; p={RSA}",
        f"v=DKIM2; p={RSA}",
        "v=DKIM1; p=",
        "v=DKIM1; k=rsa",
        f"v=DKIM1; k=xxx; p={RSA}",
        f"v=DKIM1; s=tlsrpt; p={RSA}",
        f'"{GOOD}"',
        GOOD.replace(";", "\\;"),
        GOOD.replace(";", ","),
        f"v=DKIM1; n=käse; p={RSA}",
        "v=spf1 -all",
    )
