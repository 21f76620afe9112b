"""A private key does not belong to the key that is published.

Signatures made with this private key fail at every receiver, because they are held against another public
key. The two are compared by their public numbers: the fingerprints are SHA-256 over the
SubjectPublicKeyInfo of each.

## Fails

A private key is at hand only when one is given with `--dkim-key SELECTOR=FILE`, or to `mailcheck dkim
match`. It fails if its public half is not what the selector publishes.

## Passes

It passes if the two are halves of one key, in whatever form either is written.

## Remedy

Publish the record that belongs to the private key, `mailcheck dkim keygen` makes both, or give the signer
the private key that belongs to the record.
"""

from collections.abc import Iterator

from mailcheck.model import Problem, Severity
from mailcheck.rules import rule
from mailcheck.survey.dkim import DkimKey


@rule(Severity.ERROR, "RFC 6376 section 3.6")
def check(key: DkimKey) -> Iterator[Problem]:
    if not key.expected or key.key is None or key.key.fingerprint == key.expected:
        return
    published = f"the published key is {key.key.fingerprint}"
    message = f"{published}, and the private key at hand belongs to {key.expected}; the two must be equal"
    yield Problem(message, key.source)
