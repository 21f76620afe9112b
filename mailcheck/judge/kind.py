"""Guesses what kind of mail domain it is, from what it says itself."""

from mailcheck.judge.profiles import MAIL, NO_MAIL, RECEIVE_ONLY
from mailcheck.records.spf import Mechanism, SpfRecord
from mailcheck.survey import Survey


def kind(survey: Survey) -> str:
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
