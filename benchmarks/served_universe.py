"""Serves a world of `universe` with nsd on loopback, in a process that is pinned to one core."""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import universe  # type: ignore[import-not-found]

SERVER_CORE = 0
START_LIMIT = 60.0  # seconds
QUERY = b"\x12\x34\x01\0\0\x01\0\0\0\0\0\0\0\0\x06\0\x01"  # for the SOA of the root
CONFIGURATION = """server:
  server-count: 1
  ip-address: 127.0.0.1@{port}
  username: ""
  chroot: ""
  zonesdir: "{folder}"
  pidfile: "{folder}/nsd.pid"
  zonelistfile: "{folder}/zone.list"
  xfrdfile: "{folder}/xfrd.state"
  xfrdir: "{folder}"
  logfile: "{folder}/nsd.log"
  database: ""
  minimal-responses: yes
  tcp-count: 500
  rrl-ratelimit: 0
  rrl-whitelist-ratelimit: 0
  receive-buffer-size: 8388608
  send-buffer-size: 8388608
remote-control:
  control-enable: no
zone:
  name: "."
  zonefile: "{folder}/root.zone"
"""


def client_core() -> int:
    """Return the core that is measured: the last one, so another than the server's where there are two."""
    return max(os.sched_getaffinity(0))


def pinned(core: int) -> Callable[[], None]:
    """Return what pins a process that is about to begin."""
    return lambda: os.sched_setaffinity(0, {core})


@contextmanager
def served(count: int, folder: Path) -> Iterator[int]:
    """Make a world of *count* domains in *folder*, unless it is there, and serve it; yields the port."""
    if not (folder / "root.zone").exists():
        universe.write(count, folder)
    program = shutil.which("nsd") or shutil.which("nsd", path="/usr/sbin")
    if program is None:
        raise SystemExit("nsd is not installed")
    with socket.socket(type=socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    (folder / "nsd.conf").write_text(CONFIGURATION.format(port=port, folder=folder.resolve()))
    command = [program, "-d", "-c", str(folder / "nsd.conf")]
    process = subprocess.Popen(command, preexec_fn=pinned(SERVER_CORE), stderr=subprocess.DEVNULL)
    try:
        _await_answer(port)
        yield port
    finally:
        process.terminate()
        process.wait()


def _await_answer(port: int) -> None:
    limit = time.monotonic() + START_LIMIT
    with socket.socket(type=socket.SOCK_DGRAM) as probe:
        probe.connect(("127.0.0.1", port))
        probe.settimeout(0.2)
        while time.monotonic() < limit:
            try:
                probe.send(QUERY)
                if probe.recv(512)[3] & 0x0F == 0:
                    return
            except OSError:
                time.sleep(0.1)
    raise SystemExit("the name server did not start")
