"""Checks every domain of a list with checkdmarc, one after another, and prints the seconds it took."""

import sys
import time
from pathlib import Path

import checkdmarc
import dns.resolver

resolver = dns.resolver.Resolver(configure=False)
resolver.nameservers, resolver.port = ["127.0.0.1"], int(sys.argv[1])
domains = Path(sys.argv[2]).read_text().split()
start = time.perf_counter()
for domain in domains:
    checkdmarc.check_domains([domain], resolver=resolver, skip_tls=True)
print(time.perf_counter() - start)
