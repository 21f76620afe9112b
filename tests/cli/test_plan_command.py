"""`mailcheck plan` as a user runs it: with key files and zone files, and against a real name server."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from command import HEALTHY, Run, Zone
from servers import Serve

ZONE_HEAD = "$TTL 300\n@ SOA ns1 hostmaster 1 3600 600 86400 300\n@ NS ns1\nns1 A 9.9.9.53\n"
WISHES = ("--mx", "main.example.com", "--mx", "20:backup.example.com", "--rua", "dmarc@example.com")


@pytest.fixture
def run(run_here: Run) -> Run:
    return run_here


@pytest.fixture
def keyed(run: Run, tmp_path: Path) -> Path:
    """A folder with a new key: main1.private, and the record in main1.txt."""
    assert run("dkim", "keygen", "example.com", "-s", "main1").returncode == 0
    return tmp_path


def record(folder: Path) -> str:
    return "".join((folder / "main1.txt").read_text().split('"')[1::2])


def test_the_whole_of_a_new_domain(run: Run, keyed: Path) -> None:
    done = run(
        *("plan", "example.com", "--offline", "--mx", "mail.example.com", "--mx", "20:backup.example.com"),
        *("--address", "mail.example.com=9.9.9.25", "--address", "backup.example.com=9.9.10.25"),
        *("--address", "mail.example.com=2A00:1450:0::25", "--sends-from", "9.9.12.5"),
        *(
            "--sends-from",
            "9.9.13.7/28",
            "--include",
            "_spf.provider.example.",
            "--dkim",
            "main1=main1.private",
        ),
        *("--dmarc", "quarantine", "--subdomains", "reject", "--rua", "dmarc@reports.example.net"),
    )
    key = record(keyed)
    assert (done.returncode, done.stderr) == (0, "")
    assert (
        done.stdout
        == f"""\
; example.com: all records of the plan
example.com.  IN  MX  10 mail.example.com.
example.com.  IN  MX  20 backup.example.com.
mail.example.com.  IN  A  9.9.9.25
backup.example.com.  IN  A  9.9.10.25
mail.example.com.  IN  AAAA  2a00:1450::25
example.com.  IN  TXT  "v=spf1 mx ip4:9.9.12.5 ip4:9.9.13.0/28 include:_spf.provider.example -all"
main1._domainkey.example.com.  IN  TXT  ( "{key[:255]}"
    "{key[255:]}" )
_dmarc.example.com.  IN  TXT  "v=DMARC1; p=quarantine; sp=reject; rua=mailto:dmarc@reports.example.net"

; for the other party to publish
; example.com._report._dmarc.reports.example.net.  IN  TXT  "v=DMARC1"
"""
    )


def test_the_forms_of_a_provider(run: Run) -> None:
    done = run("plan", "example.com", "--offline", "--no-mail", "--rua", "a@example.net", "--format", "web")
    assert (done.returncode, done.stderr) == (0, "")
    assert (
        done.stdout
        == """\
names are below example.com; @ is example.com itself

@       MX    0 .
@       TXT   v=spf1 -all
_dmarc  TXT   v=DMARC1; p=reject; rua=mailto:a@example.net

for the other party to publish

