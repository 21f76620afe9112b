"""The codec, alone and held against dnspython."""

import struct

import dns.edns
import dns.exception
import dns.flags
import dns.ipv4
import dns.ipv6
import dns.message
import dns.name
import dns.rcode
import dns.rdata
import dns.rdataclass
import dns.rdatatype
import dns.rrset
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailcheck.dns.answers import Mx, Status, Txt
from mailcheck.dns.live import wire
from mailcheck.dns.live.fast_reply import Glance, glance
from mailcheck.dns.live.reply import Chain, Conclusion, judge

# Names --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "encoded"),
    [
        pytest.param("", b"\0", id="the root"),
        pytest.param(".", b"\0", id="the root with its dot"),
        pytest.param("example.com", b"\7example\3com\0", id="a name"),
        pytest.param("Example.COM.", b"\7example\3com\0", id="in any case, with the final dot"),
        pytest.param(r"a\.b.c", b"\3a.b\1c\0", id="an escaped dot"),
        pytest.param(r"a\\.b", b"\2a\\\1b\0", id="an escaped backslash before a dot"),
        pytest.param(r"a\.", b"\2a.\0", id="an escaped dot at the end"),
        pytest.param(r"\065\255.b", b"\2a\xff\1b\0", id="octets by number, in lower case"),
        pytest.param("é.b", b"\2\xc3\xa9\1b\0", id="not ASCII: its UTF-8"),
        pytest.param("\udcff.b", b"\1\xff\1b\0", id="an octet that was no UTF-8"),
        pytest.param("a b.c", b"\3a b\1c\0", id="a blank"),
        pytest.param("a" * 63, b"\x3f" + b"a" * 63 + b"\0", id="the longest label"),
        pytest.param(
            ".".join(["a" * 63] * 3 + ["a" * 61]),
            (b"\x3f" + b"a" * 63) * 3 + b"\x3d" + b"a" * 61 + b"\0",
            id="the longest name",
        ),
    ],
)
def test_a_name_is_encoded(name, encoded):
    assert wire.encode_name(name) == encoded


@pytest.mark.parametrize(
    ("name", "message"),
    [
        pytest.param("a" * 64 + ".b", "a label has 64 octets; at most 63 are allowed", id="a long label"),
        pytest.param(
            ".".join(["a" * 63] * 4), "the name has 257 octets; at most 255 are allowed", id="a long name"
        ),
        pytest.param("a..b", "a label is empty", id="an empty label"),
        pytest.param(".a", "a label is empty", id="an empty first label"),
        pytest.param(
            "\ud800.b", "the name holds a lone surrogate", id="a surrogate that stands for no octet"
        ),
    ],
)
def test_a_name_that_no_message_can_carry_is_told(name, message):
    with pytest.raises(wire.UnsendableName) as caught:
        wire.encode_name(name)
    assert str(caught.value) == message


LABELS = st.lists(st.binary(min_size=1, max_size=63), max_size=6).filter(
    lambda parts: sum(map(len, parts)) < 240
)


@given(LABELS)
def test_names_of_any_octets_read_as_dnspython_reads_them(labels):
    name = dns.name.Name([*labels, b""])
    lower = dns.name.Name([*(label.lower() for label in labels), b""])
    assert wire.present(name.to_wire()) == lower.to_text().removesuffix(".")


@given(LABELS)
def test_encoding_undoes_presenting(labels):
    encoded = dns.name.Name([*(label.lower() for label in labels), b""]).to_wire()
    assert wire.encode_name(wire.present(encoded)) == encoded


@given(st.text())
def test_encoding_raises_nothing_else(text):
    try:
        encoded = wire.encode_name(text)
    except wire.UnsendableName:
        return
    assert len(encoded) <= 255


