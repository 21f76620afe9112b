"""Which DMARC record governs a domain, and what it asks of receivers (RFC 9989 section 4.10.1)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from mailcheck.dns.answers import Answer, Failure, Status
from mailcheck.dns.names import is_below, labels
from mailcheck.records.dmarc.record import POLICIES, DmarcRecord
from mailcheck.survey.dmarc.destinations import ReportDestination
from mailcheck.survey.dmarc.walk import QUERY_LIMIT, Walk, WalkStep, end_of
from mailcheck.survey.subjects import Subjects

if TYPE_CHECKING:
    pass


_NO_LIST = Subjects(reason="the public suffix list is not installed (the extra `psl`)")
_NOBODY_ABOVE = Subjects(reason="nobody is asked about what stands above the domain")
_EFFECTS = {"none": "delivered", "quarantine": "quarantined", "reject": "rejected"}


class AppliedRecord(NamedTuple):
    """The record that governs a domain, with how it was found."""

    record: DmarcRecord
    discovery: "DmarcDiscovery"


class Ancestry(NamedTuple):
    """What stands above a domain, which its own zone does not tell."""

    found: "DmarcDiscovery"


class DmarcDiscovery(NamedTuple):
    """The outcome of policy discovery for one domain, and of the DNS tree walk from it.

    *policy_domain* is where the record stands that receivers apply; None where none applies, which includes a
    record that they retrieve and then disregard: that one is still *record*. *policy* is what it asks for the
    domain, before `t=y`; None also if *failures*, the answers for want of which it could not be told, is not
    empty. *organizational_domain* is None if it could not be told. *subdomain_policy* and *missing_policy*
    are for names below the domain that exist, or do not, and have no record of their own; they are None if
    none applies or it could not be told. *exists* says whether the DNS knows the domain.
    *suffix_organization* is its organizational domain by the public suffix list, the domain itself if that is
    a public suffix, and None where the list was not needed or is not there; *is_public_suffix* is then False.
    """

    domain: str
    walk: Walk
    exists: bool | None
    organizational_domain: str | None
    policy_domain: str | None = None
    record: DmarcRecord | None = None
    policy: str | None = None
    subdomain_policy: str | None = None
    missing_policy: str | None = None
    failures: tuple[Answer, ...] = ()
    destinations: tuple[ReportDestination, ...] = ()
    legacy: "LegacyDiscovery | None" = None
    suffix_organization: str | None = None
    is_public_suffix: bool = False

    def complete(
        self,
        destinations: tuple[ReportDestination, ...],
        legacy: "LegacyDiscovery | None" = None,
        suffix_organization: str | None = None,
        is_public_suffix: bool = False,
    ) -> "DmarcDiscovery":
        """Return the discovery with what is learned only after it."""
        return self._replace(
            destinations=destinations,
            legacy=legacy,
            suffix_organization=suffix_organization,
            is_public_suffix=is_public_suffix,
        )

    @property
    def steps(self) -> tuple[WalkStep, ...]:
        """The steps of policy discovery: it ends at once with a record of the domain's own."""
        return self.walk.steps[:1] if self.walk.steps[0].record is not None else self.walk.steps

    @property
    def record_failures(self) -> tuple[Answer, ...]:
        """The failures for want of which a record of the domain's own organization may be missing.

        Where no record was found at all, what a top-level domain did not say could only be the registry's
        record.
        """
        if not self.failures or any(step.kept for step in self.walk.steps):
            return self.failures
        top = self.walk.steps[-1].answer
        return tuple(
            answer for answer in self.failures if answer is not top or "." in self.walk.steps[-1].domain
        )

    @property
    def queried(self) -> tuple[str, ...]:
        """The names that policy discovery asks for, in the standard's order."""
        return tuple(step.answer.owner for step in self.steps)

    @property
    def organization(self) -> str:
        """The Organizational Domain as far as known: what the answers that there are make it."""
        if self.organizational_domain:
            return self.organizational_domain
        return self.walk.organization({step.domain: None for step in self.walk.steps if step.answer.failed})

    @property
    def effective_policy(self) -> str | None:
        """The policy that is applied to the domain's mail: *policy* after `t=y`."""
        return self.record.effective(self.policy) if self.record is not None else None

    @property
    def enforcing(self) -> bool:
        """Whether mail that fails is quarantined or rejected."""
        return self.effective_policy in POLICIES[1:]

    @property
    def handling(self) -> str:
        """What happens to mail that fails, in a word: delivered, quarantined or rejected."""
        return _EFFECTS[self.effective_policy or "none"]

    @property
    def is_own_record(self) -> bool:
        """Whether the record was published for this domain itself."""
        return self.walk.steps[0].record is not None

    @property
    def sets_subdomains_in_vain(self) -> bool:
        """Whether the domain's own record surely stands below its Organizational Domain's."""
        return (
            self.is_own_record
            and self.walk.steps[0].psd != "y"
            and self.domain not in self.walk.organizations
        )

    @property
    def may_be_captured(self) -> bool:
        """Whether a public suffix passes for the organization, or may do so where an answer is missing."""
        silent = (step.domain for step in self.walk.steps if step.answer.failed)
        return any(self._is_suffix(domain) for domain in (*self.walk.organizations, *silent))

    def _is_suffix(self, domain: str) -> bool:
        return domain != self.domain and ("." not in domain or self._is_above_suffix(domain))

    def _is_above_suffix(self, domain: str) -> bool:
        known = self.suffix_organization
        return known is not None and known != domain and is_below(known, domain)

    @property
    def is_foreign_record(self) -> bool:
        """Whether the record is a public suffix's, whose text the domain's owner has no say in."""
        step = None if self.record is None or self.is_own_record else self._step(self.record)
        if step is None:
            return False
        return step.psd == "y" or "." not in step.domain or self._is_above_suffix(step.domain)

    @property
    def record_domain(self) -> str | None:
        """Where `record` stands, also if receivers disregard it."""
        step = self._step(self.record) if self.record is not None else None
        return step.domain if step is not None else None

    def _step(self, record: DmarcRecord) -> WalkStep | None:
        for step in self.walk.steps:
            if step.record is record:
                return step
        return None

    @property
    def examined(self) -> tuple[WalkStep, ...]:
        """The steps up to the record that applies, without those at top-level domains."""
        step = self._step(self.record) if self.record is not None else None
        end = self.steps.index(step) + 1 if step in self.steps else len(self.steps)
        return tuple(step for step in self.steps[:end] if "." in step.domain)

    @property
    def sentence(self) -> str:
        """What happens to mail that fails, in plain words."""
        if self.failures:
            return "Which policy applies could not be found out."
        if self.record is None or self.policy is None:
            return "No policy applies: mail that fails both checks is treated like any other."
        parts = [f"Mail that fails both checks is {_effect(self.record, self.policy)}"]
        if self.subdomain_policy not in (None, self.policy):
            parts.append(f"from subdomains: {_effect(self.record, self.subdomain_policy)}")
        if self.missing_policy not in (None, self.subdomain_policy):
            parts.append(f"from names that do not exist: {_effect(self.record, self.missing_policy)}")
        parts[0] += ", and reported" if len(parts) == 1 and self.record.rua.usable else ""
        return "; ".join(parts) + "."

    def subjects(self) -> dict[type[Any], Subjects]:
        """Return the discovery, its record unless foreign, its destinations, and RFC 7489's view."""
        reason = "no DMARC record applies" if self.record is None else "the DMARC record is a public suffix's"
        records = () if self.record is None or self.is_foreign_record else (self.record,)
        applied = tuple([AppliedRecord(record, self) for record in records])
        failures = self.record_failures
        no_host = "the DMARC record has no reports mailed" if records else reason
        return {
            DmarcDiscovery: Subjects((self,)),
            DmarcRecord: Subjects(records, failures, reason),
            AppliedRecord: Subjects(applied, failures, reason),
            ReportDestination: Subjects(self.destinations, failures, no_host),
            LegacyDiscovery: self._legacy_subjects(),
            Ancestry: self._ancestry(),
        }

    def _ancestry(self) -> Subjects:
        """Leave out what stands above where nobody is asked: it is no part of the zone."""
        silent = self.walk.failures
        unasked = bool(silent) and all(answer.failure is Failure.OFFLINE for answer in silent)
        if unasked and not self.walk.steps[0].answer.failed:
            return _NOBODY_ABOVE
        return Subjects((Ancestry(self),))

    def _legacy_subjects(self) -> Subjects:
        if self.legacy is None:
            return _NO_LIST
        return Subjects((self.legacy,), tuple(dict.fromkeys(self.failures + self.legacy.failures)))


