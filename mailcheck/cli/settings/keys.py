"""The keys of a configuration: one description for validation, the schema and the documentation."""

from collections.abc import Iterable
from typing import Any, Literal, NamedTuple

from mailcheck.cli.settings import kinds
from mailcheck.cli.settings.kinds import Kind
from mailcheck.dns.names import to_ascii
from mailcheck.rules import names
from mailcheck.survey.request import PROFILES as PROFILES

# Those of `render.formats`, whose import would delay the first question.
FORMATS = (
    "auto", "text", "json", "jsonl", "csv", "markdown", "sarif", "junit", "github", "gitlab", "nagios",
)  # fmt: skip
PREFIX = "MAILCHECK_"


class Key(NamedTuple):
    """One key: *option* is the long option of `check` that says the same, if there is one.

    *of_domain* allows it in a table `[domains."example.com"]` too. *path* says of a value that it is a path,
    or is one after an equals sign; in a file such paths are relative to the file.
    """

    name: str
    kind: Kind
    about: str
    option: str = ""
    default: Any = None
    of_domain: bool = False
    path: Literal["", "whole", "after="] = ""

    @property
    def variable(self) -> str:
        """The environment variable that says the same; empty if there is none."""
        return PREFIX + self.option.upper().replace("-", "_") if self.option else ""


def selector(text: str) -> None:
    """Insist on what can stand before `._domainkey`."""
    to_ascii(f"{text}._domainkey")


def sender(text: str) -> None:
    """Insist on an address, a network or a host name."""
    from mailcheck.survey.spf.coverage import check_sender

    check_sender(text)


def nameserver(text: str) -> None:
    """Insist on the spelling of a name server."""
    from mailcheck.dns.live.servers import parse_server

    parse_server(text)


_GLOB = kinds.matching(names)
_POLICY = kinds.choice("none", "quarantine", "reject")

KEYS = (
    Key("profile", kinds.choice(*PROFILES), "What kind of domain it is.", "profile", "auto", of_domain=True),
    Key(
        "selectors",
        kinds.texts("a DKIM selector", selector),
        "DKIM selectors to look up.",
        "selector",
        (),
        of_domain=True,
    ),
    Key(
        "dkim-keys",
        kinds.texts("SELECTOR=FILE", paths=True),
        "Private key files whose records must be published, as SELECTOR=FILE.",
        "dkim-key",
        (),
        path="after=",
    ),
    Key(
        "guess-selectors",
        kinds.flag(),
        "Ask for well-known DKIM selectors too.",
        "guess-selectors",
        False,
    ),
    Key(
        "senders",
        kinds.texts("an address, a network or a host", sender),
        "Addresses and hosts that send, beside the MX hosts.",
        "sender",
        (),
        of_domain=True,
    ),
    Key(
        "zones",
        kinds.texts("a zone file", paths=True),
        "Zone files that answer for their names, relative to this file.",
        "zone",
        (),
        of_domain=True,
        path="whole",
    ),
    Key(
        "nameservers",
        kinds.texts("a name server", nameserver),
        "Name servers to ask in place of the system's.",
        "nameserver",
        (),
        of_domain=True,
    ),
    Key(
        "allow-include",
        kinds.flag(),
        "Let zone files include files outside of their own folder.",
        "allow-include",
        False,
    ),
    Key(
        "authoritative",
        kinds.flag(),
        "Ask every name server of the zone too, and say where they differ.",
        "authoritative",
        False,
    ),
    Key(
        "authorities",
        kinds.texts("the address of a name server", nameserver),
        "Name servers of the zone, in place of those that it names.",
        "authority",
        (),
    ),
    Key("offline", kinds.flag(), "Ask nobody: what no zone file holds cannot be told.", "offline", False),
    Key("timeout", kinds.time(), "How long to wait for one answer.", "timeout", "5"),
    Key("select", kinds.texts("a rule", _GLOB), "Judge only these rules (globs).", "select", ()),
    Key("ignore", kinds.texts("a rule", _GLOB), "Leave these rules out (globs).", "ignore", ()),
    Key(
        "fail-on",
        kinds.choice("error", "warning", "note", "never"),
        "The least severity that makes the exit code 1.",
        "fail-on",
        "error",
    ),
    Key("allow-unknown", kinds.flag(), "Exit 0 instead of 3 where one cannot tell.", "allow-unknown", False),
    Key(
        "baseline",
        kinds.text("a report"),
        "An earlier JSON report; only what is new fails.",
        "baseline",
        path="whole",
    ),
    Key("format", kinds.choice(*FORMATS), "How the report is printed.", "format", "text"),
    Key(
        "outputs",
        kinds.texts("FILE or FORMAT=FILE", paths=True),
        "Files that the report is written to, as FILE or FORMAT=FILE.",
        "output",
        (),
        path="after=",
    ),
    Key("quiet", kinds.flag(), "Print the verdict alone.", "quiet", False),
    Key("verbose", kinds.flag(), "List what passed, what was skipped and what is ignored.", "verbose", False),
    Key(
        "color", kinds.choice("auto", "always", "never"), "Colour; auto means on a terminal.", "color", "auto"
    ),
    Key(
        "mx.hosts",
        kinds.texts("the name of a host"),
        "Approved MX hosts (globs).",
        default=(),
        of_domain=True,
    ),
    Key("dmarc.policy", _POLICY, "The weakest DMARC policy that is allowed.", default="", of_domain=True),
    Key(
        "dmarc.subdomain-policy",
        _POLICY,
        "The weakest DMARC policy for subdomains that is allowed.",
        default="",
        of_domain=True,
    ),
    Key(
        "spf.all",
        kinds.choice("fail", "softfail", "neutral"),
        "The weakest SPF result that is allowed for hosts that are not named.",
        default="",
        of_domain=True,
    ),
)
BY_NAME = {key.name: key for key in KEYS}
BY_OPTION = {key.option: key for key in KEYS if key.option}
GROUPS = tuple(dict.fromkeys(key.name.partition(".")[0] for key in KEYS if "." in key.name))


def known(keys: Iterable[Key], group: str = "") -> list[str]:
    """Return the names that may stand in a table: of keys, and of groups of them."""
    prefix = f"{group}." if group else ""
    inside = (key.name.removeprefix(prefix) for key in keys if key.name.startswith(prefix))
    return list(dict.fromkeys(name.partition(".")[0] for name in inside))
