"""What the `dkim` commands need to know: which selector, what it publishes, and the user's own key."""

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from mailcheck.cli import options
from mailcheck.cli.faults import UsageFault
from mailcheck.cli.resolved import Sources, resolved
from mailcheck.dns.names import InvalidDomainError, to_ascii
from mailcheck.survey.dkim import DkimKey, dkim_set, key_name
from mailcheck.survey.request import Request

if TYPE_CHECKING:
    from mailcheck.plan.keyfiles import KeyFile


class Place(NamedTuple):
    """A selector of a domain, both normalized and in A-labels."""

    selector: str
    domain: str


def place(selector: str, domain: str) -> Place:
    """Return where the record of *selector* stands.

    Raises:
        UsageFault: the selector or the domain is none.
    """
    try:
        owner = to_ascii(domain)
        name = to_ascii(key_name(selector.strip().rstrip("."), owner))
    except InvalidDomainError as error:
        raise UsageFault(str(error)) from None
    return Place(name.removesuffix(key_name("", owner)), owner)


def key_file(path: Path) -> "KeyFile":
    """Read the user's private key file.

    Raises:
        UsageFault: it cannot be read, or holds no private key that DKIM can use.
    """
    from mailcheck.plan.keyfiles import KeyFileError, read

    try:
        return read(path)
    except KeyFileError as error:
        raise UsageFault(str(error)) from None
    except OSError as error:
        raise UsageFault(f"cannot read the private key `{path}`: {error.strerror or error}") from None


def asked(where: Place, sources: Sources) -> DkimKey:
    """Look the selector up in the zone files, and elsewhere in the DNS unless that is to be left alone."""
    options.seconds(sources.timeout)
    request = Request(where.domain, (where.selector,))
    return resolved(dkim_set(request), sources, where.domain).keys[0]