# Questions ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("edns", [True, False])
def test_a_query_is_what_dnspython_reads_as_one(edns):
    asked = wire.question(wire.encode_name("_dmarc.example.com"), 16)
    query = dns.message.from_wire(b"\x12\x34" + wire.message(asked, edns=edns))
    assert [str(rrset) for rrset in query.question] == ["_dmarc.example.com. IN TXT"]
    assert (query.id, query.flags) == (0x1234, dns.flags.RD | dns.flags.AD)
    assert (query.edns, query.payload) == ((0, 1232) if edns else (-1, 0))


@pytest.mark.parametrize(
    ("mnemonic", "code"), [("TXT", 16), ("SPF", 99), ("TYPE99", 99), ("SVCB", 64), ("TYPE65400", 65400)]
)
def test_a_type_has_a_number(mnemonic, code):
    assert wire.type_code(mnemonic) == code


@pytest.mark.parametrize("mnemonic", ["", "NOSUCHTYPE", "TYPE65536", "TYPE", "A A"])
def test_what_is_no_type_is_an_error_of_the_caller(mnemonic):
    with pytest.raises(ValueError) as caught:
        wire.type_code(mnemonic)
    assert str(caught.value) == f"`{mnemonic}` is not an RR type"


# Replies ------------------------------------------------------------------------------------------

NAME = "example.com"


def _parsed(data: bytes, rdtype: str, name: str = NAME) -> wire.Reply:
    asked = wire.question(wire.encode_name(name), wire.type_code(rdtype))
    assert wire.is_reply_to(data, asked)
    return wire.parse(data, name, asked)


def _value(rdata: dns.rdata.Rdata):
    """Return what our own reader makes of a record, from dnspython's view of it."""
    match rdata.rdtype.name:
        case "A" | "AAAA":
            return rdata.address
        case "MX":
            return Mx(rdata.preference, _text(rdata.exchange))
        case "TXT" | "SPF":
            return Txt(tuple(rdata.strings))
        case "CNAME" | "NS" | "PTR":
            return _text(rdata.target)
        case "SOA":
            return f"{_text(rdata.mname)}. {_text(rdata.rname)}. " + rdata.to_text().split(" ", 2)[2]
    return rdata.to_text()


def _text(name: dns.name.Name) -> str:
    return (
        dns.name.Name([label.lower() for label in name.labels]).to_text(omit_final_dot=True).removesuffix(".")
    )


def _seen(message: dns.message.Message, rdtype: int) -> list[wire.WireRecord]:
    """Return what a parse must find in the answer section, by dnspython, one RRset a record."""
    return [
        wire.WireRecord(_text(one.name), int(one.rdtype), one.ttl if one.ttl < 2**31 else 0, _value(one[0]))
        for one in message.answer
        if one.rdclass == 1 and one.rdtype in (rdtype, 5)
    ]


HOSTS = st.sampled_from(
    [
        "example.com.",
        "a.example.com.",
        "b.a.example.com.",
        "Mail.Example.NET.",
        r"x\.y\032z.example.com.",
        ".",
    ]
)
SHORT = st.integers(0, 65535)
STRING = st.binary(max_size=255).map(lambda octets: '"' + "".join(f"\\{octet:03d}" for octet in octets) + '"')
RDATA = {
    "A": st.binary(min_size=4, max_size=4).map(dns.ipv4.inet_ntoa),
    "AAAA": st.binary(min_size=16, max_size=16).map(dns.ipv6.inet_ntoa),
    "MX": st.builds("{} {}".format, SHORT, HOSTS),
    "TXT": st.lists(STRING, min_size=1, max_size=4).map(" ".join),
    "SPF": st.lists(STRING, min_size=1, max_size=4).map(" ".join),
    "CNAME": HOSTS,
    "NS": HOSTS,
    "PTR": HOSTS,
    "SOA": st.builds("{} {} {} 2 3 4 5".format, HOSTS, HOSTS, SHORT),
    "SRV": st.builds("{} 2 3 {}".format, SHORT, HOSTS),
    "TLSA": st.just("3 1 1 " + "ab" * 32),
}
TTLS = st.integers(0, 2**31 - 1)
# The words of RRsets: owner, TTL, type and one or more records.
RRSETS = {
    rdtype: st.tuples(
        HOSTS,
        TTLS,
        st.just(rdtype),
        st.lists(rdatas, min_size=1, max_size=1 if rdtype in ("CNAME", "SOA") else 3),
    )
    for rdtype, rdatas in RDATA.items()
}


