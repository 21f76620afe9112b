"""The answers of a zone file are those that real name servers give when they load it."""

import asyncio
from collections.abc import Iterable

import pytest
import servers

from mailcheck.dns.answers import Answer
from mailcheck.dns.live.stub import LiveResolver
from mailcheck.dns.zone import ZoneResolver

ZONE = r"""
@ 1h IN SOA ns1 hostmaster.example.com. (
        2026112201 ; serial
        2h 15m 2w 5m )
    IN NS ns1
    IN NS ns2.example.net.
ns1 A 203.0.114.1
@ 600 MX 10 Mail
  600 MX 20 backup.EXAMPLE.com.
  TXT "v=spf1 mx -all"
  TXT ( "two "  ; a comment ) in between
        "strings" )
mail A 203.0.114.25
     400 IN AAAA 2001:0DB8:0:0::25
     IN 300 A 203.0.114.26
mail A 203.0.114.25
backup IN A 203.0.114.40
_dmarc TXT v=DMARC1\;\ p=none
main1._domainkey TXT ( "v=DKIM1; k=rsa; p=MIIBIjANBgkqhki" "G9w0BAQEFAAOCAQ8A" )
main2._domainkey CNAME main1._domainkey
main3._domainkey 60 CNAME main2._domainkey
dangling CNAME nothing
empty.non.terminal A 203.0.114.2
*.wild 200 TXT "from a wildcard"
*.wild 0 MX 5 mail
sub.wild A 203.0.114.3
below.ent.wild A 203.0.114.3
*.star CNAME mail
*.self CNAME x.self
a.deep.*.odd TXT "a star in the middle"
escaped\.dot A 203.0.114.4
sp\032ace TXT "a blank in the name"
\097bc A 203.0.114.5
octets TXT "\000\009\255\"\\quoted\""
empty TXT ""
old TYPE99 \# 16 0f763d73706631206d78202d616c6c20
generic TYPE16 \# 4 03616263
generic TYPE1 \# 4 CB007101
srv SRV 0 5 5060 mail
caa CAA 0 issue "ca.example.net; \"a\\\200"
tlsa TLSA 3 1 1 aabbccddeeff00112233445566778899aabbccddeeff00112233445566778899
UPPER A 203.0.114.6
ptr PTR mail
$ORIGIN deeper.example.com.
host MX 10 @
@ A 203.0.114.7
$TTL 30
low A 203.0.114.8
$ORIGIN example.com.
zero 0 A 203.0.114.9
delegated NS ns.delegated
ns.delegated A 203.0.114.10
dname DNAME deeper
"""
NAMES = r"""
    . mail Mail MAIL backup _dmarc main1._domainkey main2._domainkey main3._domainkey _domainkey x._domainkey
    dangling nothing non.terminal terminal empty.non.terminal x.non.terminal wild any.wild a.b.wild sub.wild
    x.sub.wild ent.wild x.ent.wild below.ent.wild star q.star *.star *.wild x.*.wild deep.*.odd x.odd
    escaped\.dot sp\032ace abc octets empty old generic srv caa tlsa upper ptr deeper host.deeper low.deeper
    zero dname low.dname x.dname a.b.dname ns1
"""
TYPES = "A AAAA MX TXT SPF CNAME NS SOA SRV CAA TLSA PTR"


def absolute(name: str) -> str:
    return "example.com" if name == "." else f"{name}.example.com"


def told(answer: Answer) -> tuple[object, ...]:
    """What must agree; the order of records is the server's affair."""
    return (
        answer.owner,
        answer.rdtype,
        answer.status,
        sorted(map(repr, answer.records)),
        answer.ttl,
        answer.aliases,
    )


async def asked(server: str, questions: Iterable[tuple[str, str]]) -> list[Answer]:
    resolver = LiveResolver([server])
    return [await resolver.ask(*question) for question in questions]


@pytest.mark.parametrize("server", ["knot", "nsd"])
def test_zone_answers_are_those_of_a_name_server(server: str, request: pytest.FixtureRequest) -> None:
    serve: servers.Serve = request.getfixturevalue(server)
    zone = ZoneResolver.from_text("$TTL 300\n" + ZONE)
    questions = [(absolute(name), rdtype) for name in NAMES.split() for rdtype in TYPES.split()]
    live = asyncio.run(asked(serve({"example.com": ZONE}), questions))
    ours = [zone.answer(*question) for question in questions]
    differing = [
        (told(here), told(there)) for here, there in zip(ours, live, strict=True) if told(here) != told(there)
    ]
    assert differing == []
