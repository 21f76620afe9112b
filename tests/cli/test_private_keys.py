"""`check --dkim-key` holds private keys against what is published; `--guess-selectors` looks around."""

from pathlib import Path

import pytest
from command import HEALTHY, Run, Zone

from mailcheck.plan.keygen import Pair, Publication, ed25519


@pytest.fixture
def run(run_here: Run) -> Run:
    return run_here


@pytest.fixture
def pair() -> Pair:
    return ed25519()


def _published(pair: Pair) -> str:
    return HEALTHY + Publication("main1", "example.com", pair.key).zone


def test_the_private_key_that_belongs_to_the_record_is_no_finding(
    run: Run, zone: Zone, pair: Pair, tmp_path: Path
) -> None:
    pair.save(tmp_path / "main1.private")
    key = f"main1={tmp_path / 'main1.private'}"
    done = run("check", "--zone", zone(_published(pair)), "--offline", "--dkim-key", key)
    assert "dkim-private-key-mismatch" not in done.stdout
    assert (done.returncode, done.stderr) == (0, "")


def test_another_private_key_is_an_error_that_shows_both_fingerprints(
    run: Run, zone: Zone, pair: Pair, tmp_path: Path
) -> None:
    other = ed25519()
    other.save(tmp_path / "main1.private")
    key = f"main1={tmp_path / 'main1.private'}"
    done = run("check", "--zone", zone(_published(pair)), "--offline", "--dkim-key", key)
    assert done.returncode == 1
    assert pair.key.fingerprint in done.stdout
    assert other.key.fingerprint in done.stdout


def test_the_selector_of_a_private_key_is_looked_up(run: Run, zone: Zone, pair: Pair, tmp_path: Path) -> None:
    pair.save(tmp_path / "main1.private")
    key = f"lost={tmp_path / 'main1.private'}"
    done = run("check", "--zone", zone(HEALTHY), "--offline", "--dkim-key", key)
    assert "dkim-key-missing" in done.stdout
    assert done.returncode == 1


def test_a_file_that_everybody_may_read_is_a_warning_on_stderr(
    run: Run, zone: Zone, pair: Pair, tmp_path: Path
) -> None:
    file = tmp_path / "main1.private"
    pair.save(file)
    file.chmod(0o644)
    done = run("check", "--zone", zone(_published(pair)), "--offline", "--dkim-key", f"main1={file}")
    assert done.stderr == (
        f"mailcheck: warning: `{file}` has mode 644, so everybody may read the private key; 600 is wanted\n"
    )
    assert done.returncode == 0


@pytest.mark.parametrize(
    ("value", "message"),
    [
        pytest.param(
            "main1", "`main1` is no SELECTOR=FILE, such as main1=/etc/dkimkeys/main1.private", id="no file"
        ),
        pytest.param(
            "main1=gone.private", "`gone.private` cannot be read: No such file or directory", id="not there"
        ),
    ],
)
def test_a_key_that_cannot_be_read_is_a_usage_error(run: Run, zone: Zone, value: str, message: str) -> None:
    done = run("check", "--zone", zone(HEALTHY), "--offline", "--dkim-key", value)
    assert (done.returncode, done.stdout, done.stderr) == (2, "", f"mailcheck: {message}\n")


def test_a_guessed_selector_is_shown_and_a_miss_is_no_fault(run: Run, zone: Zone, pair: Pair) -> None:
    text = HEALTHY + Publication("google", "example.com", pair.key).zone
    done = run("check", "--zone", zone(text), "--offline", "--guess-selectors", "--select", "dkim-*")
    assert "google" in done.stdout
    assert "dkim-key-missing" not in done.stdout
