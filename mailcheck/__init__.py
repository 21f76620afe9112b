"""mailcheck: checks a domain's MX, SPF, DKIM and DMARC records.

The names below are the library. Importing the package imports nothing else until one of them is used.
"""

from typing import TYPE_CHECKING, Any

from mailcheck.version import __version__

if TYPE_CHECKING:
    from mailcheck.answers import Answer, Failure, Resolver, Status
    from mailcheck.api import check, check_host, check_many, discover_dmarc
    from mailcheck.gather.request import Request
    from mailcheck.judge import Report
    from mailcheck.model import Finding, Problem, Rule, Severity, Source, Span, Verdict
    from mailcheck.names import InvalidDomainError
    from mailcheck.resolvers import (
        CachedResolver,
        LimitedResolver,
        LiveResolver,
        OverlayResolver,
        ZoneResolver,
        ZoneSyntaxError,
    )

_HOME = {
    "Answer": "answers",
    "Failure": "answers",
    "Resolver": "answers",
    "Status": "answers",
    "check": "api",
    "check_host": "api",
    "check_many": "api",
    "discover_dmarc": "api",
    "Request": "gather.request",
    "Report": "judge",
    "Finding": "model",
    "Problem": "model",
    "Rule": "model",
    "Severity": "model",
    "Source": "model",
    "Span": "model",
    "Verdict": "model",
    "InvalidDomainError": "names",
    "CachedResolver": "resolvers",
    "LimitedResolver": "resolvers",
    "LiveResolver": "resolvers",
    "OverlayResolver": "resolvers",
    "ZoneResolver": "resolvers",
    "ZoneSyntaxError": "resolvers",
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
