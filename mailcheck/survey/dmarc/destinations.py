"""Where reports go: whether a destination agreed to it (RFC 9990 section 4), and takes mail at all."""

from dataclasses import dataclass

from mailcheck.dns.answers import Answer, txt_sources
from mailcheck.dns.names import NAME_LIMIT
from mailcheck.records.dmarc.record import DmarcRecord, is_dmarc, parse
from mailcheck.records.dmarc.report_uri import ReportUri


@dataclass(frozen=True, slots=True)
class Use:
    """A mailto URI in a record, and the tag that it stands in: `rua` or `ruf`."""

    tag: str
    uri: ReportUri


@dataclass(frozen=True, slots=True)
class ReportDestination:
    """A host to which a record has reports mailed.

    *internal* says whether it belongs to the organization that publishes the record, None if that cannot be
    told; *undecided* are the answers for want of which. *consent* is the answer at `consent_name`, None where
    it is not needed, and *consents* the records found there. *mail* holds the answers that say whether the
    host takes mail: MX, and where there is none, A and AAAA.
    """

    host: str
    record: DmarcRecord
    policy_domain: str
    uses: tuple[Use, ...]
    internal: bool | None
    undecided: tuple[Answer, ...] = ()
    consent: Answer | None = None
    consents: tuple[DmarcRecord, ...] = ()
    mail: tuple[Answer, ...] = ()

    @property
    def consent_name(self) -> str:
        """Where the destination would say that it wants the reports (RFC 9990 section 4 steps 1 to 3)."""
        return consent_name(self.policy_domain, self.host)

    @property
    def status(self) -> str:
        """One of internal, authorized, unauthorized, temperror."""
        if self.internal:
            return "internal"
        if self.consent is not None and self.consent.failed:
            return "temperror"
        if self.consents and not self.misdirected:
            return "authorized"
        return "unauthorized" if self.internal is False else "temperror"

    @property
    def failures(self) -> tuple[Answer, ...]:
        """The answers for want of which the status cannot be told."""
        if self.status != "temperror":
            return ()
        consent = (self.consent,) if self.consent is not None and self.consent.failed else ()
        return consent or self.undecided

    @property
    def misdirected(self) -> tuple[ReportUri, ...]:
        """Overriding URIs at another host, which end all reports to either (RFC 9990 section 4 step 9)."""
        return tuple([uri for uri in self._overrides() if uri.is_mailto and uri.host != self.host])

    @property
    def send_to(self) -> tuple[str, ...]:
        """The URIs that reports go to after overrides; none unless the status is internal or authorized."""
        if self.status not in ("internal", "authorized"):
            return ()
        chosen = [uri.text for uri in self._overrides() if uri.is_mailto] if not self.internal else []
        return tuple(chosen) or tuple(use.uri.text for use in self.uses)

    def _overrides(self) -> tuple[ReportUri, ...]:
        tags = {use.tag for use in self.uses}
        return tuple(
            uri
            for record in self.consents
            for tag, listed in (("rua", record.rua), ("ruf", record.ruf))
            if tag in tags
            for uri in listed.uris
        )

    @property
    def mail_failures(self) -> tuple[Answer, ...]:
        """The answers for want of which it cannot be told whether the host takes mail."""
        return () if self.takes_mail else tuple(answer for answer in self.mail if answer.failed)

    @property
    def takes_mail(self) -> bool:
        """Whether it has an MX that is not null, or no MX and an address (RFC 5321 section 5.1)."""
        mx, *addresses = self.mail
        if mx.found:
            return any(exchange for _, exchange in mx.exchanges)
        return any(answer.found for answer in addresses)

    @property
    def refuses_mail(self) -> bool:
        """Whether it publishes a null MX (RFC 7505 section 3)."""
        mx = self.mail[0]
        return mx.found and not self.takes_mail


def consents(answer: Answer | None) -> tuple[DmarcRecord, ...]:
    """Return the records by which a destination agrees; several are fine (RFC 9990 section 4 step 8)."""
    if answer is None or not answer.found:
        return ()
    return tuple(parse(source) for source in txt_sources(answer) if is_dmarc(source.text))


def consent_name(policy_domain: str, host: str) -> str:
    """Return the name at which *host* agrees to take reports about *policy_domain*."""
    return f"{policy_domain}._report._dmarc.{host}"


def fits(name: str) -> bool:
    """Say whether *name* is short enough to be asked for (RFC 9990 section 4 step 4)."""
    return len(name) <= NAME_LIMIT


def uses_by_host(record: DmarcRecord) -> dict[str, tuple[Use, ...]]:
    """Return the mailto URIs of a record by host, in the order in which the hosts appear."""
    found: dict[str, tuple[Use, ...]] = {}
    for tag, listed in (("rua", record.rua), ("ruf", record.ruf)):
        for uri in listed.uris:
            if uri.is_mailto:
                found[uri.host] = (*found.get(uri.host, ()), Use(tag, uri))
    return found