CODES = [(-1, 0), (-1, 3)] * 2 + [(0, rcode) for rcode in (0, 0, 0, 2, 3, 5, 16)]
FLAGS = (0, dns.flags.AA, dns.flags.AD, dns.flags.RA)
HEADS = st.sampled_from([(*codes, flags) for codes in CODES for flags in FLAGS])


def _section(*types, max_size):
    return st.lists(st.sampled_from(types).flatmap(RRSETS.__getitem__), max_size=max_size)


def _replies(rdtype):
    """The words of a reply: its type, EDNS, RCODE, flags and the RRsets of its sections."""
    answers = _section(rdtype, "CNAME", *RDATA, max_size=4)
    authorities = _section("SOA", "NS", "TXT", max_size=2)
    parts = st.tuples(HEADS, answers, authorities, _section("A", "AAAA", max_size=2))
    return parts.map(lambda drawn: (rdtype, *drawn[0], *drawn[1:]))


REPLIES = st.sampled_from(tuple(RDATA)).flatmap({rdtype: _replies(rdtype) for rdtype in RDATA}.__getitem__)


def _built(rdtype, edns, rcode, flags, *sections) -> bytes:
    message = dns.message.make_response(dns.message.make_query(NAME, rdtype, use_edns=edns))
    message.set_rcode(dns.rcode.Rcode(rcode))
    message.flags |= flags
    message.answer, message.authority, message.additional = (
        [dns.rrset.from_text(owner, ttl, "IN", of, *rdatas) for owner, ttl, of, rdatas in section]
        for section in sections
    )
    return message.to_wire(max_size=65535)


@pytest.mark.no_cover  # thousands of calls of what other tests cover
@settings(max_examples=1000, deadline=None)
@given(REPLIES)
def test_a_reply_reads_as_dnspython_reads_it(case):
    data, code = _built(*case), wire.type_code(case[0])
    reference = dns.message.from_wire(data, one_rr_per_rrset=True)
    reply = _parsed(data, case[0])
    assert reply.records == _seen(reference, code)
    assert (reply.rcode, reply.flags & 0x7FF0) == (reference.rcode(), reference.flags & 0x7FF0)
    soas = [rrset for rrset in reference.authority if rrset.rdtype == 6]
    assert (reply.zone is not None) == bool(soas)
    if soas:
        expected = (_text(soas[-1].name), min(soas[-1].ttl, soas[-1][0].minimum))
        assert expected == (reply.zone, reply.negative_ttl)


OCTET = st.integers(0, 255) | st.sampled_from([0, 12, 0x3F, 0x40, 0x80, 0xC0, 0xFF])
CHANGES = st.lists(st.tuples(st.integers(0, 2000), OCTET), min_size=1, max_size=4)
CUT = st.just(0) | st.integers(0, 60)
# Each reply is damaged in several ways: to draw another takes longer than to read one.
DAMAGES = st.lists(st.tuples(CHANGES, CUT), min_size=3, max_size=3)


def _damaged(data: bytes, changes, cut: int) -> bytes:
    """Change some octets outside the question, and drop some at the end."""
    octets = bytearray(data)
    first = 12 + len(wire.encode_name(NAME)) + 4
    for place, octet in changes:
        at = 6 + place % (len(octets) - 6)
        if not 12 <= at < first:
            octets[at] = octet
    return bytes(octets[: max(first, len(octets) - cut)])


