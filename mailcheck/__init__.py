"""mailcheck: checks a domain's MX, SPF, DKIM and DMARC records.

The names below are the library. Importing the package imports nothing else until one of them is used.
"""

from typing import TYPE_CHECKING, Any

from mailcheck.version import __version__

if TYPE_CHECKING:
    from mailcheck.api import check, check_all, check_host, check_many, discover_dmarc
    from mailcheck.dns.answers import Answer, Failure, Source, Span, Status
    from mailcheck.dns.cached import CachedResolver
    from mailcheck.dns.live.stub import LiveResolver
    from mailcheck.dns.lookups import Resolver
    from mailcheck.dns.overlay import OfflineResolver, OverlayResolver
    from mailcheck.dns.throttle import LimitedResolver
    from mailcheck.dns.zone import ZoneResolver
    from mailcheck.errors import (
        BaselineError,
        InvalidDomainError,
        MailcheckError,
        ServerAddressError,
        ZoneSyntaxError,
    )
    from mailcheck.judge.baseline import read_baseline
    from mailcheck.judge.model import Finding, Problem, Report, Rule, Verdict
    from mailcheck.render.json import report_json
    from mailcheck.survey.exceptions import RuleException
    from mailcheck.survey.request import PROFILES, Expected, Request, Severity

_HOME = {
    "Answer": "dns.answers",
    "Failure": "dns.answers",
    "Resolver": "dns.lookups",
    "Status": "dns.answers",
    "check": "api",
    "check_host": "api",
    "check_all": "api",
    "check_many": "api",
    "discover_dmarc": "api",
    "PROFILES": "survey.request",
    "Expected": "survey.request",
    "Request": "survey.request",
    "RuleException": "survey.exceptions",
    "read_baseline": "judge.baseline",
    "report_json": "render.json",
    "Report": "judge.model",
    "Finding": "judge.model",
    "Problem": "judge.model",
    "Rule": "judge.model",
    "Severity": "survey.request",
    "Source": "dns.answers",
    "Span": "dns.answers",
    "Verdict": "judge.model",
    "InvalidDomainError": "errors",
    "CachedResolver": "dns.cached",
    "LimitedResolver": "dns.throttle",
    "LiveResolver": "dns.live.stub",
    "OfflineResolver": "dns.overlay",
    "OverlayResolver": "dns.overlay",
    "ZoneResolver": "dns.zone",
    "ZoneSyntaxError": "errors",
    "MailcheckError": "errors",
    "ServerAddressError": "errors",
    "BaselineError": "errors",
}

__all__ = ["__version__", *_HOME]


def __getattr__(name: str) -> Any:
    from importlib import import_module

    if name == "testing":
        return import_module("mailcheck.testing")
    if name not in _HOME:
        raise AttributeError(f"module 'mailcheck' has no attribute {name!r}")
    value = getattr(import_module(f"mailcheck.{_HOME[name]}"), name)
    globals()[name] = value
    return value
