"""From settings to requests: what is wanted of each domain that a command names."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from mailcheck.cli.console import UsageError, warn
from mailcheck.cli.settings.in_force import Settings
from mailcheck.dns.names import selector_to_ascii, to_ascii
from mailcheck.errors import InvalidDomainError
from mailcheck.survey.request import Request

if TYPE_CHECKING:
    from mailcheck.judge.baseline import Json


def request_for(settings: Settings, domain: str, private_keys: dict[str, str] | None = None) -> Request:
    """Return what the settings want of *domain*; of the empty one, what they want of all.

    Raises:
        UsageError: a value cannot be used.
    """
    keys = private_keys or {}
    selectors = (*normalize_selectors(settings.value("selectors", domain)), *keys)
    return Request(
        domain,
        tuple(dict.fromkeys(selectors)),
        tuple(map(check_sender_option, settings.value("senders", domain))),
        keys,
        settings.value("guess-selectors"),
        expected=settings.expected_values(domain),
        profile=settings.value("profile", domain),
        select=tuple(settings.value("select")),
        ignore=tuple(settings.value("ignore")),
        severities=settings.severities(domain),
        exceptions=settings.config.exceptions,
    )


def normalize_domain(text: str) -> str:
    """Return a domain in A-labels and lower case.

    Raises:
        UsageError: it is none.
    """
    try:
        return to_ascii(text)
    except InvalidDomainError as error:
        raise UsageError(str(error)) from None


def normalize_domains(given: Iterable[str]) -> tuple[str, ...]:
    """Return the domains, each once.

    Raises:
        UsageError: there is none, or one is not a domain.
    """
    names = tuple(dict.fromkeys(map(normalize_domain, given)))
    if not names:
        raise UsageError(
            "no domain was given; name one, such as `mailcheck check example.com`, or a --zone FILE"
        )
    return names


def normalize_selectors(given: Sequence[str]) -> tuple[str, ...]:
    """Return the selectors, each once.

    Raises:
        UsageError: one can be no part of a name.
    """
    try:
        return tuple(dict.fromkeys(map(selector_to_ascii, given)))
    except InvalidDomainError as error:
        raise UsageError(str(error)) from None


def check_sender_option(text: str) -> str:
    """Return a sender in the form in which it is looked up.

    Raises:
        UsageError: it is neither an address nor a host.
    """
    from mailcheck.survey.spf.coverage import check_sender

    try:
        return check_sender(text)
    except ValueError as error:
        raise UsageError(f"`--sender {text}`: {error}") from None


def check_globs(settings: Settings) -> None:
    """Insist on globs that match a rule.

    Raises:
        UsageError: one does not.
    """
    select, ignore = settings.value("select"), settings.value("ignore")
    if not (select or ignore):
        return
    from fnmatch import fnmatchcase

    from mailcheck.dns.phrases import nearest
    from mailcheck.rules import names

    known = names()
    for option, globs in (("--select", select), ("--ignore", ignore)):
        for glob in globs:
            if not any(fnmatchcase(name, glob) for name in known):
                raise UsageError(f"`{option} {glob}` matches no rule; {nearest(glob, known)}")


def read_private_keys(given: Iterable[str]) -> dict[str, str]:
    """Read each `SELECTOR=FILE`; return the fingerprints by selector, and warn of files that others may read.

    Only the fingerprints leave this function.

    Raises:
        UsageError: one is not of this form, or the file holds no private key that DKIM can use.
    """
    return dict(map(_read_private_key, given))


def _read_private_key(text: str) -> tuple[str, str]:
    from mailcheck.errors import KeyFileError
    from mailcheck.plan.keyfiles import read_assignment

    try:
        selector, file = read_assignment(text)
    except KeyFileError as error:
        raise UsageError(str(error)) from None
    except OSError as error:
        path = text.partition("=")[2]
        raise UsageError(f"`{path}` cannot be read: {error.strerror or error}") from None
    if file.warning:
        warn(file.warning)
    (name,) = normalize_selectors([selector])
    return name, file.key.fingerprint


def read_reports(path: Path) -> "tuple[Json, ...]":
    """Return the reports in a file.

    Raises:
        UsageError: it cannot be read, or holds something else.
    """
    from mailcheck.errors import BaselineError
    from mailcheck.judge.baseline import parse_reports

    try:
        return parse_reports(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UsageError(f"cannot read the report `{path}`: {error.strerror or error}") from None
    except UnicodeDecodeError:
        raise UsageError(f"cannot read the report `{path}`: it is not UTF-8") from None
    except BaselineError as error:
        raise UsageError(f"cannot use the report `{path}`: {error}") from None