@pytest.mark.no_cover  # thousands of calls of what other tests cover
@settings(max_examples=1000, deadline=None)
@given(REPLIES, DAMAGES)
def test_a_damaged_reply_is_malformed_or_reads_as_dnspython_reads_it(case, damages):
    data = _built(*case)
    for changes, cut in damages:
        _compare_with_dnspython(_damaged(data, changes, cut), case[0])


def _compare_with_dnspython(data: bytes, rdtype: str) -> None:
    asked = wire.question(wire.encode_name(NAME), wire.type_code(rdtype))
    if not wire.is_reply_to(data, asked):
        return
    try:
        reply = wire.parse(data, NAME, asked)
    except wire.Malformed:
        with pytest.raises((dns.exception.DNSException, ValueError)):
            dns.message.from_wire(
                data, ignore_trailing=True, continue_on_error=False, raise_on_truncation=False
            )
        return
    try:
        reference = dns.message.from_wire(data, ignore_trailing=True, one_rr_per_rrset=True)
    except (dns.exception.DNSException, ValueError):
        return  # dnspython also reads what is of no use here
    assert reply.records == _seen(reference, wire.type_code(rdtype))


@settings(max_examples=1000, deadline=None)
@given(st.binary(max_size=200), st.sampled_from([1, 2, 5, 6, 15, 16, 28, 33, 52, 99]))
def test_whatever_octets_follow_a_question_nothing_else_is_raised(octets, code):
    asked = wire.question(wire.encode_name(NAME), code)
    data = struct.pack("!HHHHHH", 1, 0x8180, 1, 3, 2, 1) + asked + octets
    try:
        wire.parse(data, NAME, asked)
    except wire.Malformed:
        return


def _reply(answers: int, octets: bytes, code: int = 16, flags: int = 0x8400) -> tuple[bytes, bytes]:
    asked = wire.question(b"\7example\3com\0", code)
    return struct.pack("!HHHHHH", 1, flags, 1, answers, 0, 0) + asked + octets, asked


def _record(
    rdata: bytes, code: int = 16, owner: bytes = b"\xc0\x0c", ttl: int = 300, rdclass: int = 1
) -> bytes:
    return owner + struct.pack("!HHIH", code, rdclass, ttl, len(rdata)) + rdata


@pytest.mark.parametrize(
    ("octets", "code", "message"),
    [
        pytest.param(
            b"", 16, "the message ends in the middle of a record", id="nothing where a record should be"
        ),
        pytest.param(
            _record(b"\5abc"), 16, "a TXT record and the strings in it end apart", id="a string too long"
        ),
        pytest.param(_record(b""), 16, "a TXT record and the strings in it end apart", id="no string"),
        pytest.param(_record(b"abc", 1), 1, "an A record has 3 octets; 4 are allowed", id="a short address"),
        pytest.param(
            _record(bytes(17), 28), 28, "an AAAA record has 17 octets; 16 are allowed", id="a long address"
        ),
        pytest.param(
            _record(b"\0\1\1a\0\0", 15), 15, "an MX record and the name in it end apart", id="MX and more"
        ),
        pytest.param(
            _record(b"\1a\0\0", 5), 5, "a record and the name in it end apart", id="an alias and more"
        ),
        pytest.param(
            _record(b"\0\0" + bytes(19), 6), 6, "a SOA record and its fields end apart", id="a short SOA"
        ),
        pytest.param(_record(b"\1x", 16, b"\x41a\0"), 16, "a label has the type 01", id="an extended label"),
        pytest.param(_record(b"\1x", 16, b"\x81a\0"), 16, "a label has the type 10", id="a label of no type"),
        pytest.param(
            _record(b"\1x", 16, b"\xc0\xff"),
            16,
            "the compression pointer at octet 29 leads nowhere",
            id="a pointer ahead",
        ),
        pytest.param(
            _record(b"\1x", 16, b"\xc0\x1d"),
            16,
            "the compression pointer at octet 29 leads nowhere",
            id="a pointer to itself",
        ),
        pytest.param(
            _record(b"\1x", 16, b"\1a\xc0\x1d"),
            16,
            "the compression pointer at octet 31 leads nowhere",
            id="a pointer into its own name",
        ),
        pytest.param(
            _record(b"\1x", 16, (b"\x3f" + b"a" * 63) * 4 + b"\0"),
            16,
            "the name has 257 octets; at most 255 are allowed",
            id="a name too long",
        ),
    ],
)
def test_a_broken_reply_says_what_is_broken(octets, code, message):
    data, asked = _reply(1, octets, code)
    with pytest.raises(wire.Malformed) as caught:
        wire.parse(data, NAME, asked)
    assert str(caught.value) == message


