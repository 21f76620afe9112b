"""The SPF records among the TXT records of an answer (RFC 7208 section 4.5)."""

from functools import lru_cache

from mailcheck.answers import Answer, Txt
from mailcheck.model import Source
from mailcheck.records.spf import SpfRecord, is_spf, parse


@lru_cache(maxsize=512)
def spf_records(answer: Answer) -> tuple[SpfRecord, ...]:
    """Return the SPF records that *answer* holds; receivers use them only if there is exactly one.

    Cached, because one record is evaluated for many addresses.
    """
    if not answer.found:
        return ()
    return tuple(
        parse(source_of(answer, index)) for index, text in enumerate(map(_text, answer.texts)) if is_spf(text)
    )


def source_of(answer: Answer, index: int) -> Source:
    """Return the record at *index* of a TXT answer with the place it came from."""
    location = answer.locations[index] if index < len(answer.locations) else None
    return Source(answer.owner, answer.rdtype, answer.texts[index].text, location, answer.server)


def _text(record: Txt) -> str:
    return record.text
