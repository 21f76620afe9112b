"""The JSON Schema of a configuration (draft 2020-12), written from the description of the keys."""

from collections.abc import Iterable
from typing import Any

from mailcheck.cli.settings.file import EXCEPTION, SEVERITIES
from mailcheck.cli.settings.keys import BY_NAME, GROUPS, KEYS, SettingKey

NAME = "config-1.json"
Json = dict[str, Any]


def schema() -> Json:
    """Return the schema of `mailcheck.toml`, and of the table `tool.mailcheck`, as JSON sees it."""
    own = [key for key in KEYS if key.of_domain]
    properties = _properties(KEYS)
    properties["ignore"] = _ignore()
    properties["domains"] = {
        "description": "What holds for one domain alone; without DOMAIN, check checks these.",
        "type": "object",
        "additionalProperties": _object(_properties(own)),
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "mailcheck configuration, version 1",
        **_object(properties),
    }


def _object(properties: Json) -> Json:
    return {"type": "object", "properties": properties, "additionalProperties": False}


def _properties(keys: Iterable[SettingKey]) -> Json:
    """Return the properties of a table: its keys, groups of keys, and the severities."""
    found: Json = {}
    for key in keys:
        group, _, name = key.name.rpartition(".")
        inside = found.setdefault(group, _object({}))["properties"] if group in GROUPS else found
        inside[name] = {"description": key.about, **key.kind.schema}
    found["severity"] = {
        "description": "Severities by rule (globs); off leaves a rule out.",
        "type": "object",
        "additionalProperties": {"enum": list(SEVERITIES)},
    }
    return found


def _ignore() -> Json:
    exception = _object({name: dict(kind.schema) for name, kind in EXCEPTION.items()})
    exception |= {"required": ["rule", "reason"]}
    return {
        "description": f"{BY_NAME['ignore'].about} Tables are exceptions.",
        "type": "array",
        "items": {"anyOf": [{"type": "string", "minLength": 1}, exception]},
    }
