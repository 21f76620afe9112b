"""Profiles: kinds of mail domain, each a choice of rules and severities and nothing else.

`auto` guesses the kind and says it. A guess must not hide an error, so it judges by the catalogue as it
stands; a profile that is named changes what its table lists.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from fnmatch import fnmatchcase

from mailcheck.judge.model import Rule, Severity
from mailcheck.survey.request import KEYS, REVERSE

Severities = Mapping[str, Severity | None]  # by the name of a rule or a glob; None leaves the rule out

AUTO, MAIL, RECEIVE_ONLY, NO_MAIL, BULK_SENDER = "auto", "mail", "receive-only", "no-mail", "bulk-sender"
NAMES = (AUTO, MAIL, RECEIVE_ONLY, NO_MAIL, BULK_SENDER)

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


def needs(profile: str, named: Iterable[str]) -> frozenset[str]:
    """Return what *profile*, or rules that are *named* in so many words, need beside what is always asked."""
    if profile == BULK_SENDER:
        return frozenset((REVERSE, KEYS))
    names = tuple(named)
    found = {REVERSE} if any(name.startswith("ptr-") for name in names) else set()
    return frozenset(found | ({KEYS} if "dkim-not-checked" in names else set()))


def applied(profile: str, severities: Severities, rules: Iterable[Rule]) -> tuple[Rule, ...]:
    """Return *rules* as *profile* and then *severities* change them, without those left out."""
    table = _TABLES[profile]
    if not table and not severities:
        return tuple(rules)
    return tuple(changed for rule in rules for changed in _changed(rule, (severities, table)))


def _changed(rule: Rule, tables: Iterable[Severities]) -> Iterator[Rule]:
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
