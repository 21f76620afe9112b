"""Reads how name servers are spelled, by the user and in /etc/resolv.conf."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from mailcheck.dns.addresses import is_address
from mailcheck.dns.names import is_host_name
from mailcheck.errors import ServerAddressError

RESOLV_CONF = Path("/etc/resolv.conf")
PORTS = {
    "udp": 53,
    "tls": 853,
    "https": 443,
}  # RFC 1035 section 4.2, RFC 7858 section 3.1, RFC 8484 section 5
SPELLINGS = "ADDR, ADDR:PORT, [ADDR6]:PORT, tls://ADDR[:PORT][#NAME] or https://HOST/PATH"


class Server(NamedTuple):
    """One name server. *name* is what its certificate must bear (`tls`); *url* is set for `https` alone."""

    scheme: str
    host: str
    port: int
    name: str = ""
    url: str = ""

    @property
    def family(self) -> socket.AddressFamily:
        """The address family of the host."""
        return socket.AF_INET6 if ":" in self.host else socket.AF_INET

    @property
    def address(self) -> tuple[object, ...]:
        """What a socket connects to; a zone such as `%eth0` becomes its scope."""
        flags = socket.AI_NUMERICHOST | socket.AI_NUMERICSERV
        return socket.getaddrinfo(self.host, self.port, self.family, socket.SOCK_DGRAM, 0, flags)[0][4]

    @property
    def label(self) -> str:
        """The server as a person would write it."""
        if self.url:
            return self.url
        host = f"[{self.host}]" if ":" in self.host and self.port != PORTS[self.scheme] else self.host
        port = "" if self.port == PORTS[self.scheme] else f":{self.port}"
        prefix = "" if self.scheme == "udp" else f"{self.scheme}://"
        return f"{prefix}{host}{port}"


def parse_server(spelling: str) -> Server:
    """Return the server that a user spelled.

    Raises:
        ServerAddressError: it is spelled otherwise than `SPELLINGS`, or needs what is not installed.
    """
    text = spelling.strip()
    scheme, separator, rest = text.partition("://")
    if not separator:
        return _place("udp", text, spelling)
    match scheme.lower():
        case "tls":
            place, _, name = rest.partition("#")
            if name and not is_host_name(name.lower()):
                raise ServerAddressError(
                    f"`{spelling}` has the name `{name}`; letters, digits, hyphens and dots are allowed"
                )
            return _place("tls", place.removesuffix("/"), spelling)._replace(name=name)
        case "https":
            return _over_https(text, spelling)
        case "udp" | "dns":
            return _place("udp", rest.removesuffix("/"), spelling)
    raise ServerAddressError(f"`{spelling}` has the scheme `{scheme}`; name servers are given as {SPELLINGS}")


def system_servers(path: Path = RESOLV_CONF) -> tuple[Server, ...]:
    """Return the name servers of resolv.conf, in order; the local host where it names none."""
    try:
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        lines = []
    words = (line.split() for line in lines)
    hosts = [fields[1] for fields in words if len(fields) > 1 and fields[0] == "nameserver"]
    named = [Server("udp", host, PORTS["udp"]) for host in hosts if _is_server_address(host)]
    return tuple(dict.fromkeys(named)) or (Server("udp", "127.0.0.1", PORTS["udp"]),)


def servers(spellings: Iterable[str]) -> tuple[Server, ...]:
    """Return the servers that are spelled, or those of the system where none is."""
    return tuple(dict.fromkeys(parse_server(text) for text in spellings)) or system_servers()


def _place(scheme: str, place: str, spelling: str) -> Server:
    bracketed = re.fullmatch(r"\[([^\]]*)\](?::([0-9]+))?", place)
    plain = re.fullmatch(r"([^:\[\]]*):([0-9]+)", place)
    host, port = found.groups() if (found := bracketed or plain) else (place, None)
    if not _is_server_address(host) or (bracketed and ":" not in host):
        raise ServerAddressError(f"`{spelling}` has no IP address; name servers are given as {SPELLINGS}")
    return Server(scheme, host, _port(port, scheme, spelling))


def _port(digits: str | None, scheme: str, spelling: str) -> int:
    if digits is None:
        return PORTS[scheme]
    if len(digits) > 5 or not 0 < int(digits) < 65536:
        raise ServerAddressError(f"`{spelling}` has the port {digits[:20]}; ports are 1 to 65535")
    return int(digits)


def _over_https(text: str, spelling: str) -> Server:
    from urllib.parse import urlsplit

    try:
        parts = urlsplit(text)
        host, port = parts.hostname or "", parts.port or PORTS["https"]
    except ValueError as error:
        raise ServerAddressError(f"`{spelling}` is not a URL: {error}") from None
    if not host:
        raise ServerAddressError(f"`{spelling}` has no host; name servers are given as {SPELLINGS}")
    from importlib.util import find_spec

    if find_spec("httpx2") is None or find_spec("h2") is None:
        raise ServerAddressError(f"`{spelling}` needs an HTTP/2 client; install the extra mailcheck-cli[doh]")
    return Server("https", host, port, url=text)


def _is_server_address(text: str) -> bool:
    """Say whether *text* is an address; that of IPv6 may name a network interface of this machine."""
    host, _, scope = text.partition("%") if ":" in text else (text, "", "")
    return is_address(host) and (not scope or _is_interface(scope))


def _is_interface(name: str) -> bool:
    try:
        return socket.if_nametoindex(name) > 0
    except (OSError, ValueError):
        return False


@dataclass(slots=True)
class Usage:
    """Questions that ended at one server, the seconds of all and of the slowest, and those that failed."""

    questions: int = 0
    seconds: float = 0.0
    slowest: float = 0.0
    unanswered: int = 0

    def count(self, seconds: float, answered: bool) -> None:
        """Add one question."""
        self.questions += 1
        self.seconds += seconds
        if seconds > self.slowest:
            self.slowest = seconds
        if not answered:
            self.unanswered += 1

    def add(self, other: Usage) -> None:
        """Add what another process saw of the same server."""
        self.questions += other.questions
        self.seconds += other.seconds
        self.slowest = max(self.slowest, other.slowest)
        self.unanswered += other.unanswered


def sum_usage(parts: Iterable[Mapping[str, Usage]]) -> dict[str, Usage]:
    """Return the sum of several, by server."""
    total: dict[str, Usage] = {}
    for part in parts:
        for server, usage in part.items():
            total.setdefault(server, Usage()).add(usage)
    return total
