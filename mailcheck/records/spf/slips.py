"""What is wrong with text that is no term, and what was meant."""

from mailcheck.model import Span
from mailcheck.records.spf.terms import Invalid


def explained(text: str, span: Span) -> Invalid:
    """Explain why the text at *span* is no term."""
    return Invalid(span, f"`{text[span.start : span.end]}` is no SPF term", span)