def _effect(record: DmarcRecord, policy: str | None) -> str:
    effect = _EFFECTS[record.effective(policy) or "none"]
    return effect if record.effective(policy) == policy else f"{effect} (testing: `t=y` weakens {policy})"


def conclude(domain: str, walk: Walk, existence: tuple[Answer, ...]) -> DmarcDiscovery:
    """Draw the conclusions from a walk and from any answers at the domain itself."""
    step, failures = governing(walk)
    record = step.record if step is not None else None
    exists = _exists(existence)
    policy = _policy(record, step is walk.steps[0], exists)
    if record is not None and policy is None and exists is None and record.applies:
        failures = tuple(answer for answer in existence if answer.failed)
    below = _record_below(domain, walk)
    return DmarcDiscovery(
        domain,
        walk,
        exists,
        walk.organizational_domain,
        step.domain if step is not None and record is not None and record.applies else None,
        record,
        policy,
        below.subdomain_policy if below is not None else None,
        below.missing_policy if below is not None else None,
        failures,
    )


def governing(walk: Walk) -> tuple[WalkStep | None, tuple[Answer, ...]]:
    """Return the step whose record applies to the walk's start, or why none can be named."""
    own = walk.steps[0]
    if own.answer.failed:
        return None, (own.answer,)
    return (own, ()) if own.record is not None else _step_above(walk)


