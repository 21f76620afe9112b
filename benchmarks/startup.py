"""How long a command takes from its start, as multiples of bare Python and of a bare typer command.

    python benchmarks/startup.py [RUNS]

The commands are run in turn, so that a change in the machine's speed meets all of them; the median of each is
shown. The live check asks a name server on loopback that this script starts in a process of its own.
"""

import statistics
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from zone_server import ZONE, served  # type: ignore[import-not-found]

TYPER = "import typer\napp = typer.Typer()\n@app.command()\ndef hello(): print('hello')\napp(args=[])"
RUNS = 15


def commands(server: str) -> dict[str, list[str]]:
    """Return what is compared, the two yardsticks first."""
    python, mailcheck = sys.executable, [sys.executable, "-m", "mailcheck"]
    return {
        "python -c pass": [python, "-c", "pass"],
        "bare typer command": [python, "-c", TYPER],
        "mailcheck --version": [*mailcheck, "--version"],
        "mailcheck rules": [*mailcheck, "rules"],
        "mailcheck check --zone ZONE --offline": [*mailcheck, "check", "--zone", str(ZONE), "--offline"],
        "mailcheck check example.com (live)": [*mailcheck, "check", "example.com", "-s", "m", "-n", server],
    }


def seconds(command: list[str]) -> float:
    """Run *command* once and return its wall time."""
    start = time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    return time.perf_counter() - start


def main() -> None:
    """Print a row a command: median, and multiples of the two yardsticks."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else RUNS
    with served(delay=0.0) as server:
        wanted = commands(server.address)
        times: dict[str, list[float]] = {name: [] for name in wanted}
        for _ in range(runs):
            for name, command in wanted.items():
                times[name].append(seconds(command))
    medians = {name: statistics.median(values) for name, values in times.items()}
    python, typer = medians["python -c pass"], medians["bare typer command"]
    print(f"{'median of ' + str(runs):42}{'ms':>8}{'x python':>10}{'x typer':>10}")
    for name, median in medians.items():
        print(f"{name:42}{median * 1000:8.0f}{median / python:10.1f}{median / typer:10.1f}")


if __name__ == "__main__":
    main()
