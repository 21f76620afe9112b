"""Key records as people paste them, and what is found in each."""

import base64
from typing import Any

import dkim_samples as samples
import pytest
from dkim_samples import ED_GOOD, GOOD, RSA, RSA1024, RSA5120, txt

from mailcheck.rules import catalogue
from mailcheck.testing import check_zone

RULES = tuple(rule for rule in catalogue() if rule.family == "dkim")
TRAILING = base64.b64encode(base64.b64decode(RSA) + b"xx").decode("ascii")


def row(text: str, *found: str, id: str) -> Any:  # noqa: A002
    return pytest.param(text, set(found), id=id)


# E, W and N stand for the severity; the rules are named without their prefix.
PASTED = [
    row(GOOD, id="as opendkim-genkey writes it"),
    row(GOOD + ";", id="a semicolon at the end"),
    row(f"k=rsa; p={RSA}", "N version-omitted", id="no version"),
    row(f"v=DKIM1; p={RSA}", id="no key type"),
    row(f"p={RSA}", "N version-omitted", id="nothing but the key"),
    row(f"k=rsa; p={RSA}; v=DKIM1", "E bad-version", id="the version last"),
    row(f"k=rsa; v=DKIM1; p={RSA}", "E bad-version", id="the version second"),
    row(f"v=DKIM1; p={RSA[:50]}\r\n {RSA[50:]}", id="a folded line in the key"),
    row(f"v=DKIM1;\tp={RSA}", id="a tab for a blank"),
    row(f'"{GOOD}"', "E syntax", id="quotation marks around it"),
    row(f"'{GOOD}'", "E syntax", id="single quotes around it"),
    row(
        f'( "v=DKIM1; h=sha256; k=rsa; " "p={RSA[:200]}" "{RSA[200:]}" ) ; ----- DKIM key main',
        "E syntax",
        id="a whole zone file entry",
    ),
    row(GOOD + " )", "E syntax", id="a parenthesis at the end"),
    row("(" + GOOD, "E syntax", id="a parenthesis at the beginning"),
    row(f"“{GOOD}”", "E syntax", id="typographic quotation marks"),
    row(GOOD.replace("; ", ";\u00a0"), "E syntax", id="no-break spaces"),
    row(GOOD[:255], "E key-undecodable", id="cut after 255 octets"),
    row("v=DKIM1; h=sha256; k=rsa; ", "E no-key-data", "W syntax", id="the first string alone"),
    row("v=DKIM1; h=sha256; k=rsa;", "E no-key-data", id="the first string alone, without its blank"),
    row(f"v=DKIM1; k=rsa; p={RSA[200:]}{RSA[:200]}", "E key-undecodable", id="strings in the wrong order"),
    row(GOOD + "; " + GOOD, "E syntax", id="pasted twice"),
    row(GOOD + GOOD, "E syntax", id="pasted twice without a semicolon"),
    row(GOOD + f"p={RSA}", "E syntax", id="a second key at the end"),
    row(
        f"v=DKIM1; k=rsa; p=-----BEGIN PUBLIC KEY-----{RSA}-----END PUBLIC KEY-----",
        "E key-undecodable",
        id="a PEM file in the key",
    ),
    row(
        f"-----BEGIN PUBLIC KEY-----\n{RSA}\n-----END PUBLIC KEY-----",
        "E no-key-data",
        "E syntax",
        "N version-omitted",
        id="a PEM file and nothing else",
    ),
    row(RSA, "E no-key-data", "E syntax", "N version-omitted", id="base64 and nothing else"),
    row(GOOD.replace("+", " "), "E key-undecodable", id="plus signs turned into blanks"),
    row(GOOD.replace("+", "%2B"), "E key-undecodable", id="plus signs turned into escapes"),
    row(GOOD.rstrip("=")[:-1], "E key-undecodable", id="the last character lost"),
    row(f"v=DKIM1; p={samples.RSAE3.rstrip('=')}", "E key-undecodable", id="the padding lost"),
    row(GOOD.replace(";", ","), "E syntax", id="commas for semicolons"),
    row(GOOD.replace(";", ""), "E syntax", id="no semicolons"),
    row(GOOD.replace("k=rsa", "k=RSA"), "W syntax", id="the key type in capitals"),
    row(GOOD.replace("DKIM1", "dkim1"), "E bad-version", id="the version in small letters"),
    row(GOOD.replace("v=", "V="), "E syntax", id="a capital V"),
    row(GOOD.replace("p=", "P="), "E syntax", id="a capital P"),
    row(f"v=DKIM1; k=rsa; k=rsa; p={RSA}", "E syntax", id="the key type twice"),
    row(GOOD + "\\", "E syntax", id="a backslash at the end"),
    row(f"v=DKIM1; h=sha1; p={RSA}", "E hash-unusable", id="sha1 alone"),
    row(f"v=DKIM1; h=; p={RSA}", "E syntax", id="an empty hash list"),
    row(f"v=DKIM1; h=sha512; p={RSA}", "E hash-unusable", id="another hash"),
    row(f"v=DKIM1; h=SHA256; p={RSA}", "W syntax", id="a hash in capitals"),
    row(f"v=DKIM1; h=sha1:sha256; p={RSA}", "W sha1-allowed", id="sha1 beside sha256"),
    row(f"v=DKIM1; h= sha256 : sha512; p={RSA}", id="blanks in the hash list"),
    row(f"v=DKIM1; h=rsa-sha256; p={RSA}", "E hash-unusable", id="an algorithm for a hash"),
    row(f"v=DKIM1; h=*; p={RSA}", "E hash-unusable", id="a star for a hash"),
    row(f"v=DKIM1; s=tlsrpt; p={RSA}", "E not-for-email", id="a key for reports about TLS"),
    row(f"v=DKIM1; s=email; p={RSA}", id="a key for mail"),
    row(f"v=DKIM1; s=email:tlsrpt; p={RSA}", id="a key for mail and reports"),
    row(f"v=DKIM1; s=; p={RSA}", "E syntax", id="an empty service"),
    row(f"v=DKIM1; s=Email; p={RSA}", "W syntax", id="a service in capitals"),
    row(f"v=DKIM1; s=mail; p={RSA}", "E not-for-email", id="a service that is none"),
    row(f"v=DKIM1; t=s; p={RSA}", id="no subdomains"),
    row(f"v=DKIM1; t=y:s; p={RSA}", "W testing", id="testing, no subdomains"),
    row(f"v=DKIM1; t=Y; p={RSA}", "W syntax", "W testing", id="testing in capitals"),
    row(f"v=DKIM1; t=; p={RSA}", "W syntax", id="no flags"),
    row(f"v=DKIM1; t=n; p={RSA}", "N unknown-tag", id="a flag that is none"),
    row(f"v=DKIM1; g=*; p={RSA}", "N obsolete-tag", id="g for everybody"),
    row(f"v=DKIM1; g=joe; p={RSA}", "W obsolete-tag", id="g for one"),
    row(f'v=DKIM1; k=rsa; n="note text"; p={RSA}', id="a note in quotes"),
    row(f"v=DKIM1; n=käse; p={RSA}", "E syntax", id="a note beyond ASCII"),
    row(f"v=DKIM1; n=a=20b; p={RSA}", id="a note with an escape"),
    row(f"v=DKIM1; k=; p={RSA}", "E syntax", id="an empty key type"),
    row(f"v=; p={RSA}", "E syntax", id="an empty version"),
    row(f"v=1; p={RSA}", "E bad-version", id="version 1"),
    row(f"v=DKIM1.0; p={RSA}", "E bad-version", id="version DKIM1.0"),
    row(f"v=DKIM 1; p={RSA}", "E bad-version", id="a blank in the version"),
    row(f"v=DKIM1; x=1; p={RSA}", "N unknown-tag", id="an unknown tag"),
    row("v=DKIM1; p=", "W key-revoked", id="revoked"),
    row("v=DKIM1; k=rsa; p=;", "W key-revoked", id="revoked, with a key type"),
    row(f"v=DKIM1; p=p={RSA}", "E syntax", id="p= twice in one"),
    row(f'v=DKIM1; p="{RSA}"', "E syntax", id="quotes around the key"),
    row(f"v=DKIM1; p=<{RSA}>", "E key-undecodable", id="brackets around the key"),
    row(f"v=DKIM1; p={RSA.replace('+', '-').replace('/', '_')}", "E key-undecodable", id="base64 for URLs"),
    row("v=DKIM1; p=abc", "E key-undecodable", id="a few letters"),
    row("v=DKIM1; p=your-public-key-here", "E key-undecodable", id="a placeholder"),
    row("v=DKIM1; p=<public key>", "E key-undecodable", id="a placeholder in brackets"),
    row(f"v=DKIM1; p={RSA[:100]}...", "E key-undecodable", id="an ellipsis"),
    row(f"v=DKIM1; p={RSA}&quot;", "E key-undecodable", id="an HTML entity"),
    row(
        "v=DKIM1; p=MIIDdzCCAl+gAwIBAgIEAgAAuTANBgkqhkiG9w0BAQUFADBa", "E key-undecodable", id="a certificate"
    ),
    row("v=DKIM1; p=ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQ", "E key-undecodable", id="an SSH key"),
    row(f"v=DKIM1; p={samples.PRIV}", "E private-key-published", id="a private key"),
    row(f"v=DKIM1; p={TRAILING}", "E key-undecodable", id="two octets too many"),
    row(f"v=DKIM1; p={samples.RSA768}", "E rsa-too-short", id="768 bits"),
    row(f"v=DKIM1; p={RSA1024}", "W rsa-weak", id="1024 bits"),
    row(f"v=DKIM1; p={RSA5120}", "W rsa-too-long", id="5120 bits"),
    row(f"v=DKIM1; p={samples.RSAE3}", "W rsa-exponent", id="exponent 3"),
    row(f"v=DKIM1; p={samples.PKCS1}", "W rsa-pkcs1", id="a key as PKCS#1"),
    row(ED_GOOD, "W ed25519-alone", id="Ed25519"),
    row(
        f"v=DKIM1; k=ed25519; p={samples.EDSPKI}", "E key-type-mismatch", id="Ed25519 in SubjectPublicKeyInfo"
    ),
    row(f"v=DKIM1; p={samples.EDSPKI}", "E key-type-mismatch", id="the same without k="),
    row(f"v=DKIM1; p={samples.ED}", "E key-type-mismatch", "E key-undecodable", id="Ed25519 without k="),
    row(f"v=DKIM1; k=ed25519; p={RSA}", "E key-type-mismatch", id="RSA under ed25519"),
    row(f"v=DKIM1; k=ED25519; p={samples.ED}", "W ed25519-alone", "W syntax", id="Ed25519 in capitals"),
    row(f"v=DKIM1; k=ed; p={samples.ED}", "E unknown-key-type", id="a key type cut short"),
    row(f"v=DKIM1; k=rsa-sha256; p={RSA}", "E unknown-key-type", id="an algorithm for a key type"),
    row(f"v=DKIM1; k=rsa2048; p={RSA}", "E unknown-key-type", id="a size in the key type"),
    row(
        f"v=DKIM1; k=rsa; p={samples.EC}",
        "E key-type-mismatch",
        "E key-undecodable",
        id="a key of another kind",
    ),
    row(f"v=DKIM1; k=ecdsa; p={samples.EC}", "E unknown-key-type", id="a key type of another kind"),
    row("v=DMARC1; p=none", "E bad-version", "E not-a-key", id="a DMARC record"),
    row("v=spf1 -all", "E bad-version", "E not-a-key", id="an SPF record"),
    row("google-site-verification=abc", "E not-a-key", id="a verification token"),
    row("dkim=all", "E not-a-key", id="an ADSP record"),
    row("", "E not-a-key", id="an empty string"),
    row(" ", "E not-a-key", id="a blank"),
    row(f"v=DKIM1;; k=rsa; p={RSA}", "W syntax", id="two semicolons"),
    row(f"; v=DKIM1; p={RSA}", "W syntax", id="a semicolon first"),
    row(f" v=DKIM1; p={RSA}", id="a blank first"),
    row(f"v:DKIM1; p:{RSA}", "E not-a-key", id="colons for equals signs"),
    row(f"v = DKIM1 ; p = {RSA}", id="blanks around everything"),
    row(GOOD + " ", id="a blank at the end"),
    row(GOOD + "; ", "W syntax", id="a semicolon and a blank at the end"),
    row(f"v=DKIM1;\n k=rsa;\n p={RSA}", id="line breaks between the tags"),
    row(GOOD + " ; ----- DKIM key", "E syntax", id="a comment of the zone file"),
    row(
        f"main1._domainkey IN TXT {GOOD}",
        "E syntax",
        "N unknown-tag",
        "N version-omitted",
        id="the name and type too",
    ),
    row(f'main1._domainkey IN TXT ( "{GOOD}" )', "E syntax", id="the whole line of the zone file"),
    row(f"v=DKIM2; p={RSA}", "E bad-version", id="DKIM2"),
    row(f"v=DKIM1; p={RSA[:9]}\u200b{RSA[9:]}", "E syntax", id="a zero-width space"),
    row("\ufeff" + GOOD, "E syntax", id="a byte order mark"),
    row(
        GOOD.replace("p=", "р="),
        "E no-key-data",
        "E syntax",
        "N unknown-tag",
        id="a letter that looks like p",
    ),
    row("v=DKIM1", "E no-key-data", id="the version alone"),
    row("v=DKIM1;", "E no-key-data", id="the version and a semicolon"),
    row("o=~; r=postmaster@example.com", "E not-a-key", id="a DomainKeys policy"),
    row(f"v=DKIM1; t=y:x; p={RSA}", "N unknown-tag", "W testing", id="an unknown flag beside y"),
]


@pytest.mark.parametrize(("text", "expected"), PASTED)
def test_what_was_pasted_is_found_out(text: str, expected: set[str]) -> None:
    report = check_zone(txt(text), selectors=["main1"], rules=RULES)
    found = {f"{each.severity.name[0]} {each.rule.name.removeprefix('dkim-')}" for each in report.findings}
    assert found == expected