def _step_above(walk: Walk) -> tuple[WalkStep | None, tuple[Answer, ...]]:
    """Take the Organizational Domain's record, else the Public Suffix Domain's; none on the way."""
    organization = walk.step(walk.organizational_domain or "")
    if organization is not None and organization.record is not None:
        return organization, ()
    if walk.failures:
        return None, walk.failures
    return (walk.steps[-1] if walk.steps[-1].psd == "y" else None), ()


def _policy(record: DmarcRecord | None, own: bool, exists: bool | None) -> str | None:
    if record is None:
        return None
    if own:
        return record.policy
    if exists is None and record.subdomain_policy != record.missing_policy:
        return None
    return record.missing_policy if exists is False else record.subdomain_policy


def _exists(answers: tuple[Answer, ...]) -> bool | None:
    """Say whether a name exists: any answer but NXDOMAIN says so (RFC 9989 section 3.2.13)."""
    for answer in answers:
        if answer.status not in (Status.NO_NAME, Status.FAILED) or (answer.aliases and not answer.failed):
            return True
    return None if all(answer.failed for answer in answers) else False


def _record_below(domain: str, walk: Walk) -> DmarcRecord | None:
    """Return the record that governs a name just below *domain* which has none of its own.

    From eight labels on, a walk from below skips the domain (RFC 9989 section 5.1.8).
    """
    steps = walk.steps if len(labels(domain)) < QUERY_LIMIT else (*walk.steps, *walk.beyond)[1:]
    step, _ = _step_above(Walk(f"_.{domain}", steps[: end_of(steps)]))
    return step.record if step is not None else None


@dataclass(frozen=True, slots=True)
class LegacyDiscovery:
    """The outcome of policy discovery by RFC 7489 section 6.6.3; *current* is that by RFC 9989.

    *policy* is None where no policy applies, *policy_domain* where no record does. *failures* are answers for
    want of which the policy could not be told.
    """

    current: "DmarcDiscovery"
    policy: str | None
    policy_domain: str | None
    failures: tuple[Answer, ...] = ()


def legacy_policy(
    walk: Walk, organization: Callable[[str], str]
) -> tuple[str | None, WalkStep | None, tuple[Answer, ...]]:
    """Return the policy by RFC 7489 for the start of *walk*, the step of its record, and failures.

    *organization* gives the organizational domain by the public suffix list; it is asked only where it
    matters.
    """
    step = walk.steps[0]
    own = True
    if not step.kept and not step.answer.failed:
        above = walk.step(organization(walk.start))
        own = above is step
        step = above if above is not None else step
    if step.answer.failed:
        return None, None, (step.answer,)
    record = step.record
    return (None, None, ()) if record is None else (_listed_policy(record, own), step, ())


def _listed_policy(record: DmarcRecord, own: bool) -> str | None:
    """RFC 7489 section 6.6.3 step 6; it knows no `np`."""
    if not record.p.value or record.sp.flawed:
        return "none" if record.rua.usable else None
    return record.p.value if own else record.sp.value or record.p.value