example.com._report._dmarc.example.net  TXT   v=DMARC1
"""
    )


def test_facts_for_programs(run: Run, zone: Zone) -> None:
    path = zone(HEALTHY.replace("p=reject", "p=none"))
    done = run("plan", "example.com", "--zone", path, "--offline", "--dmarc", "reject", "-f", "json")
    assert done.returncode == 1
    after = "v=DMARC1; p=reject; rua=mailto:dmarc@example.com"
    assert json.loads(done.stdout) == {
        "version": 1,
        "domain": "example.com",
        "records": [
            {
                "name": "_dmarc.example.com",
                "type": "TXT",
                "value": after,
                "form": {"name": "_dmarc", "type": "TXT", "value": after},
                "zone": f'_dmarc.example.com.  IN  TXT  "{after}"',
            }
        ],
        "others": [],
        "changes": [
            {
                "action": "change",
                "name": "_dmarc.example.com",
                "type": "TXT",
                "old": "v=DMARC1; p=none; rua=mailto:dmarc@example.com",
                "new": after,
                "reason": None,
            }
        ],
        "warnings": [],
    }


def test_what_was_not_compared_is_null(run: Run) -> None:
    done = run("plan", "example.com", "--offline", "--dmarc", "none", "-f", "json")
    assert (done.returncode, json.loads(done.stdout)["changes"]) == (0, None)


def test_a_zone_as_planned_exits_0(run: Run, zone: Zone) -> None:
    done = run("plan", "example.com", "--zone", zone(HEALTHY), "--offline", *WISHES)
    assert (done.returncode, done.stderr) == (0, "")
    assert (
        done.stdout.partition("\n\n")[2]
        == """\
; right   example.com MX 10 main.example.com.
; right   example.com MX 20 backup.example.com.
; right   example.com TXT v=spf1 mx -all
; right   _dmarc.example.com TXT v=DMARC1; p=reject; rua=mailto:dmarc@example.com
"""
    )


def test_every_kind_of_change_is_shown(run: Run, zone: Zone) -> None:
    second = '@ TXT "v=spf1 ip4:9.9.9.77 ~all"\n@ SPF "v=spf1 mx -all"\n@ TXT "keep=me"\n'
    text = HEALTHY.replace("MX    20", "MX    30") + second
    new = ("--mx", "30:new.example.com", "--address", "new.example.com=9.9.9.40")
    done = run("plan", "example.com", "--zone", zone(text), "--offline", *WISHES, *new)
    assert (done.returncode, done.stderr) == (1, "")
    assert (
        done.stdout.partition("\n\n")[2]
        == """\
