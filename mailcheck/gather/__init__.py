"""What to ask about a domain: one procedure that ends in a survey. Everything that can go out together does."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from mailcheck.asking import Procedure, together
from mailcheck.gather.apex import apex, explained
from mailcheck.gather.dkim import dkim_set
from mailcheck.gather.dmarc import dmarc
from mailcheck.gather.mx import mx_set
from mailcheck.gather.spf import coverage, placed, spf_tree
from mailcheck.survey import MxSet, Survey
from mailcheck.survey.spf import Coverage


@dataclass(frozen=True, slots=True)
class Request:
    """What to find out. *domain* is normalized, in A-labels; *senders* are addresses, CIDR ranges or host names.

    *private_keys* maps a selector to a fingerprint of the public half of a private key. *guess* asks for well-known
    selectors as well. *ahead* allows questions that may turn out to be unneeded, for the sake of time.
    """

    domain: str
    selectors: tuple[str, ...] = ()
    senders: tuple[str, ...] = ()
    private_keys: Mapping[str, str] = field(default_factory=dict)
    guess: bool = False
    ahead: bool = True


def gather(request: Request) -> Procedure[Survey]:
    """Ask all that the rules need to know about a domain."""
    results: Any = yield from together(
        (
            apex(request.domain),
            _mail_hosts(request),
            spf_tree(request.domain),
            dkim_set(request),
            dmarc(request.domain),
        )
    )
    answers, (hosts, covered), tree, keys, discovery = results
    covered = placed(covered, discovery.organizational_domain)
    survey = Survey(request.domain, answers, hosts, tree, covered, keys, discovery)
    return (yield from explained(survey))


def _mail_hosts(request: Request) -> Procedure[tuple[MxSet, tuple[Coverage, ...]]]:
    hosts = yield from mx_set(request.domain)
    return hosts, (yield from coverage(request.domain, hosts, request.senders))
