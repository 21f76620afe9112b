"""Makes a world of mail domains: the same for the same seed, in one zone that is the whole DNS.

    python benchmarks/universe.py COUNT FOLDER [SEED]

It writes root.zone, domains.txt, and queries.txt as dnsperf reads it. Half of the domains have their mail
hosted by a few large providers, a third by many small ones, the rest run servers of their own; most have SPF
with one to three includes, two thirds DMARC, and one in twenty is broken in one of several ways. No key is
published. Addresses are of networks that are set aside for benchmarks (RFC 2544) and documentation, and are
never contacted.
"""

import random
import sys
from collections.abc import Iterator
from itertools import count
from pathlib import Path

HEAD = """$TTL 3600
. 86400 SOA ns.root. nobody.root. 1 3600 600 86400 300
. 86400 NS ns.root.
ns.root. A 198.18.0.1
"""
SUFFIXES = ("com", "com", "com", "org", "net", "de", "co.uk", "fr", "io", "eu")
LARGE, SMALL, SENDERS = 8, 500, 60
BREAKS = (
    "two records",
    "syntax",
    "missing include",
    "loop",
    "dangling mx",
    "cname mx",
    "bad dmarc",
    "pass all",
)


class World:
    """The records, as they are made."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.addresses = count(1)
        self.large = [f"mail.large{number}.com" for number in range(LARGE)]
        self.small = [f"small{number}.net" for number in range(SMALL)]
        self.senders = [f"_spf.sender{number}.com" for number in range(SENDERS)]

    def address(self) -> str:
        number = next(self.addresses) * 40503 % 131072
        return f"198.{18 + (number >> 16)}.{number >> 8 & 255}.{number & 255}"

    def network(self) -> str:
        return f"ip4:198.{self.random.choice((18, 19))}.{self.random.randrange(256)}.0/24"

    def host(self, name: str) -> Iterator[str]:
        yield f"{name}. A {self.address()}"
        if self.random.random() < 0.3:
            number = next(self.addresses)
            yield f"{name}. AAAA 2001:db8::{number >> 16:x}:{number & 0xFFFF:x}"

    def spf(self, name: str, terms: list[str], end: str = "~all") -> str:
        return f'{name}. TXT "{" ".join(["v=spf1", *terms, end])}"'

    def providers(self) -> Iterator[str]:
        """Yield those whom many domains share."""
        for base in self.large:
            for number in range(3):
                yield from self.host(f"mx{number}.{base}")
        for base in self.small:
            yield from self.host(f"mx.{base}")
            yield self.spf(f"_spf.{base}", [self.network() for _ in range(self.random.randint(1, 6))])
        for place, name in enumerate(self.senders):
            inner = [f"{letter}.{name}" for letter in "abc"[: place % 4]]
            yield self.spf(name, [f"include:{each}" for each in inner] or [self.network() for _ in range(8)])
            yield from (self.spf(each, [self.network() for _ in range(10)]) for each in inner)
        yield '*._report._dmarc.reports.example. TXT "v=DMARC1"'
        yield from (f"{name}. MX 10 mx0.{self.large[0]}." for name in ("reports.example",))

    def domain(self, number: int) -> tuple[str, list[str]]:
        """Return a domain and its records."""
        chance = self.random.random
        name = f"company{number}.{self.random.choice(SUFFIXES)}"
        broken = self.random.choice(BREAKS) if chance() < 0.05 else ""
        lines = list(self.host(name)) if chance() < 0.9 else []
        lines += self.mail(name, broken)
        if chance() < 0.85 or broken:
            lines += self.sending(name, broken)
        if chance() < 0.66 or broken == "bad dmarc":
            lines.append(self.dmarc(name, broken))
        lines += [
            f'{name}. TXT "verification={self.random.getrandbits(128):032x}"'
            for _ in range(int(chance() * 4))
        ]
        return name, lines

    def mail(self, name: str, broken: str) -> Iterator[str]:
        kind = self.random.random()
        if broken == "dangling mx":
            yield f"{name}. MX 10 gone.{name}."
        elif broken == "cname mx":
            yield f"{name}. MX 10 mail.{name}."
            yield f"mail.{name}. CNAME mx.{self.small[0]}."
        elif kind < 0.45:
            base = self.random.choice(self.large)
            yield from (f"{name}. MX {10 * place} mx{place}.{base}." for place in range(3))
        elif kind < 0.75:
            yield f"{name}. MX 10 mx.{self.random.choice(self.small)}."
        elif kind < 0.95:
            for place in range(self.random.randint(1, 3)):
                yield f"{name}. MX {10 * place} mail{place}.{name}."
                yield from self.host(f"mail{place}.{name}")
        else:
            yield f"{name}. MX 0 ."

    def sending(self, name: str, broken: str) -> Iterator[str]:
        chosen = self.random.sample(self.senders, self.random.randint(0, 3))
        terms = [*(["mx"] if self.random.random() < 0.4 else []), *(f"include:{each}" for each in chosen)]
        terms += [self.network() for _ in range(self.random.randint(0, 3))]
        extra = {
            "syntax": "ip4:198.18.0.300",
            "missing include": f"include:gone.{name}",
            "loop": f"include:{name}",
        }
        terms += [extra[broken]] if broken in extra else []
        yield self.spf(name, terms, "+all" if broken == "pass all" else self.random.choice(("~all", "-all")))
        if broken == "two records":
            yield self.spf(name, ["a"], "-all")

    def dmarc(self, name: str, broken: str) -> str:
        policy = "rejct" if broken == "bad dmarc" else self.random.choice(("none", "quarantine", "reject"))
        place = self.random.choice((name, "reports.example"))
        return f'_dmarc.{name}. TXT "v=DMARC1; p={policy}; rua=mailto:dmarc@{place}"'


def write(number: int, folder: Path, seed: int = 1) -> None:
    """Write a world of *number* domains."""
    world = World(seed)
    folder.mkdir(parents=True, exist_ok=True)
    with (
        (folder / "root.zone").open("w") as zone,
        (folder / "domains.txt").open("w") as domains,
        (folder / "queries.txt").open("w") as queries,
    ):
        zone.write(HEAD)
        zone.writelines(f"{line}\n" for line in world.providers())
        for each in range(number):
            name, lines = world.domain(each)
            zone.writelines(f"{line}\n" for line in lines)
            domains.write(f"{name}\n")
            queries.writelines(f"{name} {rdtype}\n" for rdtype in ("MX", "TXT", "A", "AAAA"))
            queries.write(f"_dmarc.{name} TXT\n")


if __name__ == "__main__":
    write(int(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) > 3 else 1)
