"""The command as a process, and zones to run it on."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import mailcheck

ROOT = Path(mailcheck.__file__).parents[1]
COMMAND = [sys.executable, "-m", "mailcheck"]
Run = Callable[..., subprocess.CompletedProcess[str]]

HEALTHY = """
$ORIGIN example.com.
$TTL 300
@       SOA   ns1 hostmaster 1 3600 600 86400 300
@       NS    ns1
ns1     A     9.9.9.53
@       MX    10 main
@       MX    20 backup
main    A     9.9.9.10
main    AAAA  2a00:1450::25
backup  A     9.9.10.10
@       TXT   "v=spf1 mx -all"
_dmarc  TXT   "v=DMARC1; p=reject; rua=mailto:dmarc@example.com"
"""
BROKEN = HEALTHY.replace("mx -all", "mx ip4:203.0.114.9~all")
OPAQUE = HEALTHY.replace("mx -all", "mx include:_spf.example.net -all")
WARNED = HEALTHY.replace("mx -all", "mx ?all")
Zone = Callable[[str], Path]
