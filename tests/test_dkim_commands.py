"""`mailcheck dkim`: keygen, match and show, as a user calls them."""

import json
from pathlib import Path

import pytest
import servers
from dkim_samples import GOOD, RSA, txt

from mailcheck.cli.app import run as guarded
from mailcheck.judge.model import Report
from mailcheck.plan import keyfiles, keygen
from mailcheck.records.dkim.record import parse
from mailcheck.testing import check_zone

OFFLINE = ("--zone", "example.com.zone", "--offline")
HEAD = "$ORIGIN example.com.\n$TTL 300\n@ SOA ns1 hostmaster 1 2 3 4 5\n@ NS ns1\n"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in an empty directory."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _pair(name: str = "main1") -> keygen.Pair:
    pair = keygen.ed25519()
    pair.save(Path(f"{name}.private"))
    return pair


def _zone(*entries: str) -> None:
    Path("example.com.zone").write_text(HEAD + "".join(f"{entry}\n" for entry in entries))


def _record(pair: keygen.Pair) -> str:
    return keygen.Publication("main1", "example.com", pair.key).text


def _ran(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = guarded(["dkim", *arguments])
    return code, *capsys.readouterr()


def _judged(zone: str) -> Report:
    return check_zone(zone, selectors=["main1"])


def _dkim_findings(zone: str) -> list[str]:
    return [finding.rule.name for finding in _judged(zone).findings if finding.rule.family == "dkim"]


class TestKeygen:
    def test_the_key_is_kept_and_the_record_written_three_ways(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        code, out, err = _ran(capsys, "keygen", "-s", "main1", "example.com")
        record = keyfiles.read("main1.private").key.published
        assert (code, err) == (0, "")
        assert Path("main1.txt").read_text() in out
        assert f"\nv=DKIM1; k=rsa; p={record}\n" in out
        assert json.loads(out[out.index("{") :])["value"] == f"v=DKIM1; k=rsa; p={record}"
        assert Path("main1.private").stat().st_mode & 0o777 == 0o600

    @pytest.mark.parametrize(
        ("options", "expected"),
        [
            pytest.param([], [], id="RSA"),
            pytest.param(["--bits", "4096"], [], id="a long one"),
            pytest.param(["--bits", "1024"], ["dkim-rsa-weak"], id="a weak one, on demand"),
            pytest.param(["--ed25519"], ["dkim-ed25519-alone"], id="Ed25519, which wants company"),
        ],
    )
    def test_its_zone_entry_passes_the_rules(
        self, capsys: pytest.CaptureFixture[str], options: list[str], expected: list[str]
    ) -> None:
        code, _, _ = _ran(capsys, "keygen", "-s", "main1", "example.com", *options)
        assert code == 0
        assert _dkim_findings(Path("main1.txt").read_text()) == expected

    def test_the_record_of_a_form_passes_the_rules(self, capsys: pytest.CaptureFixture[str]) -> None:
        _, out, _ = _ran(capsys, "keygen", "-s", "main1", "example.com", "-f", "json")
        assert _dkim_findings(txt(json.loads(out)["value"])) == []

    def test_the_facts_are_complete(self, capsys: pytest.CaptureFixture[str]) -> None:
        _, out, _ = _ran(
            capsys, "keygen", "-s", "a.b", "example.com", "--ed25519", "--out", ".", "-f", "json"
        )
        key = keyfiles.read("a.b.private").key
        value = f"v=DKIM1; k=ed25519; p={key.published}"
        assert json.loads(out) == {
            "name": "a.b._domainkey.example.com",
            "type": "TXT",
            "value": value,
            "strings": [value],
            "key_type": "ed25519",
            "bits": 256,
            "fingerprint": key.fingerprint,
            "zone": f'a.b._domainkey.example.com.  IN  TXT  "{value}"\n',
            "private_key_file": "a.b.private",
        }

    def test_the_private_key_is_not_printed(self, capsys: pytest.CaptureFixture[str]) -> None:
        _, out, err = _ran(capsys, "keygen", "-s", "main1", "example.com")
        lines = Path("main1.private").read_text().splitlines()[1:-1]
        assert not [line for line in lines if line in out + err]

    @pytest.mark.parametrize("name", ["main1.private", "main1.txt"])
    def test_no_file_is_overwritten(self, capsys: pytest.CaptureFixture[str], name: str) -> None:
        Path(name).write_text("mine")
        code, out, err = _ran(capsys, "keygen", "-s", "main1", "example.com")
        expected = f"mailcheck: `{name}` is there already and is not overwritten; another --out is wanted\n"
        assert (code, out, err) == (2, "", expected)
        assert [path.name for path in Path().iterdir()] == [name]

    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            pytest.param(
                ["-s", "main1", "example.com", "--bits", "512"],
                "`--bits 512` is not within 1024 and 4096, which every verifier accepts",
                id="too short",
            ),
            pytest.param(
                ["-s", "main1", "example.com", "--bits", "8192"],
                "`--bits 8192` is not within 1024 and 4096, which every verifier accepts",
                id="too long",
            ),
            pytest.param(
                ["-s", "main1", "example.com", "--ed25519", "--bits", "2048"],
                "`--bits` is for RSA keys; an Ed25519 key has 256 bits",
                id="bits of Ed25519",
            ),
            pytest.param(
                ["-s", "main1", "example.com", "--out", "nowhere"],
                "cannot write `nowhere/main1.private`: No such file or directory",
                id="no such directory",
            ),
            pytest.param(
                ["-s", "../main1", "example.com"],
                "`../main1._domainkey.example.com` is not a domain name; "
                "give the name alone, such as `example.com`",
                id="a path for a selector",
            ),
        ],
    )
    def test_bad_usage_is_told_in_one_line(
        self, capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
    ) -> None:
        assert _ran(capsys, "keygen", *arguments) == (2, "", f"mailcheck: {message}\n")
        assert not list(Path().iterdir())


