"""Profiles: kinds of mail domain, each a choice of rules and severities and nothing else.

`auto` guesses the kind and says it. A guess must not hide an error, so it judges by the catalogue as it
stands; a profile that is named changes what its table lists.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from fnmatch import fnmatchcase

from mailcheck.judge.model import Rule
from mailcheck.records.spf import Mechanism, SpfRecord
from mailcheck.survey.domain import Survey
from mailcheck.survey.request import AUTO, BULK_SENDER, MAIL, NO_MAIL, RECEIVE_ONLY
from mailcheck.survey.severity import Severities, Severity

# No key is used to sign, so a revoked one is right and a missing one no fault.
_SENDS_NOTHING: Severities = {
    "spf-missing": Severity.ERROR,
    "spf-no-all": Severity.ERROR,
    "spf-neutral-all": Severity.ERROR,
    "dkim-key-revoked": None,
    "dmarc-enforced-unauthenticated": None,
    "dmarc-enforced-without-dkim": None,
    "dmarc-policy-none": Severity.WARNING,
}
_TABLES: Mapping[str, Severities] = {
    AUTO: {},
    MAIL: {},
    RECEIVE_ONLY: {**_SENDS_NOTHING, "spf-mx-not-authorized": None},
    NO_MAIL: {
        **_SENDS_NOTHING,
        "mx-no-mail-host": Severity.NOTE,
        "mx-ipv6-only": None,
        "mx-shared-address": None,
        "mx-single": None,
        "dmarc-no-aggregate-reports": Severity.NOTE,
    },
    # The large mailbox providers' rules of 2024 and 2025 refuse mail for want of any of these.
    BULK_SENDER: {
        "dkim-not-checked": Severity.ERROR,
        "dmarc-missing": Severity.ERROR,
        "dmarc-policy-missing": Severity.ERROR,
        "ptr-missing": Severity.ERROR,
        "ptr-not-confirmed": Severity.ERROR,
        "spf-missing": Severity.ERROR,
    },
}


def apply_profile(profile: str, severities: Severities, rules: Iterable[Rule]) -> tuple[Rule, ...]:
    """Return *rules* as *profile* and then *severities* change them, without those left out."""
    table = _TABLES[profile]
    if not table and not severities:
        return tuple(rules)
    return tuple(changed for rule in rules for changed in _change(rule, (severities, table)))


def _change(rule: Rule, tables: Iterable[Severities]) -> Iterator[Rule]:
    """Yield the rule with what the first table that has it sets; nothing where that leaves it out."""
    for table in tables:
        names = (
            [rule.name] if rule.name in table else [glob for glob in table if fnmatchcase(rule.name, glob)]
        )
        if names:
            severity = table[names[-1]]
            if severity is not None:
                yield replace(rule, severity=severity, settled=True)
            return
    yield rule


def guess_profile(survey: Survey) -> str:
    """Return the name of the profile that fits a domain: no-mail, receive-only or mail.

    A null MX (RFC 7505) takes no mail, and the record `v=spf1 -all` sends none. A domain that was not told
    enough about is one of mail.
    """
    if survey.mx.answer.failed or survey.mx.undecided or survey.spf.answer.failed:
        return MAIL
    takes = bool(survey.mx.hosts) and not survey.mx.is_null
    records = survey.spf.root.records
    sends_nothing = len(records) == 1 and _names_nobody(records[0])
    if takes:
        return RECEIVE_ONLY if sends_nothing else MAIL
    return NO_MAIL if sends_nothing or (survey.mx.is_null and not records) else MAIL


def _names_nobody(record: SpfRecord) -> bool:
    """Say whether the record is `v=spf1 -all` alone."""
    match record.terms:
        case (Mechanism(qualifier="-", name="all"),):
            return True
    return False
