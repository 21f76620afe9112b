"""How long a check takes when every answer comes 50 ms late, beside its longest chain of dependent lookups.

    python benchmarks/latency.py [RUNS]

The chain is counted in rounds: in each, everything that has been asked is answered at once. A check that
never waits for what it could have asked earlier takes the rounds times the delay; the ratio shows it.
`inherent` is the longest chain that the records make: the TXT record, the include in it, the include in that.
"""

import asyncio
import statistics
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from zone_server import Served, served  # type: ignore[import-not-found]

from mailcheck import CachedResolver, LiveResolver, check
from mailcheck.dns.answers import Answer

DELAY = 0.050  # seconds
INHERENT = 3
DOMAIN, SELECTORS = "example.com", ("main1", "main2")
RUNS = 7


class Rounds:
    """A resolver that holds questions back until nothing else can go on, and counts how often."""

    def __init__(self, inner: LiveResolver) -> None:
        self.inner = inner
        self.held: list[tuple[asyncio.Future[Answer], str, str]] = []
        self.count = 0

    def ask(self, name: str, rdtype: str) -> asyncio.Future[Answer]:
        future: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self.held.append((future, name, rdtype))
        return future

    async def release(self) -> None:
        """Answer everything that is held, in one round."""
        held, self.held = self.held, []
        self.count += bool(held)
        answers = await asyncio.gather(*(self.inner.ask(name, rdtype) for _, name, rdtype in held))
        for (future, _, _), answer in zip(held, answers, strict=True):
            future.set_result(answer)


async def rounds(server: Served) -> int:
    """Return the number of rounds that a check takes."""
    async with LiveResolver([server.address]) as live:
        counted = Rounds(live)
        task = asyncio.ensure_future(check(DOMAIN, selectors=SELECTORS, resolver=CachedResolver(counted)))
        while not task.done():
            for _ in range(100):  # turns of the event loop, until every callback has run
                await asyncio.sleep(0)
            await counted.release()
        return counted.count


async def seconds(server: Served) -> float:
    """Return the wall time of one check, the imports done."""
    async with LiveResolver([server.address]) as live:
        start = time.perf_counter()
        await check(DOMAIN, selectors=SELECTORS, resolver=CachedResolver(live))
        return time.perf_counter() - start


def main() -> None:
    """Print the figures."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else RUNS
    with served(delay=0.0) as server:
        chain = asyncio.run(rounds(server))
        queries = server.queries()
        undelayed = statistics.median(asyncio.run(seconds(server)) for _ in range(runs))
    with served(delay=DELAY) as server:
        delayed = statistics.median(asyncio.run(seconds(server)) for _ in range(runs))
    rows = {
        "queries sent": f"{len(queries)}, of which {len(set(queries))} different",
        "rounds of lookups": f"{chain}, inherent {INHERENT}",
        "one check without delay": f"{undelayed * 1000:.1f} ms, median of {runs}",
        "one check, 50 ms added": f"{delayed * 1000:.1f} ms, median of {runs}",
        "beside the rounds": f"{delayed / (chain * DELAY):.2f} x {chain} x 50 ms",
        "beside the inherent chain": f"{delayed / (INHERENT * DELAY):.2f} x {INHERENT} x 50 ms",
    }
    for name, value in rows.items():
        print(f"{name:30}{value}")


if __name__ == "__main__":
    main()
