"""How many domains a second an audit judges, and how much memory it takes, beside what the machine can do.

    python benchmarks/audit.py [--domains 20000] [--memory 100000] [--checkdmarc PYTHON] [--mailauth FOLDER]

nsd serves the world of `universe.py` on loopback, pinned to one core; what is measured is pinned to another,
but for the run with --workers, which has them all. The limit is dnsperf, asking for five types a domain and
judging nothing. Peers run on the same world, fewer domains of it as they are slower: checkdmarc in the Python
that is named, one domain after another; mailauth from the node_modules that are named, SPF and DMARC alone,
eight at a time.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).parent))

from served_universe import client_core, pinned, served  # type: ignore[import-not-found]

HERE = Path(__file__).parent
DNSPERF = ("dnsperf", "-l", "5", "-c", "16", "-q", "1000")
ASKED = 5  # questions a domain in queries.txt


class Measured(NamedTuple):
    """One run: domains a second by the clock and by the processor's time, and the peak of memory in MiB."""

    rate: float
    processor_rate: float
    memory: float


def audit(port: int, names: Path, *options: str, core: int | None = None) -> Measured:
    """Run the command on a list, JSONL to a file, from start to end."""
    out = names.with_suffix(".jsonl")
    given = ["audit", str(names), "-n", f"127.0.0.1:{port}", "-q", "-f", "jsonl", "-o", str(out), *options]
    pin = pinned(core) if core is not None else None
    started = time.perf_counter()
    process = subprocess.Popen([sys.executable, "-m", "mailcheck", *given], cwd=HERE.parent, preexec_fn=pin)
    _, _, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - started
    count, done = lines(names), lines(out)
    out.unlink()
    if done != count:
        raise SystemExit(f"{done} results for {count} domains")
    return Measured(count / seconds, count / (usage.ru_utime + usage.ru_stime), usage.ru_maxrss / 1024)


def lines(path: Path) -> int:
    with path.open() as file:
        return sum(1 for _ in file)


def part(names: Path, count: int) -> Path:
    """Write the first names of a list to a file of their own."""
    some = names.with_name(f"first-{count}.txt")
    with names.open() as file:
        some.write_text("".join(islice(file, count)))
    return some


def dnsperf(port: int, folder: Path) -> float | None:
    """Return the questions a second that dnsperf reaches from one core; None where it is not installed."""
    if shutil.which("dnsperf") is None:
        return None
    command = [*DNSPERF, "-p", str(port), "-d", str(folder / "queries.txt")]
    pin = pinned(client_core())
    done = subprocess.run(command, capture_output=True, text=True, check=True, preexec_fn=pin)
    found = re.search(r"Queries per second:\s+([0-9.]+)", done.stdout)
    return float(found[1]) if found else None


def peers(port: int, names: Path, options: argparse.Namespace) -> Iterator[tuple[str, float]]:
    """Yield the domains a second of each peer that is there."""
    if options.checkdmarc:
        script = str(HERE / "peers" / "checkdmarc_run.py")
        yield "checkdmarc", peer([options.checkdmarc, script], port, part(names, 300))
    if options.mailauth:
        script = str(HERE / "peers" / "mailauth_run.js")
        modules = str(Path(options.mailauth).resolve())
        yield "mailauth, SPF and DMARC", peer(["node", script], port, part(names, 2000), modules)


def peer(command: list[str], port: int, names: Path, *more: str) -> float:
    """Return the domains a second of a program that prints the seconds it took."""
    given = [*command, str(port), str(names), *more]
    done = subprocess.run(
        given, capture_output=True, text=True, preexec_fn=pinned(client_core()), check=False
    )
    if done.returncode:
        raise SystemExit(f"{command}: {done.stderr[-500:]}")
    return lines(names) / float(done.stdout.split()[-1])


def throughput(port: int, folder: Path, options: argparse.Namespace) -> None:
    """Print the rates, and ratios to them."""
    names = folder / "domains.txt"
    limit = dnsperf(port, folder)
    alone = audit(port, names, core=client_core())
    spread = audit(port, names, "--workers", str(len(os.sched_getaffinity(0))))
    print(f"{options.domains:,} domains, JSONL to a file, from the start of the process to its end")
    if limit is not None:
        row("dnsperf, one core", limit / ASKED, f"{limit:,.0f} questions/s, {ASKED} a domain")
    row("audit, one process on one core", alone.rate, f"{alone.processor_rate:,.0f} by the processor's time")
    row("audit --workers, all cores", spread.rate, f"{spread.rate / alone.rate:.2f} x one process")
    for name, rate in peers(port, names, options):
        row(name, rate, f"audit in one process is {alone.rate / rate:.1f} x as fast")


def row(name: str, rate: float, remark: str) -> None:
    print(f"  {name:32}{rate:10,.0f} domains/s   {remark}")


def memory(options: argparse.Namespace, folder: Path) -> None:
    """Print the peak for a tenth of the domains and for all of them."""
    with served(options.memory, folder) as port:
        names = folder / "domains.txt"
        few = audit(port, part(names, options.memory // 10), core=client_core()).memory
        many = audit(port, names, core=client_core()).memory
    print("peak of memory, one process")
    print(f"  {options.memory // 10:>9,} domains: {few:6.0f} MiB")
    print(f"  {options.memory:>9,} domains: {many:6.0f} MiB, {many / few:.2f} x as much")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--domains", type=int, default=20_000, help="0 leaves the rates out")
    parser.add_argument("--memory", type=int, default=100_000, help="domains; 0 leaves memory out")
    parser.add_argument("--checkdmarc", metavar="PYTHON", help="an interpreter that has checkdmarc")
    parser.add_argument("--mailauth", metavar="FOLDER", help="the node_modules that hold mailauth")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        if options.domains:
            with served(options.domains, Path(name, "world")) as port:
                throughput(port, Path(name, "world"), options)
        if options.memory:
            memory(options, Path(name, "large"))


if __name__ == "__main__":
    main()