; right   example.com MX 10 main.example.com.
; change  example.com MX
;         from  30 backup.example.com.
;         to    20 backup.example.com.
; add     example.com MX 30 new.example.com.
; add     new.example.com A 9.9.9.40
; change  example.com TXT  (one SPF record is allowed at a name)
;         from  v=spf1 mx -all
;         to    v=spf1 mx ip4:9.9.9.77 ~all
; remove  example.com TXT v=spf1 ip4:9.9.9.77 ~all  (one SPF record is allowed at a name)
; remove  example.com SPF v=spf1 mx -all  (receivers no longer ask for the type SPF)
; right   _dmarc.example.com TXT v=DMARC1; p=reject; rua=mailto:dmarc@example.com
"""
    )


def test_what_a_zone_does_not_cover_cannot_be_told(run: Run, zone: Zone) -> None:
    done = run("plan", "example.net", "--zone", zone(HEALTHY), "--offline", "--dmarc", "none")
    assert done.returncode == 3
    assert done.stdout.endswith(
        "; unknown _dmarc.example.net TXT v=DMARC1; p=none  (offline: not in the zone file)\n"
    )


def test_text_of_others_cannot_leave_its_comment(run: Run, zone: Zone) -> None:
    text = HEALTHY.replace("v=spf1 mx -all", r"v=spf1 mx -all\010evil 1 IN A 9.9.9.9\027[2J")
    done = run("plan", "example.com", "--zone", zone(text), "--offline", "--sends-from", "9.9.9.10")
    assert "evil" in done.stdout
    assert "\x1b" not in done.stdout
    assert not any(line.startswith("evil") for line in done.stdout.splitlines())


class TestKeys:
    def test_a_record_in_a_file_and_one_in_words_are_the_same(self, run: Run, keyed: Path) -> None:
        outputs = {
            run("plan", "example.com", "--offline", "--dkim", f"main1={given}").stdout
            for given in ("main1.private", "main1.txt", record(keyed))
        }
        assert len(outputs) == 1
        assert "main1._domainkey.example.com.  IN  TXT  ( " in outputs.pop()

    def test_a_snippet_of_opendkim(self, run: Run, keyed: Path) -> None:
        data = record(keyed).partition("p=")[2]
        (keyed / "main1.txt").write_text(
            f'main1._domainkey\tIN\tTXT\t( "v=DKIM1; h=sha256; k=rsa; "\n\t  "p={data[:200]}"\n'
            f'\t  "{data[200:]}" )  ; ----- DKIM key main1 for example.com\n'
        )
        done = run("plan", "example.com", "--offline", "--dkim", "main1=main1.txt", "--format", "web")
        assert f"main1._domainkey  TXT   v=DKIM1; h=sha256; k=rsa; p={data}" in done.stdout.splitlines()

    def test_a_private_key_is_never_shown(self, run: Run, keyed: Path) -> None:
        done = run("plan", "example.com", "--offline", "--dkim", "main1=main1.private", "-f", "json")
        secret = (keyed / "main1.private").read_text().splitlines()[1]
        assert secret not in done.stdout + done.stderr

    def test_a_file_that_everybody_may_read_is_a_warning(self, run: Run, keyed: Path) -> None:
        (keyed / "main1.private").chmod(0o644)
        done = run("plan", "example.com", "--offline", "--dkim", "main1=main1.private")
        assert done.stderr == (
            "mailcheck: warning: `main1.private` has mode 644, so everybody may read the private key; "
            "600 is wanted\n"
        )

    def test_a_short_key_is_a_warning(self, run: Run, tmp_path: Path) -> None:
        run("dkim", "keygen", "example.com", "-s", "old", "--bits", "1024")
        done = run("plan", "example.com", "--offline", "--dkim", "old=old.private")
        assert done.stderr.startswith("mailcheck: warning: dkim-rsa-weak: ")


WARNED = {
    "a host without an address": (
        ("--mx", "mail.example.com"),
        "mailcheck: warning: no address of the MX host `mail.example.com` is known (offline: nobody was",
    ),
    "an address for documentation": (
        ("--mx", "mail.example.com", "--address", "mail.example.com=192.0.2.25"),
        "mailcheck: warning: mx-target-special-address: ",
    ),
    "a sender for documentation": (
        ("--sends-from", "203.0.113.5"),
        "mailcheck: warning: spf-special-network: ",
    ),
}


@pytest.mark.parametrize(("arguments", "beginning"), WARNED.values(), ids=WARNED)
def test_a_flaw_of_the_wish_is_told(run: Run, arguments: tuple[str, ...], beginning: str) -> None:
    done = run("plan", "example.com", "--offline", *arguments)
    assert (done.returncode, done.stderr[: len(beginning)]) == (0, beginning)
    assert done.stderr.count("\n") == 1


USAGE = {
    "no wish": ((), "nothing was wished for; `--mx`, `--include` or `--dmarc none` are a beginning"),
    "mail and no mail": (
        ("--no-mail", "--mx", "mail.example.com"),
        "`--mx` is at odds with `--no-mail`, for which nothing is sent or received",
    ),
    "no mail and a mild policy": (
        ("--no-mail", "--dmarc", "none"),
        "`--dmarc` is at odds with `--no-mail`, for which nothing is sent or received",
    ),
    "an MX host twice": (
        ("--mx", "mail.example.com", "--mx", "20:MAIL.example.com."),
        "`--mx` names `mail.example.com` twice; once is allowed",
    ),
    "an address as MX": (
        ("--mx", "192.0.2.25"),
        "`--mx 192.0.2.25` is an address; an MX names a host, and --address gives it one",
    ),
    "a preference too large": (
        ("--mx", "70000:mail.example.com"),
        "`--mx 70000:mail.example.com` has a preference above 65535",
    ),
    "an MX host of one label": (
        ("--mx", "mail"),
        "`mail` is not a mail domain; two labels or more are needed, such as `example.com`",
    ),
    "an MX host with an underscore": (
        ("--mx", "_mx.example.com"),
        "`_mx.example.com` is no host name; its labels hold letters, digits and inner hyphens",
    ),
    "an address without a host": (
        ("--address", "9.9.9.25"),
        "`--address 9.9.9.25` is no HOST=ADDRESS, such as mail.example.com=192.0.2.25",
    ),
    "a host without an address": (
        ("--address", "mail.example.com=9.9.9"),
        "`9.9.9` is not an IP address; give one such as 192.0.2.1 or 2001:db8::1",
    ),
    "a host as sender": (
        ("--sends-from", "mail.example.com"),
        "`--sends-from mail.example.com` is no address such as 192.0.2.5 and no range such as 192.0.2.0/28",
    ),
    "a range too long": (
        ("--sends-from", "9.9.9.0/33"),
        "`--sends-from 9.9.9.0/33` is no address such as 192.0.2.5 and no range such as 192.0.2.0/28",
    ),
    "a key without a file": (
        ("--dkim", "main1"),
        "`--dkim main1` is no SELECTOR=FILE, such as main1=/etc/dkimkeys/main1.private",
    ),
    "a key file that is not there": (
        ("--dkim", "main1=gone.private"),
        "cannot read the key file `gone.private`: No such file or directory",
    ),
    "a record that is none": (
        ("--dkim", "main1=v=DKIM1; p=AAAA"),
        "`--dkim main1=` gives no key record that verifiers can use",
    ),
    "reports to nowhere": (
        ("--rua", "dmarc"),
        (
            "`--rua dmarc` is no address for reports: `mailto:dmarc` names no mail address; "
            "`mailto:` is followed by `local@domain`"
        ),
    ),
}


@pytest.mark.parametrize(("arguments", "message"), USAGE.values(), ids=USAGE)
def test_bad_usage_exits_2_with_one_line(run: Run, arguments: tuple[str, ...], message: str) -> None:
    done = run("plan", "example.com", "--offline", *arguments)
    assert (done.returncode, done.stdout, done.stderr) == (2, "", f"mailcheck: {message}\n")


def test_carrying_a_plan_out_leaves_nothing_to_do(run: Run, keyed: Path, zone: Zone) -> None:
    wishes = (
        *("--mx", "mail.example.com", "--address", "mail.example.com=9.9.9.25", "--dkim", "main1=main1.txt"),
        *("--dmarc", "reject", "--rua", "dmarc@example.com"),
    )
    planned = run("plan", "example.com", "--offline", *wishes).stdout
    path = zone(f"$ORIGIN example.com.\n{ZONE_HEAD}{planned}")
    assert run("plan", "example.com", "--zone", path, "--offline", *wishes).returncode == 0
    checked = run("check", "--zone", path, "--offline", "--fail-on", "warning", "--allow-unknown")
    assert checked.returncode == 0, checked.stdout


@pytest.mark.skipif(shutil.which("nsd-checkzone") is None, reason="nsd is not installed")
def test_a_name_server_reads_what_is_printed(run: Run, keyed: Path, zone: Zone) -> None:
    arguments = ("--dkim", "main1=main1.private", "--rua", 'a";b,c!@example.net')
    before = zone(HEALTHY)
    done = run("plan", "example.com", "--zone", before, "--offline", *WISHES, *arguments)
    before.write_text(ZONE_HEAD + done.stdout)
    checked = subprocess.run(
        ["nsd-checkzone", "example.com", str(before)],
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )
    assert (checked.returncode, checked.stdout) == (0, "zone example.com is ok\n")


class TestLive:
    def test_a_plan_is_compared_with_what_a_server_publishes(self, run: Run, nsd: Serve) -> None:
        server = nsd({"example.com": HEALTHY})
        done = run("plan", "example.com", "-n", server, *WISHES, "--include", "_spf.provider.example")
        assert done.returncode == 1
        assert ";         to    v=spf1 mx include:_spf.provider.example -all" in done.stdout.splitlines()

    def test_a_server_that_does_not_answer_is_no_empty_domain(self, run: Run) -> None:
        done = run("plan", "example.com", "-n", "127.0.0.1:9", "--timeout", "0.5", "--dmarc", "none")
        assert done.returncode == 3
        assert "; unknown _dmarc.example.com TXT v=DMARC1; p=none  (" in done.stdout
