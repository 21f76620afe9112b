"""From reports to an exit code, and the sentence that says why."""

import pytest
from worlds import RULES, judged

from mailcheck.errors import ExitCode
from mailcheck.judge.baseline import set_known_aside
from mailcheck.judge.gate import because, exit_code, shown_verdict, worst_code
from mailcheck.judge.model import Report, Verdict, fingerprint
from mailcheck.survey.request import Severity
from mailcheck.testing import check_zone

NOTE, WARNING, ERROR = Severity.NOTE, Severity.WARNING, Severity.ERROR
MAIL = "@ MX 10 mail\n@ MX 20 mail2\nmail A 9.9.9.10\nmail2 A 9.9.9.11\n"
PASS, FAIL, UNKNOWN = Verdict.PASS, Verdict.FAIL, Verdict.UNKNOWN


def report(spf: str, *rules: str) -> Report:
    chosen = [RULES[name] for name in rules or ("spf-syntax", "spf-neutral-all", "spf-host-bits")]
    return check_zone(f'{MAIL}@ TXT "v=spf1 {spf}"\n', rules=chosen)


FINE, NOTED = report("mx -all"), report("ip4:9.9.9.9/24 -all")
WARNED, BROKEN = report("ip4:9.9.9.9/24 ?all"), report("ip4:9.9.9.9/24 foo ?all")


@pytest.mark.parametrize(
    ("verdicts", "code"),
    [
        ((), 0),
        ((PASS,), 0),
        ((PASS, UNKNOWN), 3),
        ((UNKNOWN, FAIL, PASS), 1),
        ((FAIL, UNKNOWN), 1),
        ((PASS, FAIL), 1),
    ],
)
def test_what_is_certain_outweighs_what_is_open(verdicts: tuple[Verdict, ...], code: int) -> None:
    assert worst_code(verdicts) == code
    assert worst_code(verdicts, allow_unknown=True) == (0 if code == 3 else code)
    assert isinstance(worst_code(verdicts), ExitCode)


@pytest.mark.parametrize(
    ("given", "codes"),
    [(FINE, (0, 0, 0)), (NOTED, (0, 0, 1)), (WARNED, (0, 1, 1)), (BROKEN, (1, 1, 1))],
    ids=["fine", "note", "warning", "error"],
)
def test_the_threshold_decides(given: Report, codes: tuple[int, int, int]) -> None:
    assert tuple(exit_code([given], threshold) for threshold in (ERROR, WARNING, NOTE)) == codes
    assert exit_code([given], None) == 0
    assert exit_code([FINE, given, FINE], NOTE) == codes[2]
    assert (shown_verdict(given, None) is FAIL) == bool(codes[0])
    assert (shown_verdict(given, NOTE) is FAIL) == bool(codes[2])


SEE = "; see `mailcheck rule"


@pytest.mark.parametrize(
    ("reports", "threshold", "sentence"),
    [
        ([FINE], ERROR, "exit 0: no error was found"),
        ([NOTED, WARNED], ERROR, "exit 0: no error was found"),
        ([FINE], WARNING, "exit 0: no warning or worse was found"),
        ([FINE], NOTE, "exit 0: nothing was found"),
        ([NOTED], NOTE, f"exit 1: a note was found{SEE} spf-host-bits`"),
        ([FINE, WARNED], WARNING, f"exit 1: a warning was found{SEE} spf-neutral-all`"),
        ([NOTED, WARNED], NOTE, f"exit 1: a warning was found{SEE} spf-neutral-all`"),
        ([WARNED, BROKEN], ERROR, f"exit 1: an error was found{SEE} spf-syntax`"),
        ([BROKEN, FINE], WARNING, f"exit 1: an error was found{SEE} spf-syntax`"),
        ([FINE], None, "exit 0, whatever is found; else this would be exit 0: no error was found"),
        (
            [BROKEN],
            None,
            f"exit 0, whatever is found; else this would be exit 1: an error was found{SEE} spf-syntax`",
        ),
    ],
)
def test_a_sentence_says_why(reports: list[Report], threshold: Severity | None, sentence: str) -> None:
    assert because(reports, threshold) == sentence


def test_what_a_baseline_holds_is_said_not_to_count() -> None:
    baseline = {fingerprint(finding, "example.com"): finding.severity for finding in WARNED.findings}
    (known,) = set_known_aside([WARNED], baseline)
    assert because([FINE, known], NOTE) == "exit 0: nothing was found that the baseline does not hold"
    assert because([FINE, WARNED], ERROR) == "exit 0: no error was found"


class TestUnknown:
    """A question that failed is neither a pass nor a finding."""

    def _report(self) -> Report:
        zone = f'{MAIL}@ TXT "v=spf1 include:i.example.com -all"\n'
        return judged(zone, "spf-target-without-spf", "spf-host-bits", dead=["i.example.com TXT"])

    def test_it_is_said(self) -> None:
        open_ = self._report()
        sentence = "nothing is wrong that could be seen, but not everything could be asked"
        assert (exit_code([open_], ERROR), because([open_], ERROR)) == (3, f"exit 3: {sentence}")
        assert because([BROKEN, open_], ERROR).startswith("exit 1: an error was found")

    def test_it_may_be_let_through(self) -> None:
        sentence = "exit 0: what could not be asked is let through by --allow-unknown"
        assert because([FINE, self._report()], ERROR, allow_unknown=True) == sentence
        assert because([FINE], ERROR, allow_unknown=True) == "exit 0: no error was found"
        assert because([BROKEN], ERROR, allow_unknown=True).startswith("exit 1: an error")
