"""A key record has a tag or a flag that verifiers ignore.

Other tags than v, k, h, s, t, n and p, and other flags than y and s in `t=`, are ignored (RFC 6376
section 3.6.1). They may be typing errors, or tags that belong into a signature: there `t=` is a time, in
a key record it is a list of flags.

## Fails

```zone
main1._domainkey  TXT  "v=DKIM1; k=ed25519; r=postmaster; p=n10RcIhZr1VqZEL8qtlGGMxIYajxZPwnS/2fbsI8rUc="
```

```zone
main1._domainkey  TXT  "v=DKIM1; k=ed25519; t=1700000000; p=n10RcIhZr1VqZEL8qtlGGMxIYajxZPwnS/2fbsI8rUc="
```

## Passes

```zone
main1._domainkey  TXT  (
  "v=DKIM1; k=ed25519; t=s; n=made in spring; "
  "p=n10RcIhZr1VqZEL8qtlGGMxIYajxZPwnS/2fbsI8rUc=" )
```

## Remedy

Remove it, or write the tag that was meant.
"""

from collections.abc import Iterator

from mailcheck.dns.phrases import cut
from mailcheck.judge.model import Problem
from mailcheck.records.dkim.record import DkimRecord
from mailcheck.records.dkim.tags import FLAGS, MENTIONED, TAGS
from mailcheck.rules import rule
from mailcheck.survey.request import Severity


@rule(Severity.NOTE, "RFC 6376 section 3.6.1")
def check(record: DkimRecord) -> Iterator[Problem]:
    if record.mangled:
        return
    for tag in record.tags.tags[:MENTIONED]:
        if tag.name not in TAGS and tag.name.lower() not in TAGS:
            message = f"`{cut(tag.name, 40, '')}=` is no tag of a key record; verifiers ignore it"
            yield Problem(message, record.source, tag.span)
    if record.t is None:
        return
    unknown = [flag for flag in record.flags if flag and flag not in FLAGS]
    if unknown:
        what = "a time belongs into the signature" if unknown[0].isdigit() else "verifiers ignore it"
        message = f"`{cut(unknown[0], 40, '')}` is none of the flags {', '.join(FLAGS)} of `t=`; {what}"
        yield Problem(message, record.source, record.t.value_span)
