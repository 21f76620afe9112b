"""A quoted string is longer than 255 octets.

A string in a TXT record has one octet for its length (RFC 1035 section 3.3), so 255 octets are the most.
A longer text, such as an RSA key, is several strings in one record, which are joined with nothing between
them (RFC 6376 section 3.6.2.2). No name server loads a file with a longer string: the zone stays at its
last state.

## Fails

```zone
main1._domainkey  TXT  "v=DKIM1; k=rsa; p=MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA5C9cXdr2x9bfAioQZw40CzAAm3PQzWUpXu4pg/jNAFPVRLfNffQmAQvD2uCh6P2KnRcsSNLkrQ1EgtVwPMuObYvpls6sncJNoOiO0nHyxbfOOsUlw2HQVPdzyf+/Xr1gVjaPGGqn2sMrQBc6QiZ7byEtmf+uRSSQlbm1TnImaAdhqZdZocDBi0uiddQL3jR5Td0RAkMHlbp/KYxuwnqDsLIpjbAoywvqvUVCYG5x8vK2Ll+7/fwBa/PBe08Y+0YRsivSsHybD4p+Wt3eLxUEi5x/ouFYU950se9ES8yvBeB9+xQcPYuAEYwhv9s9g5dZhaP80gws5nd3JNc78O6WPwIDAQAB"
```

## Passes

```zone
main1._domainkey  TXT  ( "v=DKIM1; k=ed25519; "
                         "p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=" )
```

## Remedy

Split the text into several quoted strings of at most 255 octets, all of them in one record.
"""  # noqa: E501

from collections.abc import Iterator

from mailcheck.dns.zonefile.words import STRING_TOO_LONG
from mailcheck.judge.model import Problem
from mailcheck.rules import rule
from mailcheck.rules._zone import fatal
from mailcheck.survey.domain import ZoneFlaws
from mailcheck.survey.request import Severity


@rule(Severity.ERROR, "RFC 1035 section 3.3")
def check(zone: ZoneFlaws) -> Iterator[Problem]:
    yield from fatal(zone, STRING_TOO_LONG)
