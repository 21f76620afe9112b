"""What loads here loads in name servers, and what does not, does not."""

import shutil
import subprocess
from pathlib import Path

import pytest

from mailcheck.dns.zonefile.files import read_file

HEAD = "$ORIGIN example.com.\n$TTL 300\n@ SOA ns1 h 1 2 3 4 5\n@ NS ns1\nns1 A 9.9.9.9\n"
GOOD = {
    "plain": "a A 9.9.9.9",
    "class and TTL": "a IN 300 A 9.9.9.9\nb 300 IN A 9.9.9.9\nc CLASS1 A 9.9.9.9",
    "units of time": "a 1w2d3h4m5s A 9.9.9.9",
    "TTL with the top bit": "a 3000000000 A 9.9.9.9",
    "lower case": 'a in txt "x"',
    "carriage returns": "a A 9.9.9.9\r\nb A 9.9.9.9\r\n",
    "no newline at the end": "a\tIN\tA\t9.9.9.9",
    "blank owner": "a A 9.9.9.9\n  MX 10 a",
    "parentheses": 'a (\n MX ; why\n 10 a )\nb TXT("x")',
    "parenthesis in a comment": 'a TXT ( "x" ; )\n )',
    "unquoted semicolon": "a TXT v=DMARC1; p=none",
    "unquoted text": "a TXT v=spf1 mx -all",
    "escaped semicolon": r"a TXT v=DMARC1\;p=none",
    "text of UTF-8": 'a TXT "é"',
    "empty string": 'a TXT ""',
    "string of 255 octets": f'a TXT "{"x" * 255}"',
    "null MX": "a MX 0 .",
    "missing dot": "a MX 10 mail.example.com",
    "at sign": "a CNAME @",
    "wildcard": "* A 9.9.9.9",
    "escaped dot": r"a\.b A 9.9.9.9",
    "type SPF": 'a SPF "x"\nb TYPE99 "x"',
    "generic values": r"a A \# 4 01020304" + "\n" + r"b TYPE65400 \# 3 010203",
    "mapped address": "a AAAA ::ffff:9.9.9.9",
    "SRV and CAA": 'a SRV 0 5 5060 b\na CAA 0 issue "x"',
}
BAD = {
    "address of three numbers": "a A 9.9.9",
    "leading zero in an address": "a A 09.9.9.9",
    "two addresses": "a A 9.9.9.9 9.9.9.9",
    "IPv4 address in AAAA": "a AAAA 9.9.9.9",
    "no preference": "a MX b",
    "no text": "a TXT",
    "string of 256 octets": f'a TXT "{"x" * 256}"',
    "unquoted string of 256 octets": f"a TXT {'x' * 256}",
    "quote left open": 'a TXT "x\nb A 9.9.9.9',
    "parenthesis left open": 'a TXT ( "x"\nb TXT ( "y" )\n',
    "parenthesis that closes nothing": 'a TXT "x" )',
    "unknown type": "a FOO b",
    "no type": "a IN 300",
    "only an owner": "a",
    "class CH": "a CH A 9.9.9.9",
    "no-break space": "a\u00a0A 9.9.9.9",
    "empty label": "a..b A 9.9.9.9",
    "long label": f"{'a' * 64} A 9.9.9.9",
    "long name": f"{'.'.join(['a' * 60] * 4)} A 9.9.9.9",
    "unknown directive": "$FOO bar",
    "$TTL without a time": "$TTL",
    "$TTL of no time": "$TTL foo",
    "$ORIGIN and more": "$ORIGIN a.example.com. b",
    "indented directive": " $ORIGIN a.example.com.",
    "missing include": "$INCLUDE nothing",
    "generic address of three octets": r"a A \# 3 010203",
    "SRV without a port": "a SRV 0 5 b",
    "CAA without flags": 'a CAA issue "x"',
    "second SOA": "@ SOA ns1 h 2 2 3 4 5",
    "SOA below the top": "a SOA ns1 h 1 2 3 4 5",
    "second CNAME": "a CNAME b\na CNAME c",
}
CHECKERS = {"nsd-checkzone": ["example.com"], "named-checkzone": ["-k", "ignore", "example.com"]}


@pytest.mark.parametrize("checker", CHECKERS)
@pytest.mark.parametrize(
    ("text", "loads"),
    [
        pytest.param(text, loads, id=case)
        for loads, cases in ((True, GOOD), (False, BAD))
        for case, text in cases.items()
    ],
)
def test_file_loads_here_where_it_loads_there(tmp_path: Path, checker: str, text: str, loads: bool) -> None:
    program = shutil.which(checker) or shutil.which(checker, path="/usr/sbin:/usr/local/sbin")
    path = tmp_path / "zone"
    path.write_bytes((HEAD + text).encode())
    assert bool(read_file(path, origin="example.com").fatal) != loads
    if program is None:
        pytest.skip(f"{checker} is not installed")
    done = subprocess.run(
        [program, *CHECKERS[checker], str(path)], capture_output=True, check=False, cwd=tmp_path
    )
    assert (done.returncode == 0) == loads, done.stdout.decode()
