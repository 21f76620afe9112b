"""Starts real name servers on loopback, for whole zones given as text."""

import fcntl
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path

import pytest

START_LIMIT = 10.0  # seconds until a server must answer
# What a zone gets where it has no SOA.
SOA = "@ 300 IN SOA ns1.invalid. hostmaster.invalid. 1 3600 600 86400 60\n@ 300 IN NS ns1.invalid.\n"
Serve = Callable[[Mapping[str, str]], str]


def free_port() -> int:
    """Return a port that is free for UDP and TCP just now."""
    while True:
        with socket.socket() as stream, socket.socket(type=socket.SOCK_DGRAM) as one:
            stream.bind(("127.0.0.1", 0))
            try:
                one.bind(stream.getsockname())
            except OSError:
                continue
            return int(stream.getsockname()[1])


@contextmanager
def alone(name: str) -> Iterator[None]:
    """Wait until nobody else, in this run of the tests or in another, does what *name* stands for."""
    with (Path(tempfile.gettempdir()) / f"mailcheck-{name}.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


@contextmanager
def nsd(
    zones: Mapping[str, str], folder: Path, host: str = "127.0.0.1", port: int | None = None
) -> Iterator[str]:
    """Serve *zones* (origin: master-file text) with nsd; yields `HOST:PORT`, a free port if none is given.

    SIGHUP to the process of `nsd.pid` in *folder* makes it read `0.zone`, `1.zone` and so on again.
    """
    program = _program("nsd")
    port = port or free_port()
    server = (
        f'server:\n ip-address: {host}@{port}\n username: ""\n chroot: ""\n zonesdir: "{folder}"\n'
        f' pidfile: "{folder}/nsd.pid"\n xfrdfile: "{folder}/xfrd.state"\n xfrdir: "{folder}"\n'
        f' zonelistfile: "{folder}/zone.list"\n logfile: "{folder}/nsd.log"\n database: ""\n'
        " server-count: 1\n rrl-ratelimit: 0\n rrl-whitelist-ratelimit: 0\n minimal-responses: yes\n"
        "remote-control:\n control-enable: no\n"
    )
    parts = [server]
    for origin, file in _written(zones, folder):
        parts.append(f'zone:\n name: "{origin}"\n zonefile: "{file}"\n')
    configuration = folder / "nsd.conf"
    configuration.write_text("".join(parts))
    with _running([program, "-d", "-c", str(configuration)], host, port, folder):
        yield f"{host}:{port}"


@contextmanager
def knot(
    zones: Mapping[str, str], folder: Path, host: str = "127.0.0.1", port: int | None = None
) -> Iterator[str]:
    """Serve *zones* (origin: master-file text) with knot; yields `HOST:PORT`."""
    program = _program("knotd")
    port = port or free_port()
    server = (
        f'server:\n  listen: {host}@{port}\n  rundir: "{folder}"\n  pidfile: "{folder}/knot.pid"\n'
        "  udp-workers: 1\n  tcp-workers: 1\n  background-workers: 1\n"
        f'log:\n  - target: "{folder}/knot.log"\n    any: warning\ndatabase:\n  storage: "{folder}"\nzone:\n'
    )
    parts = [server]
    for origin, file in _written(zones, folder):
        parts.append(
            f'  - domain: "{origin}"\n    file: "{file}"\n    semantic-checks: off\n    zonefile-sync: -1\n'
            "    zonefile-load: whole\n    journal-content: none\n"
        )
    configuration = folder / "knot.conf"
    configuration.write_text("".join(parts))
    with _running([program, "-c", str(configuration)], host, port, folder):
        yield f"{host}:{port}"


@contextmanager
def unbound(zone: str, servers: Iterable[str], folder: Path) -> Iterator[str]:
    """Resolve and cache *zone* as *servers* (`ADDR:PORT`) say; no other name exists. Yields `HOST:PORT`."""
    program = _program("unbound")
    port = free_port()
    configuration = folder / "unbound.conf"
    configuration.write_text(
        f'server:\n interface: 127.0.0.1@{port}\n username: ""\n chroot: ""\n directory: "{folder}"\n'
        f' pidfile: "{folder}/unbound.pid"\n use-syslog: no\n do-daemonize: no\n do-not-query-localhost: no\n'
        ' module-config: "iterator"\n infra-host-ttl: 1\n access-control: 127.0.0.0/8 allow_snoop\n'
        ' local-zone: "." static\n'
        f' local-zone: "{zone}" transparent\nremote-control:\n control-enable: no\n'
        f'stub-zone:\n name: "{zone}"\n'
        + "".join(f" stub-addr: {server.replace(':', '@')}\n" for server in servers)
    )
    with _running([program, "-d", "-p", "-c", str(configuration)], "127.0.0.1", port, folder):
        yield f"127.0.0.1:{port}"


def serving(
    start: Callable[[Mapping[str, str], Path], AbstractContextManager[str]],
    folders: pytest.TempPathFactory,
) -> Iterator[Serve]:
    """Yield a function that starts one server a call; all of them end with the fixture."""
    with ExitStack() as stack:
        yield lambda zones: stack.enter_context(start(zones, folders.mktemp("server")))


def _program(name: str) -> str:
    found = shutil.which(name) or shutil.which(name, path="/usr/sbin:/usr/local/sbin:/sbin")
    if found is None:
        pytest.skip(f"{name} is not installed")
    return found


def _written(zones: Mapping[str, str], folder: Path) -> Iterator[tuple[str, Path]]:
    for number, (origin, text) in enumerate(zones.items()):
        file = folder / f"{number}.zone"
        head = f"$ORIGIN {origin.removesuffix('.')}.\n$TTL 300\n"
        file.write_text(head + ("" if " SOA " in text else SOA) + text + "\n", encoding="utf-8")
        yield origin, file


@contextmanager
def _running(command: list[str], host: str, port: int, folder: Path) -> Iterator[None]:
    with (folder / "output").open("wb") as output:
        process = subprocess.Popen(command, stdout=output, stderr=output, cwd=folder)
        try:
            _await_answer(process, (host, port), folder)
            yield
        finally:
            process.terminate()
            process.wait()


def _await_answer(process: "subprocess.Popen[bytes]", address: tuple[str, int], folder: Path) -> None:
    """Wait until anything at all is answered."""
    query = b"\x12\x34\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00\x00\x06\x00\x01"
    limit = time.monotonic() + START_LIMIT
    while time.monotonic() < limit and process.poll() is None:
        with socket.socket(type=socket.SOCK_DGRAM) as probe:
            probe.settimeout(0.1)
            probe.connect(address)
            try:
                probe.send(query)
                probe.recv(512)
            except OSError:
                time.sleep(0.02)
            else:
                return
    logs = "\n".join(file.read_text(errors="replace") for file in folder.glob("*.log"))
    output = (folder / "output").read_text(errors="replace")
    raise AssertionError(f"the server does not answer: {output}\n{logs}")
