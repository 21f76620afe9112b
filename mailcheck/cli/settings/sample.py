"""The commented file that `mailcheck config init` writes; everything in it is still a comment."""

from collections.abc import Iterator
from typing import Any

from mailcheck.cli.settings.keys import KEYS, SettingKey

_HEAD = """\
# Configuration of mailcheck. Every line is optional; those that begin with `#` have no effect.
# The command line comes before MAILCHECK_ variables, these before the table of a domain, and that before the
# top of this file. `mailcheck config show` tells what is in force and where it comes from.
"""
_TAIL = """
# What holds for one domain alone. Without DOMAIN, `mailcheck check` checks all that have a table.
#
# [domains."example.com"]
# selectors = ["main1"]
# mx.hosts = ["mail.example.com"]
# dmarc.policy = "reject"

# The severity of a rule (globs): error, warning, note, or off.
#
# [severity]
# "spf-ptr" = "error"

# An exception needs a reason, and may end; `domain` is a glob, and all domains where it is left out.
# A file has either these or a list `ignore`, not both.
#
# [[ignore]]
# rule = "spf-ptr"
# domain = "example.com"
# until = 2027-01-31
# reason = "the old gateway goes in January"
"""
_EXAMPLES = {
    "selectors": ["main1"],
    "senders": ["192.0.2.25"],
    "zones": ["example.com.zone"],
    "nameservers": ["192.0.2.53"],
    "authorities": ["192.0.2.53"],
    "dkim-keys": ["main1=main1.private"],
    "select": ["spf-*"],
    "ignore": ["mx-single"],
    "baseline": "baseline.json",
    "outputs": ["sarif=mailcheck.sarif"],
    "mx.hosts": ["mail.example.com"],
    "dmarc.policy": "reject",
    "dmarc.subdomain-policy": "reject",
    "spf.all": "softfail",
}


def sample() -> str:
    """Return the text of the file."""
    return _HEAD + "".join(line for key in KEYS for line in _comment(key)) + _TAIL


def _comment(key: SettingKey) -> Iterator[str]:
    yield f"\n# {key.about}\n"
    yield f"# {key.name} = {toml(_EXAMPLES.get(key.name, key.default))}\n"


def toml(value: Any) -> str:
    """Return a value as TOML writes it."""
    import json

    match value:
        case bool():
            return str(value).lower()
        case list() | tuple():
            return f"[{', '.join(map(toml, value))}]"
    return json.dumps(str(value), ensure_ascii=False)