def test_a_ttl_with_the_top_bit_set_is_zero():
    """RFC 2181 section 8."""
    data, asked = _reply(1, _record(b"\1x", ttl=0x80000001))
    assert wire.parse(data, NAME, asked).records == [wire.WireRecord(NAME, 16, 0, Txt((b"x",)))]


def test_records_of_another_class_or_type_are_passed_over():
    data, asked = _reply(3, _record(b"\1x", rdclass=3) + _record(b"abcd", 1) + _record(b"\1y"))
    assert wire.parse(data, NAME, asked).records == [wire.WireRecord(NAME, 16, 300, Txt((b"y",)))]


def test_pointers_to_pointers_cost_no_more_than_they_are_long():
    """Every record's owner points to the owner before; read anew each time, that would be quadratic."""
    records, at = [], 12 + len(NAME) + 2 + 4
    target = 12
    for _ in range(1100):
        records.append(_record(b"\1x", owner=struct.pack("!H", 0xC000 | target)))
        target = at
        at += 14
    data, asked = _reply(len(records), b"".join(records))
    assert {record.owner for record in wire.parse(data, NAME, asked).records} == {NAME}


def test_a_ladder_of_pointers_in_one_name_is_cut():
    ladder = b"\0" + b"".join(
        struct.pack("!H", 0xC000 | 29 + 11 + max(0, 2 * step - 1)) for step in range(300)
    )
    data, asked = _reply(
        2, _record(ladder, 65400, b"\0") + _record(b"\1x", owner=struct.pack("!H", 0xC000 | 29 + 11 + 599))
    )
    with pytest.raises(wire.Malformed):
        wire.parse(data, NAME, asked)


# At a glance --------------------------------------------------------------------------------------


def _read_with_care(data: bytes, rdtype: str) -> Glance | None:
    """Return what the careful reading makes of a reply, None where it settles nothing."""
    reply = _parsed(data, rdtype)
    outcome = judge(reply, Chain(NAME), wire.type_code(rdtype))
    if not isinstance(outcome, Conclusion) or outcome.failure:
        return None
    assert (outcome.detail, outcome.beside_alias) == ("", "")
    assert outcome.chain == Chain(NAME, authentic=bool(reply.flags & wire.AUTHENTIC))
    return Glance(outcome.status, outcome.records, outcome.ttl)


def _at_a_glance(data: bytes, rdtype: str) -> Glance | None:
    return glance(data, wire.question(wire.encode_name(NAME), wire.type_code(rdtype)), NAME)


@pytest.mark.no_cover  # thousands of calls of what other tests cover
@settings(max_examples=1000, deadline=None)
@given(REPLIES, DAMAGES)
def test_what_is_seen_at_a_glance_is_what_care_would_find(case, damages):
    rdtype, whole = case[0], _built(*case)
    asked = wire.question(wire.encode_name(NAME), wire.type_code(rdtype))
    for changes, cut in [([], 0), *damages]:
        data = _damaged(whole, changes, cut)
        seen = glance(data, asked, NAME) if wire.is_reply_to(data, asked) else None
        assert seen is None or seen == _read_with_care(data, rdtype)


