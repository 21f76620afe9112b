"""Selectors as the `dkim` and `plan` commands name them: where the record stands, and what it holds."""

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from mailcheck.cli.console import UsageError
from mailcheck.cli.sources import Spelled, ask
from mailcheck.dns.driver import run
from mailcheck.dns.names import to_ascii
from mailcheck.errors import InvalidDomainError
from mailcheck.survey.dkim import DkimKey, dkim_set, key_name
from mailcheck.survey.request import Request

if TYPE_CHECKING:
    from mailcheck.plan.keyfiles import KeyFile


class SelectorPlace(NamedTuple):
    """A selector of a domain, both normalized and in A-labels."""

    selector: str
    domain: str


def locate(selector: str, domain: str) -> SelectorPlace:
    """Return where the record of *selector* stands.

    Raises:
        UsageError: the selector or the domain is none.
    """
    try:
        owner = to_ascii(domain)
        name = to_ascii(key_name(selector.strip().rstrip("."), owner))
    except InvalidDomainError as error:
        raise UsageError(str(error)) from None
    return SelectorPlace(name.removesuffix(key_name("", owner)), owner)


def read_key_file(path: Path) -> "KeyFile":
    """Read the user's private key file.

    Raises:
        UsageError: it cannot be read, or holds no private key that DKIM can use.
    """
    from mailcheck.errors import KeyFileError
    from mailcheck.plan.keyfiles import read

    try:
        return read(path)
    except KeyFileError as error:
        raise UsageError(str(error)) from None
    except OSError as error:
        raise UsageError(f"cannot read the private key `{path}`: {error.strerror or error}") from None


def ask_selector(where: SelectorPlace, spelled: Spelled) -> DkimKey:
    """Look the selector up in the zone files, and elsewhere in the DNS unless that is to be left alone.

    Raises:
        UsageError: a zone file or a name server cannot be used.
    """
    request = Request(where.domain, (where.selector,))
    sources = [spelled.source(where.domain)]
    return ask(lambda resolvers: run(dkim_set(request), resolvers[0]), sources, offline=spelled.offline).keys[
        0
    ]
