"""Reads what `mailcheck plan` is told to wish for."""

import re
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from mailcheck.cli.console import UsageError, warn
from mailcheck.cli.selectors import locate, read_key_file
from mailcheck.dns.addresses import address_text, client, is_meant_as_address
from mailcheck.dns.answers import Span
from mailcheck.dns.names import is_host_name, to_ascii
from mailcheck.errors import InvalidDomainError
from mailcheck.evaluate.spf.ranges import network
from mailcheck.plan import AddressWish, KeyWish, MxWish, Wishes
from mailcheck.records.dkim.record import parse
from mailcheck.records.dmarc.report_uri import parse_uris
from mailcheck.render.escape import visible

SIZE_LIMIT = 65536  # octets of a file with a key record
_RECORD = re.compile(r"\s*[vkp]\s*=", re.IGNORECASE)
_PREFERENCE = re.compile(r"(?:([0-9]{1,5}):)?(.*)", re.ASCII | re.DOTALL)
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")


class GivenWishes(NamedTuple):
    """The options of the command line as they were given."""

    mx: list[str] | None = None
    address: list[str] | None = None
    sends_from: list[str] | None = None
    include: list[str] | None = None
    dkim: list[str] | None = None
    dmarc: str | None = None
    subdomains: str | None = None
    rua: list[str] | None = None
    no_mail: bool = False


def wishes(domain: str, given: GivenWishes) -> Wishes:
    """Return what is wished for.

    Raises:
        UsageError: nothing is, or one thing is at odds with another, or is no such thing.
    """
    name = _name(domain)
    if not any(given):
        raise UsageError("nothing was wished for; `--mx`, `--include` or `--dmarc none` are a beginning")
    if given.no_mail:
        _alone(given)
    found = Wishes(
        name,
        tuple(map(mx, given.mx or ())),
        tuple(map(address, given.address or ())),
        tuple(map(sender, given.sends_from or ())),
        tuple(map(_name, given.include or ())),
        tuple(key(text, name) for text in given.dkim or ()),
        given.dmarc,
        given.subdomains,
        tuple(uri for text in given.rua or () for uri in report_uris(text)),
        given.no_mail,
    )
    _distinct("--mx", [wish.host for wish in found.mx])
    _distinct("--dkim", [wish.selector for wish in found.keys])
    return found


def _alone(given: GivenWishes) -> None:
    """Refuse what a domain without mail cannot have."""
    clashes = {
        "--mx": given.mx,
        "--sends-from": given.sends_from,
        "--include": given.include,
        "--dkim": given.dkim,
        "--dmarc": given.dmarc not in (None, "reject") and given.dmarc,
        "--subdomains": given.subdomains not in (None, "reject") and given.subdomains,
    }
    clash = next((option for option, value in clashes.items() if value), None)
    if clash is not None:
        raise UsageError(f"`{clash}` is at odds with `--no-mail`, for which nothing is sent or received")


def _distinct(option: str, names: list[str]) -> None:
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise UsageError(f"`{option}` names `{twice}` twice; once is allowed")


def mx(text: str) -> MxWish:
    """Read `[PREFERENCE:]HOST`."""
    match = _PREFERENCE.fullmatch(text)
    preference, host = match.groups() if match else (None, text)
    if is_meant_as_address(host.lower()):
        raise UsageError(f"`--mx {text}` is an address; an MX names a host, and --address gives it one")
    if preference is not None and int(preference) > 65535:
        raise UsageError(f"`--mx {text}` has a preference above 65535")
    return MxWish(_host(host), None if preference is None else int(preference))


def address(text: str) -> AddressWish:
    """Read `HOST=ADDRESS`."""
    host, equals, value = text.partition("=")
    if not equals:
        raise UsageError(f"`--address {text}` is no HOST=ADDRESS, such as mail.example.com=192.0.2.25")
    return AddressWish(_host(host), _address(value))


def sender(text: str) -> str:
    """Read an address or a CIDR range; an IPv4-mapped address is that IPv4 address."""
    try:
        if "/" not in text:
            return client(text.strip()).readable
        first, size = network(text.strip())
    except ValueError:
        wanted = "is no address such as 192.0.2.5 and no range such as 192.0.2.0/28"
        raise UsageError(f"`--sends-from {text}` {wanted}") from None
    return f"{first.readable}/{first.bits - size.bit_length()}"


def report_uris(text: str) -> tuple[str, ...]:
    """Read a mail address, or URIs with commas between them."""
    written = text.strip()
    if not _SCHEME.match(written):
        written = f"mailto:{quote(written, safe='@+=$&*~._-/')}"
    found = parse_uris(written, Span(0, len(written)))
    flaw = next((uri.flaw for uri in found if uri.flaw), "" if found else "it is empty")
    if flaw:
        raise UsageError(f"`--rua {text}` is no address for reports: {flaw}")
    return tuple(uri.text for uri in found)


def key(text: str, domain: str) -> KeyWish:
    """Read `SELECTOR=FILE` or `SELECTOR=RECORD`; the file holds a private key or a record."""
    selector, equals, value = text.partition("=")
    if not (equals and selector and value):
        raise UsageError(f"`--dkim {text}` is no SELECTOR=FILE, such as main1=/etc/dkimkeys/main1.private")
    where = locate(selector, domain)
    record = value.strip() if _RECORD.match(value) else _from_file(Path(value), where.selector, domain)
    found = parse(record)
    if not (found.usable or found.revoked):
        raise UsageError(f"`--dkim {selector}=` gives no key record that verifiers can use")
    return KeyWish(where.selector, record)


def _from_file(path: Path, selector: str, domain: str) -> str:
    """Return the key record for a private key, or the record that a file holds."""
    text = _text(path)
    if "PRIVATE KEY" not in text and re.search(r"p\s*=", text) and ";" in text:
        return text.strip() if _RECORD.match(text) else _in_zone(path, text, selector, domain)
    from mailcheck.plan.keygen import Publication

    own = read_key_file(path)
    if own.warning:
        warn(visible(own.warning))
    return Publication(selector, domain, own.key).text


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return file.read(SIZE_LIMIT).decode("utf-8", "surrogateescape")
    except OSError as error:
        raise UsageError(f"cannot read the key file `{path}`: {error.strerror or error}") from None


def _in_zone(path: Path, text: str, selector: str, domain: str) -> str:
    """Return the record of a snippet of a zone, as signers write it beside the private key."""
    from mailcheck.dns.zone import ZoneResolver
    from mailcheck.errors import ZoneSyntaxError
    from mailcheck.survey.dkim import key_name

    try:
        zone = ZoneResolver.from_text(text, origin=domain, file=str(path), everywhere=True)
    except ZoneSyntaxError as error:
        raise UsageError(str(error)) from None
    found = zone.answer(key_name(selector, domain), "TXT").texts
    if len(found) != 1:
        there = ", ".join(f"`{name}`" for name in zone.selectors_of(domain)) or "none"
        raise UsageError(f"`{path}` holds {len(found)} records for `{selector}`; its selectors are {there}")
    return found[0].text


def _name(text: str) -> str:
    try:
        return to_ascii(text)
    except InvalidDomainError as error:
        raise UsageError(str(error)) from None


def _host(text: str) -> str:
    name = _name(text)
    if not is_host_name(name):
        raise UsageError(f"`{text}` is no host name; its labels hold letters, digits and inner hyphens")
    return name


def _address(text: str) -> str:
    try:
        found = client(text.strip())
    except ValueError as error:
        raise UsageError(str(error)) from None
    return address_text(found.number, found.bits)
