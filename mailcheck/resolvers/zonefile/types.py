"""The mnemonics of RR types; all but the common ones are looked up in dnspython."""

_NUMBERED = {
    1: "A",
    2: "NS",
    5: "CNAME",
    6: "SOA",
    12: "PTR",
    15: "MX",
    16: "TXT",
    28: "AAAA",
    33: "SRV",
    39: "DNAME",
    52: "TLSA",
    99: "SPF",
    257: "CAA",
}
SIGNING = frozenset(("RRSIG", "NSEC", "NSEC3", "NSEC3PARAM", "DNSKEY", "DS", "CDNSKEY", "CDS"))
_COMMON = SIGNING.union(_NUMBERED.values())
_CLASSES = frozenset(("IN", "CH", "HS", "CS", "NONE"))
_QUESTIONS = frozenset(
    ("ANY", "AXFR", "IXFR", "MAILA", "MAILB", "OPT", "TSIG", "TKEY", "NULL")
)  # never records


def mnemonic(text: str) -> str | None:
    """Return the mnemonic of the RR type that *text* names, in any case or as TYPEnnn; None without one."""
    name = text.upper()
    if name in _COMMON:
        return name
    # What no type is called is not worth importing dnspython for.
    if not (name.isascii() and name.replace("-", "").isalnum()) or name in _CLASSES or name in _QUESTIONS:
        return None
    number = name[4:]
    if name.startswith("TYPE") and number.isdecimal() and len(number) <= 5 and int(number) in _NUMBERED:
        return _NUMBERED[int(number)]
    return _rare(name)


def _rare(name: str) -> str | None:
    import dns.exception
    import dns.rdatatype

    try:
        return dns.rdatatype.to_text(dns.rdatatype.from_text(name))
    except (dns.exception.DNSException, ValueError):
        return None
