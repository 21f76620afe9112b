"""The client's validated names: those of its PTR records that resolve back to it (RFC 7208 section 5.5)."""

from mailcheck.answers import Answer
from mailcheck.evaluate.client import Client, number
from mailcheck.evaluate.expansion import question_name
from mailcheck.evaluate.known import Known
from mailcheck.names import is_below, normalized
from mailcheck.survey.spf import PTR_LIMIT


def validated_names(client: Client, answer: Answer, answers: Known) -> tuple[str, ...]:
    """Return the names in a PTR answer that have the client's address, of the first ten (section 4.6.4).

    Those whose lookup fails are passed over; where the PTR lookup failed, there are none.
    """
    names = answer.names[:PTR_LIMIT]
    forward = answers.every(names, client.rdtype)
    return tuple(
        normalized(name) for name, found in zip(names, forward, strict=True) if _holds(found, client)
    )


def _holds(answer: Answer, client: Client) -> bool:
    return any(number(address) == client.number for address in answer.addresses)


def best_name(names: tuple[str, ...], domain: str) -> str:
    """Return the name that the p macro prefers: *domain* itself, one below it, any (section 7.3)."""
    ancestor = normalized(question_name(domain))
    below = [name for name in names if is_below(name, ancestor)]
    return ancestor if ancestor in below else next(iter(below or names), "")