@settings(max_examples=1000, deadline=None)
@given(st.integers(0, 2), st.integers(0, 1), st.sampled_from([1, 15, 16, 28]), st.binary(max_size=120))
def test_no_octets_behind_a_question_mislead_a_glance(answers, authorities, code, octets):
    asked = wire.question(b"\7example\3com\0", code)
    for rcode, head in ((0, b""), (0, b"\xc0\x0c" + asked[-4:]), (3, b"\0\0\6\0\1")):
        data = struct.pack("!HHHHHH", 1, 0x8180 | rcode, 1, answers, authorities, 0) + asked + head + octets
        seen = glance(data, asked, NAME)
        rdtype = dns.rdatatype.to_text(code)
        assert seen is None or seen == _read_with_care(data, rdtype)


SOA = [("com.", 600, "SOA", ["a. b. 1 2 3 4 300"])]


@pytest.mark.parametrize(
    ("case", "glance"),
    [
        pytest.param(
            ("A", 0, 0, 0, [(NAME + ".", 60, "A", ["9.9.9.9", "9.9.9.10"])], [], []),
            Glance(Status.FOUND, ("9.9.9.9", "9.9.9.10"), 60),
            id="addresses",
        ),
        pytest.param(
            ("MX", -1, 0, 0, [(NAME + ".", 60, "MX", ["5 mx.example.com.", "0 ."])], [], []),
            Glance(Status.FOUND, (Mx(5, "mx.example.com"), Mx(0, "")), 60),
            id="mail hosts, without EDNS",
        ),
        pytest.param(
            ("TXT", 0, 0, 0, [(NAME + ".", 0, "TXT", ['"a" "b"'])], [], []),
            Glance(Status.FOUND, (Txt((b"a", b"b")),), 0),
            id="a text",
        ),
        pytest.param(("TXT", 0, 0, 0, [], SOA, []), Glance(Status.NO_DATA, (), 300), id="NODATA"),
        pytest.param(("TXT", 0, 3, 0, [], SOA, []), Glance(Status.NO_NAME, (), 300), id="NXDOMAIN"),
        pytest.param(("TXT", 0, 2, 0, [], [], []), None, id="SERVFAIL"),
        pytest.param(("TXT", 0, 16, 0, [], SOA, []), None, id="an RCODE with upper bits"),
        pytest.param(("TXT", 0, 0, 0, [], [], []), None, id="nothing, without an SOA record"),
        pytest.param(
            ("A", 0, 0, 0, [(NAME + ".", 60, "CNAME", ["a.example.com."])], [], []), None, id="an alias"
        ),
        pytest.param(
            ("A", 0, 3, 0, [(NAME + ".", 60, "A", ["9.9.9.9"])], [], []), None, id="a contradiction"
        ),
    ],
)
def test_ordinary_replies_take_no_more_than_a_glance(case, glance):
    found = _at_a_glance(_built(*case), case[0])
    assert found == (glance and glance._replace(records=found.records))
    assert glance is None or set(found.records) == set(glance.records)  # dnspython writes them in any order


def test_a_record_that_stands_twice_is_one_at_a_glance():
    record = b"\xc0\x0c" + struct.pack("!HHIH", 1, 1, 60, 4) + b"\x09\x09\x09\x09"
    data, asked = _reply(2, record + record, code=1)
    assert glance(data, asked, NAME) == Glance(Status.FOUND, ("9.9.9.9",), 60)


def test_a_time_with_the_top_bit_set_counts_as_zero_at_a_glance():
    record = b"\xc0\x0c" + struct.pack("!HHIH", 1, 1, 0x80000000, 4) + b"\x09\x09\x09\x09"
    data, asked = _reply(1, record, code=1)
    assert glance(data, asked, NAME) == Glance(Status.FOUND, ("9.9.9.9",), 0)
