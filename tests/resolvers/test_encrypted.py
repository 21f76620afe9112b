"""Resolving over TLS and HTTPS, with a certificate of our own."""

import asyncio
import datetime
import ipaddress
import ssl
import struct
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.util import find_spec

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from hostile import txt

from mailcheck.dns.answers import Answer, Failure, Status, Txt
from mailcheck.dns.live.stub import LiveResolver


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A file with the key and the certificate of 127.0.0.1 and dns.example."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "dns.example")])
    now = datetime.datetime.now(datetime.UTC)
    names = [x509.DNSName("dns.example"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    built = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path_factory.mktemp("certificate") / "both.pem"
    encoding = serialization.Encoding.PEM
    private = key.private_bytes(encoding, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    file.write_bytes(private + built.public_bytes(encoding))
    return str(file)


@pytest.fixture
def trusted(certificate, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", certificate)
    return certificate


@asynccontextmanager
async def serving(connected, certificate: str) -> AsyncIterator[int]:
    """Serve TLS on loopback and yield the port."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)

    async def closing(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await connected(reader, writer)
            await writer.drain()
        finally:
            writer.close()

    server = await asyncio.start_server(closing, "127.0.0.1", 0, ssl=context)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        await asyncio.sleep(0.01)


async def over_tls(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    (size,) = struct.unpack("!H", await reader.readexactly(2))
    data = txt(await reader.readexactly(size))
    writer.write(struct.pack("!H", len(data)) + data)


def http(status: str, kind: str):
    async def over_https(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        size = int(head.split(b"content-length: ")[1].split(b"\r\n")[0])
        data = txt(await reader.readexactly(size))
        head = f"HTTP/1.1 {status}\r\ncontent-type: {kind}\r\ncontent-length: {len(data)}\r\n\r\n".encode()
        writer.write(head + data)

    return over_https


def asked(connected, certificate: str, spelling: str) -> tuple[Answer, str]:
    """Ask a server spelled so, with its port in the place of PORT."""

    async def run() -> tuple[Answer, str]:
        async with serving(connected, certificate) as port:
            server = spelling.replace("PORT", str(port))
            async with LiveResolver([server], timeout=5) as live:
                return await live.ask("example.com", "TXT"), live.servers[0].label

    return asyncio.run(run())


def _found(server: str) -> Answer:
    return Answer("example.com", "TXT", Status.FOUND, (Txt((b"here",)),), 300, server=server)


@pytest.mark.parametrize("spelling", ["tls://127.0.0.1:PORT", "tls://127.0.0.1:PORT#dns.example"])
def test_tls_is_asked_under_the_name_in_its_certificate(trusted, spelling):
    answer, label = asked(over_tls, trusted, spelling)
    assert answer == _found(label)


def test_tls_with_another_name_is_no_answer(trusted):
    answer, label = asked(over_tls, trusted, "tls://127.0.0.1:PORT#dns.example.net")
    assert (answer.failure, answer.server) == (Failure.REFUSED, label)
    assert answer.detail.startswith("no connection (")
    assert "dns.example.net" in answer.detail


def test_tls_with_a_certificate_of_nobody_is_no_answer(certificate):
    answer, _ = asked(over_tls, certificate, "tls://127.0.0.1:PORT")
    assert answer.failure is Failure.REFUSED
    assert "certificate verify failed" in answer.detail


needs_client = pytest.mark.skipif(
    not (find_spec("httpx2") and find_spec("h2")),
    reason="the HTTP/2 client of mailcheck-cli[doh] is not installed",
)


@needs_client
def test_https_is_asked(trusted):
    answer, label = asked(
        http("200 OK", "application/dns-message"), trusted, "https://127.0.0.1:PORT/dns-query"
    )
    assert answer == _found(label)
    assert "httpx2" in sys.modules


@needs_client
@pytest.mark.parametrize(
    ("status", "kind", "said"),
    [("404 Not Found", "application/dns-message", "404"), ("200 OK", "text/html", "200")],
)
def test_https_that_is_no_dns_is_no_answer(trusted, status, kind, said):
    answer, label = asked(http(status, kind), trusted, "https://127.0.0.1:PORT/")
    assert answer.failure is Failure.REFUSED
    assert answer.detail == f"HTTP status {said} and no DNS message from {label}"


@needs_client
def test_https_without_a_listener_is_no_answer(trusted):
    async def run() -> Answer:
        async with LiveResolver(["https://127.0.0.1:1/"], timeout=5) as live:
            return await live.ask("example.com", "TXT")

    answer = asyncio.run(run())
    assert (answer.failure, answer.detail) == (
        Failure.REFUSED,
        "no connection (ConnectError) to https://127.0.0.1:1/",
    )
