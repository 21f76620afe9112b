"""Reports about domains whose records are written to break whatever prints them."""

import re

from hypothesis import strategies as st

from mailcheck.dns.answers import Failure, Location, Source, Span, failed_answer
from mailcheck.judge.model import Finding, Ignored, Outcome, Problem, Report, Verdict
from mailcheck.rules import catalogue
from mailcheck.survey.exceptions import RuleException
from mailcheck.survey.request import Severity
from mailcheck.testing import check_zone

# What a terminal or a reader that is not careful would obey: escapes, controls, marks of direction.
PRINTABLE = re.compile(r"[^\x00-\x1f\x7f-\x9f\ud800-\udfff\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]*")

BITS = [
    "v=spf1 ", "-all", "v=DMARC1; p=none; ", "rua=mailto:", "=cmd|' /C calc'!A0", "+1+1", "-1", "@SUM(1)",
    "\t=1", "\r=1", "\uff1d1", "\n", "\r\n", "\n::error::", "::set-output name=x::y", "%0A", "%", ",", ":",
    "::", "##[error]", "##vso[x]", "]]>",
    "<![CDATA[", "<img src=x onerror=alert(1)>", "</details>", "<!--", "&amp;", "&#64;", "`", "``",
    "```", "\n```\n", "|", "\\|", "\\", "[x](http://e.example)", "![x](//e)", "](", "](1)", "http://e.example",
    "www.e.example", "@everyone", "#1", "**", "_", "~~~", "# x", "\n# x", "- x", "$x$", "\x1b[31m",
    "\x1b]0;t\x07", "\0", "\x08", "\x0b", "\ufffe", "\uffff", "\udcff", "\x85", "\u2028",
    "\u202e", "\u200b", '"', "'", "{0}", "{x}", "\U000e0001", "%{i}", "../", "file:///", "ä", "例え",
]  # fmt: skip
TEXT = st.lists(st.sampled_from(BITS) | st.text(max_size=4), max_size=8).map("".join)
BYTES = TEXT.map(lambda text: text.encode("utf-8", "surrogatepass")[:255])
NAME = st.sampled_from(
    ["example.com", "_dmarc.example.com", "a\\032b.example.com", "\\096\\124.example.com", "", "*"]
)
FILE = st.sampled_from(
    ["example.com.zone", "zones/b c.zone", "/tmp/a,b:c%.zone", "../x.zone", "[`|](<\n\x1b.zone"]
)
LOCATION = st.builds(Location, FILE, st.integers(1, 9**9), st.integers(1, 9**9))
RULES = catalogue()
EXCEPTIONS = st.builds(
    RuleException,
    st.just("*"),
    TEXT,
    st.builds(Source, st.just(""), st.just(""), TEXT, st.none() | LOCATION),
    until=st.none() | st.dates(),
)


@st.composite
def findings(draw) -> Finding:
    """A finding whose every text is hostile, the message too."""
    text = draw(TEXT)
    start = draw(st.integers(0, len(text)))
    source = Source(
        draw(NAME), draw(st.sampled_from(["TXT", "MX"])), text, draw(st.none() | LOCATION), "\x1b"
    )
    problem = Problem(
        draw(st.sampled_from(["`{}` is wrong", "{}", "{} and `x`", "`a` is `{}`"])).format(draw(TEXT)),
        source,
        draw(st.none() | st.just(Span(start, draw(st.integers(start, len(text)))))),
        replacement=draw(st.none() | TEXT),
        publish_at=draw(st.none() | st.tuples(NAME, st.just("TXT"))),
        remedy=draw(st.none() | TEXT),
    )
    return Finding(draw(st.sampled_from(RULES)), draw(st.sampled_from(Severity)), problem)


@st.composite
def built(draw) -> Report:
    """A report of such findings, of any number for a rule, with questions that failed."""
    outcomes = []
    for found in draw(st.lists(findings(), max_size=4, unique_by=lambda finding: finding.rule.name)):
        again = draw(st.integers(1, 2))
        outcomes.append(Outcome(found.rule, Verdict.FAIL, (found,) * again))
    failure = failed_answer(draw(NAME), "TXT", draw(st.sampled_from(Failure)), draw(TEXT))
    outcomes.append(Outcome(RULES[0], Verdict.UNKNOWN, failures=(failure,)))
    outcomes.append(Outcome(RULES[1], Verdict.SKIPPED, reason=draw(TEXT)))
    outcomes.append(Outcome(RULES[2], Verdict.PASS))
    known = tuple(draw(st.lists(findings(), max_size=2)))
    excepted = [Ignored(each, draw(EXCEPTIONS)) for each in draw(st.lists(findings(), max_size=2))]
    return Report("example.com", tuple(outcomes), SURVEY, ignored=tuple(excepted), known=known)


def quoted(octets: bytes) -> str:
    """Write octets as a character-string of a master file (RFC 1035 section 5.1)."""
    return '"' + "".join(f"\\{octet:03d}" for octet in octets) + '"'


@st.composite
def zones(draw) -> Report:
    """A report about a zone whose records hold anything."""
    spf, dmarc, key, other = (quoted(draw(BYTES)) for _ in range(4))
    return check_zone(
        f"@ MX 10 mail\nmail A 9.9.9.10\n@ TXT {quoted(b'v=spf1 ')} {spf}\n@ TXT {other}\n"
        f"_dmarc TXT {quoted(b'v=DMARC1; p=none; ')} {dmarc}\n_dmarc TXT {other}\n"
        f"s1._domainkey TXT {quoted(b'v=DKIM1; p=')} {key}\n"
    )


SURVEY = check_zone("@ MX 10 mail\nmail A 9.9.9.10\n").survey
REPORTS = st.lists(built() | zones(), min_size=1, max_size=2)