class TestMatch:
    def _run(self, capsys: pytest.CaptureFixture[str], *more: str) -> tuple[int, str, str]:
        return _ran(capsys, "match", "main1.private", "-s", "main1", "example.com", *OFFLINE, *more)

    def test_a_key_belongs_to_its_record(self, capsys: pytest.CaptureFixture[str]) -> None:
        pair = _pair()
        _zone(txt(_record(pair)))
        mark = pair.key.fingerprint
        assert self._run(capsys) == (
            0,
            (
                "yes: main1.private belongs to main1._domainkey.example.com\n"
                f"private key  ed25519 256 sha256:{mark}\npublished    ed25519 256 sha256:{mark}\n"
            ),
            "",
        )

    def test_a_key_does_not_belong_to_another_record(self, capsys: pytest.CaptureFixture[str]) -> None:
        own, other = _pair(), keygen.ed25519()
        _zone(txt(_record(other)))
        assert self._run(capsys) == (
            1,
            (
                "no: main1.private does not belong to main1._domainkey.example.com\n"
                f"private key  ed25519 256 sha256:{own.key.fingerprint}\n"
                f"published    ed25519 256 sha256:{other.key.fingerprint}\n"
            ),
            "",
        )

    @pytest.mark.parametrize(
        ("entry", "last"),
        [
            pytest.param(
                "@ A 9.9.9.9",
                "missing:     no key at selector `main1`: `main1._domainkey.example.com` does not exist; "
                "the record of the signing key is wanted there",
                id="missing",
            ),
            pytest.param(
                txt("v=DKIM1; p="),
                "revoked:     `p=` is empty: the key is revoked, and mail signed with `main1` fails",
                id="revoked",
            ),
            pytest.param(
                txt(f"v=DKIM1; k=rsa; p={RSA[:-8]}"),
                "unusable:    `p=` holds the first 288 of the key's 294 octets; the rest was lost on the way",
                id="cut",
            ),
        ],
    )
    def test_no_key_is_no_match(self, capsys: pytest.CaptureFixture[str], entry: str, last: str) -> None:
        _pair()
        _zone(entry)
        code, out, _ = self._run(capsys)
        assert (code, out.splitlines()[-1]) == (1, last)

    def test_keys_are_compared_and_not_text(self, capsys: pytest.CaptureFixture[str]) -> None:
        pair = _pair()
        _zone(txt(f"k=ed25519 ; n=x; p={pair.key.published[:9]} {pair.key.published[9:]}"))
        assert self._run(capsys)[0] == 0

    def test_one_of_two_records_matches_and_the_trouble_is_told(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        pair = _pair()
        _zone(txt(GOOD), txt(_record(pair)))
        code, out, _ = self._run(capsys)
        assert code == 0
        assert "unusable:    2 key records stand at one selector" in out

    def test_whoever_did_not_answer_did_not_deny(self, capsys: pytest.CaptureFixture[str]) -> None:
        pair = _pair()
        _zone("@ A 9.9.9.9")
        code, out, _ = _ran(
            capsys, "match", "main1.private", "-s", "main1", "example.net", *OFFLINE, "--format", "json"
        )
        facts = json.loads(out)
        assert (code, facts["match"], facts["published"], facts["status"]) == (3, None, None, "unknown")
        assert facts["private"]["fingerprint"] == pair.key.fingerprint

    def test_a_file_that_everybody_may_read_is_a_warning(self, capsys: pytest.CaptureFixture[str]) -> None:
        _zone(txt(_record(_pair())))
        Path("main1.private").chmod(0o644)
        code, _, err = self._run(capsys)
        expected = "`main1.private` has mode 644, so everybody may read the private key; 600 is wanted"
        assert (code, err) == (0, f"mailcheck: warning: {expected}\n")

    @pytest.mark.parametrize(
        ("content", "message"),
        [
            (None, "cannot read the private key `main1.private`: No such file or directory"),
            ("x", "`main1.private` holds no private key; PEM, DER or base64 of one is wanted"),
        ],
        ids=["no file", "no key"],
    )
    def test_a_file_that_is_no_key_is_bad_usage(
        self, capsys: pytest.CaptureFixture[str], content: str | None, message: str
    ) -> None:
        _zone("@ A 9.9.9.9")
        if content is not None:
            Path("main1.private").write_text(content)
        assert self._run(capsys) == (2, "", f"mailcheck: {message}\n")


class TestShow:
    def test_a_good_key_is_shown(self, capsys: pytest.CaptureFixture[str]) -> None:
        _zone(txt(GOOD))
        mark = parse(GOOD).key.fingerprint  # type: ignore[union-attr]
        assert _ran(capsys, "show", "main1", "example.com", *OFFLINE) == (
            0,
            (
                "main1._domainkey.example.com  usable\n"
                f"key          rsa 2048 sha256:{mark}\n"
                f"record       {GOOD}\n"
            ),
            "",
        )

    def test_what_is_wrong_is_shown_with_what_to_publish(self, capsys: pytest.CaptureFixture[str]) -> None:
        _zone(txt(f'"{GOOD}"'))
        code, out, _ = _ran(capsys, "show", "main1", "example.com", *OFFLINE)
        assert code == 1
        assert out.splitlines()[0] == "main1._domainkey.example.com  unusable"
        assert out.splitlines()[-1] == f"publish      {GOOD}"

    def test_an_alias_is_shown(self, capsys: pytest.CaptureFixture[str]) -> None:
        _zone("main1._domainkey CNAME a", txt(GOOD, "a"))
        _, out, _ = _ran(capsys, "show", "main1", "example.com", *OFFLINE)
        assert out.splitlines()[1] == "alias of     a.example.com"

    def test_a_single_key_may_be_an_ed25519_key(self, capsys: pytest.CaptureFixture[str]) -> None:
        _zone(txt(_record(_pair())))
        code, out, _ = _ran(capsys, "show", "main1", "example.com", *OFFLINE)
        assert (code, len(out.splitlines())) == (0, 3)

    def test_hostile_text_is_made_visible(self, capsys: pytest.CaptureFixture[str]) -> None:
        _zone(txt("v=DKIM1; n=\x1b[2J\u202e; p="))
        _, out, _ = _ran(capsys, "show", "main1", "example.com", *OFFLINE)
        assert "\x1b" not in out
        assert "\u202e" not in out

    def test_the_facts_are_complete(self, capsys: pytest.CaptureFixture[str]) -> None:
        _zone(txt("v=DKIM1; p="))
        code, out, _ = _ran(capsys, "show", "main1", "example.com", *OFFLINE, "-f", "json")
        assert code == 1
        assert json.loads(out) == {
            "selector": "main1",
            "name": "main1._domainkey.example.com",
            "status": "revoked",
            "aliases": [],
            "records": ["v=DKIM1; p="],
            "key": None,
            "findings": [
                {
                    "rule": "dkim-key-revoked",
                    "severity": "warning",
                    "message": "`p=` is empty: the key is revoked, and mail signed with `main1` fails",
                    "replacement": None,
                }
            ],
        }

    def test_whoever_did_not_answer_is_told(self, capsys: pytest.CaptureFixture[str]) -> None:
        _zone("@ A 9.9.9.9")
        code, out, _ = _ran(capsys, "show", "main1", "example.net", *OFFLINE)
        assert (code, out.splitlines()[0]) == (3, "main1._domainkey.example.net  unknown")

    def test_a_real_server_is_asked(self, capsys: pytest.CaptureFixture[str], nsd: servers.Serve) -> None:
        server = nsd({"example.com": txt(GOOD)})
        code, out, _ = _ran(capsys, "show", "main1", "example.com", "-n", server)
        assert (code, out.splitlines()[0]) == (0, "main1._domainkey.example.com  usable")

    def test_a_name_server_that_is_none_is_bad_usage(self, capsys: pytest.CaptureFixture[str]) -> None:
        code, out, err = _ran(capsys, "show", "main1", "example.com", "-n", "not a server")
        assert (code, out) == (2, "")
        assert err.count("\n") == 1
