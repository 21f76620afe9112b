"""`mailcheck dkim`: make a key, hold a private key against the published one, show a selector."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from mailcheck.cli import dkim_output, options
from mailcheck.cli.console import UsageError, warn, write
from mailcheck.cli.selectors import ask_selector, locate, read_key_file
from mailcheck.cli.sources import Spelled
from mailcheck.errors import ExitCode
from mailcheck.render.escape import visible

if TYPE_CHECKING:
    from mailcheck.plan.keygen import Pair

app = typer.Typer(
    help="Make DKIM keys, and look at the ones that are published.",
    no_args_is_help=True,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)

Selector = Annotated[str, typer.Option("-s", "--selector", metavar="SEL", help="The selector.")]
Domain = Annotated[str, typer.Argument(metavar="DOMAIN", help="The mail domain.")]


@app.command()
def match(
    keyfile: Annotated[Path, typer.Argument(metavar="KEYFILE", help="A private key file.")],
    domain: Domain,
    selector: Selector,
    zone: options.Zones = None,
    offline: options.Offline = False,
    nameserver: options.Nameservers = None,
    timeout: options.Timeout = "5",
    format: options.Format = "text",  # noqa: A002 - the parameter names the option
    debug: options.Debug = False,
) -> int:
    """Say whether a private key belongs to the key that a selector publishes.

    Exit codes: 0 it does, 1 it does not, 2 the file cannot be used, 3 the DNS did not answer.
    """
    own = read_key_file(keyfile)
    where = locate(selector, domain)
    published = ask_selector(where, Spelled(zone, offline, nameserver, timeout))
    if own.warning:
        warn(visible(own.warning))
    answer = None if published.status == "unknown" else own.key.fingerprint in published.fingerprints
    if format == "json":
        _print_json(dkim_output.match_facts(answer, own.key, published))
    else:
        _print_lines(dkim_output.match_lines(answer, own, published))
    return ExitCode.UNKNOWN if answer is None else ExitCode.PASSED if answer else ExitCode.FAILED


@app.command()
def keygen(
    domain: Domain,
    selector: Selector,
    bits: Annotated[
        int | None, typer.Option("--bits", metavar="N", help="Bits of an RSA key; 2048 by default.")
    ] = None,
    ed25519: Annotated[bool, typer.Option("--ed25519", help="Make an Ed25519 key.")] = False,
    out: Annotated[
        Path, typer.Option("--out", metavar="DIR", help="Where to put the private key and the record.")
    ] = Path(),
    format: options.Format = "text",  # noqa: A002 - the parameter names the option
    debug: options.Debug = False,
) -> int:
    """Make a key pair, and the record to publish.

    DIR/SEL.private takes the private key, which nobody else may read, and DIR/SEL.txt the record for a zone
    file. No file is overwritten.
    """
    from mailcheck.plan.keygen import Publication

    where = locate(selector, domain)
    private, public = _free(out / f"{where.selector}.private"), _free(out / f"{where.selector}.txt")
    pair = _make(bits, ed25519)
    record = Publication(where.selector, where.domain, pair.key)
    _save(pair, private, public, record.zone)
    if format == "json":
        _print_json({**record.facts, "zone": record.zone, "private_key_file": str(private)})
    else:
        _print_lines(dkim_output.keygen_lines(record, private, public))
    return ExitCode.PASSED


@app.command()
def show(
    selector: Annotated[str, typer.Argument(metavar="SEL", help="The selector.")],
    domain: Domain,
    zone: options.Zones = None,
    offline: options.Offline = False,
    nameserver: options.Nameservers = None,
    timeout: options.Timeout = "5",
    format: options.Format = "text",  # noqa: A002 - the parameter names the option
    debug: options.Debug = False,
) -> int:
    """Show the key that a selector publishes, and what is wrong with it.

    Exit codes: 0 mail can be verified with it, 1 it cannot, 3 the DNS did not answer.
    """
    key = ask_selector(locate(selector, domain), Spelled(zone, offline, nameserver, timeout))
    if format == "json":
        _print_json(dkim_output.show_facts(key))
    else:
        _print_lines(dkim_output.show_lines(key))
    if key.status == "unknown":
        return ExitCode.UNKNOWN
    return ExitCode.PASSED if key.usable else ExitCode.FAILED


def _free(path: Path) -> Path:
    """Return *path* if there is nothing yet.

    Raises:
        UsageError: there is something.
    """
    if path.exists() or path.is_symlink():
        raise UsageError(f"`{path}` is there already and is not overwritten; another --out is wanted")
    return path


def _make(bits: int | None, wants_ed25519: bool) -> "Pair":
    from mailcheck.plan import keygen

    if not wants_ed25519:
        bits = keygen.BITS if bits is None else bits
        if not keygen.FEWEST <= bits <= keygen.MOST:
            limits = f"{keygen.FEWEST} and {keygen.MOST}, which every verifier accepts"
            raise UsageError(f"`--bits {bits}` is not within {limits}")
        return keygen.rsa(bits)
    if bits is not None:
        raise UsageError("`--bits` is for RSA keys; an Ed25519 key has 256 bits")
    return keygen.ed25519()


def _save(pair: "Pair", private: Path, public: Path, zone: str) -> None:
    try:
        pair.save(private)
        with public.open("x", encoding="ascii") as file:
            file.write(zone)
    except OSError as error:
        raise UsageError(f"cannot write `{error.filename or private}`: {error.strerror}") from None


def _print_json(facts: dict[str, Any]) -> None:
    write(json.dumps(facts, indent=2) + "\n")


def _print_lines(lines: Iterable[str]) -> None:
    write("".join(f"{visible(line)}\n" for line in lines))
