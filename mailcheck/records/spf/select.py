"""The SPF records among the TXT records of an answer (RFC 7208 section 4.5)."""

from mailcheck.dns.answers import Answer
from mailcheck.dns.memo import by_identity
from mailcheck.dns.source import source
from mailcheck.records.spf import SpfRecord, is_spf, parse


@by_identity
def spf_records(answer: Answer) -> tuple[SpfRecord, ...]:
    """Return the SPF records that *answer* holds; receivers use them only if there is exactly one.

    Remembered, because one record is evaluated for many addresses.
    """
    if not answer.found:
        return ()
    texts = enumerate(record.text for record in answer.texts)
    return tuple(parse(source(answer, index, text)) for index, text in texts if is_spf(text))
