"""What rules say where their pages have no example: the rarer branches, with their words and marks."""

import pytest
from dkim_samples import GOOD, RSA2, txt
from worlds import judged

MAIL = "@ MX 10 mail\nmail A 9.9.9.10\n"
NAME = ("x" * 62 + ".") * 4


def details(zone: str, name: str) -> list[tuple[str, str, str | None]]:
    """Return severity, message and marked text of what a rule finds."""
    found = judged(zone, name).findings
    return [
        (
            each.severity.label,
            each.problem.message,
            each.problem.span and each.problem.source.text[slice(*each.problem.span)],
        )
        for each in found
    ]


DETAILS = [
    pytest.param(
        "dkim-not-for-email",
        f"{txt(GOOD)}\n{txt(f'v=DKIM1; s=tlsrpt; p={RSA2}', 'main2._domainkey')}",
        [
            (
                "note",
                "`s=tlsrpt` makes this a key for TLS reports; mail is to be signed with another one",
                "tlsrpt",
            )
        ],
        id="a key for reports beside one for mail",
    ),
    pytest.param(
        "dkim-not-for-email",
        txt(f"v=DKIM1; s=tlsrpt; p={RSA2}"),
        [
            (
                "error",
                "`s=tlsrpt` keeps verifiers of mail away; `email` or `*` lets them use the key",
                "tlsrpt",
            )
        ],
        id="a key for reports alone",
    ),
    pytest.param(
        "dmarc-many-report-uris",
        '_dmarc TXT "v=DMARC1; p=none; rua=mailto:a@x.example;'
        ' ruf=mailto:a@x.example,mailto:b@x.example,mailto:c@x.example,mailto:d@x.example"',
        [
            (
                "note",
                "`ruf` has 4 URIs; some receivers use only the first 2",
                "mailto:c@x.example,mailto:d@x.example",
            )
        ],
        id="many for one tag, few for the other",
    ),
    pytest.param(
        "mx-null-but-sends",
        f'@ MX 0 .\n@ TXT "v=spf1 -all"\n{txt("v=DKIM1; p=", "s0._domainkey")}\n{txt(GOOD)}',
        [
            (
                "warning",
                (
                    "a null MX, but the DKIM key `main1` is there to sign its mail; "
                    "receivers may refuse mail that cannot be answered"
                ),
                None,
            )
        ],
        id="a key that is used",
    ),
    pytest.param(
        "spf-odd-domain",
        MAIL + txt(f"v=spf1 a:{NAME}a -all", "@"),
        [],
        id="a name of 253 octets",
    ),
    pytest.param(
        "spf-odd-domain",
        MAIL + txt(f"v=spf1 a:{NAME}ab -all", "@"),
        [("note", f"`{NAME[:59]}…` has 254 octets; up to 253 are allowed", f"{NAME}ab")],
        id="a name of 254 octets",
    ),
    pytest.param(
        "spf-odd-domain",
        MAIL + txt(f"v=spf1 a:{NAME[:-1]}y. -all", "@"),
        [
            (
                "note",
                f"`{NAME[:59]}…` ends in a dot, which some receivers refuse; it is written without",
                f"{NAME[:-1]}y.",
            )
        ],
        id="a name of 253 octets with its dot",
    ),
]


@pytest.mark.parametrize(("name", "zone", "expected"), DETAILS)
def test_a_rule_says_it_in_full(name: str, zone: str, expected: list[tuple[str, str, str | None]]) -> None:
    assert details(zone, name) == expected


@pytest.mark.parametrize(
    "address",
    ["9.9.9.9", "999.9.9.9", "2a00:1450::25", "2a00:1450:0:0:0:0:0:25", "::1", "fe80::"],
)
@pytest.mark.parametrize("end", ["", "."], ids=["relative", "absolute"])
def test_an_address_is_known_for_one_wherever_its_name_ends(address: str, end: str) -> None:
    message = f"`{address}` is an address; an MX record names a host, and the host has the address"
    marked = f"{address}." if end else f"{address}.example.com."
    assert details(f"@ MX 10 {address}{end}\n", "mx-target-is-address") == [("error", message, marked)]


@pytest.mark.parametrize("name", ["9.9.9", "1234.9.9.9", "9.9.9.9a", "mail-9.9.9.9", "beef", "25.mail"])
def test_a_name_with_numbers_is_no_address(name: str) -> None:
    assert details(f"@ MX 10 {name}\n", "mx-target-is-address") == []
