"""`mailcheck config`: what is in force and where it comes from, and a file to begin with."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from mailcheck.cli import options
from mailcheck.cli.console import UsageError, write
from mailcheck.cli.settings.in_force import OWN, Settings, settings_in_force
from mailcheck.cli.settings.keys import SettingInForce
from mailcheck.cli.settings.sample import sample, toml
from mailcheck.render.escape import visible

app = typer.Typer(
    help="Show what is in force, and write a configuration to begin with.",
    no_args_is_help=True,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.command()
def show(
    config: options.Config = None,
    no_config: options.NoConfig = False,
    format: options.Format = "text",  # noqa: A002 - the parameter names the option
    debug: options.Debug = False,
) -> int:
    """Show what is in force, and where each value comes from."""
    settings = settings_in_force(None, config, no_config)
    write(_json(settings) if format == "json" else _text(settings))
    return 0


@app.command()
def init(
    file: Annotated[Path, typer.Argument(metavar="[FILE]", help="The file to write.")] = Path(OWN),
    debug: options.Debug = False,
) -> int:
    """Write a commented configuration; no file is overwritten."""
    try:
        with file.open("x", encoding="utf-8") as opened:
            opened.write(sample())
    except FileExistsError:
        raise UsageError(f"`{file}` is there already and is not overwritten; name another FILE") from None
    except OSError as error:
        raise UsageError(f"cannot write `{file}`: {error.strerror}") from None
    write(f"{visible(str(file))} is written; every line in it is a comment until you change it\n")
    return 0


def _json(settings: Settings) -> str:
    from mailcheck.render.json import text

    facts = {
        "file": settings.config.file or None,
        "settings": {name: _facts(setting) for name, setting in settings.all()},
        "domains": {
            domain: {name: _facts(setting) for name, setting in table.items()}
            for domain, table in settings.config.domains.items()
        },
        "exceptions": [
            {
                "rule": each.rule,
                "domain": each.domain,
                "until": each.until.isoformat() if each.until else None,
                "reason": each.reason,
                "origin": _place(each.source.location),
            }
            for each in settings.config.exceptions
        ],
    }
    return text(facts, indent=2) + "\n"


def _facts(setting: SettingInForce) -> dict[str, Any]:
    return {"value": _plain(setting.value), "origin": setting.origin}


def _plain(value: Any) -> Any:
    """Return a value as JSON and TOML know it; severities are written as words."""
    if isinstance(value, dict):
        return {name: severity.label if severity else "off" for name, severity in value.items()}
    return list(map(str, value)) if isinstance(value, list | tuple) else value


def _place(location: Any) -> str:
    return f"{location.file}:{location.line}"


def _text(settings: Settings) -> str:
    return "".join(f"{visible(line.rstrip())}\n" if line else "\n" for line in _lines(settings))


def _lines(settings: Settings) -> Iterator[str]:
    yield f"configuration: {settings.config.file or 'none'}"
    yield ""
    yield from _table(settings.all())
    for domain, table in settings.config.domains.items():
        yield ""
        yield f'[domains."{domain}"]'
        yield from _table(table.items())
    for each in settings.config.exceptions:
        yield ""
        yield f"[[ignore]]  # {_place(each.source.location)}"
        yield each.source.text


def _table(named: Any) -> Iterator[str]:
    """Yield a line for each setting that has a value, with where it comes from."""
    rows = [(f"{name} = {_write(setting.value)}", setting.origin) for name, setting in named if _has(setting)]
    width = max((len(row) for row, _ in rows), default=0)
    for row, origin in rows:
        yield f"{row.ljust(min(width, 48))}  # {origin}"


def _has(setting: SettingInForce) -> bool:
    return setting.origin != "default" or setting.value not in (None, "", ())


def _write(value: Any) -> str:
    plain = _plain(value)
    if isinstance(plain, dict):
        return "{ " + ", ".join(f"{toml(name)} = {toml(word)}" for name, word in plain.items()) + " }"
    return toml(plain)
