"""`--save-answers` and `--answers`: keep all answers of a run, and judge by them again."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from mailcheck.cli.console import UsageError, write
from mailcheck.cli.sources import AnswerSource, Check
from mailcheck.dns.recorded import RecordedResolver
from mailcheck.errors import RecordedAnswersError
from mailcheck.survey.request import Request
from mailcheck.survey.saved_answers import Recording, dump, load

if TYPE_CHECKING:
    from mailcheck.dns.recorded import RecordingResolver
    from mailcheck.survey.domain import Survey


def read_answers(path: Path) -> dict[str, Recording]:
    """Read what `save` wrote, by domain.

    Raises:
        UsageError: it cannot be read, or is something else.
    """
    try:
        return {one.request.domain: one for one in load(path.read_text(encoding="utf-8"))}
    except OSError as error:
        raise UsageError(f"cannot read the answers `{path}`: {error.strerror or error}") from None
    except UnicodeDecodeError:
        raise UsageError(f"cannot read the answers `{path}`: it is not UTF-8") from None
    except RecordedAnswersError as error:
        raise UsageError(f"{path}: {error}") from None


def replay(wanted: Check, recordings: Mapping[str, Recording]) -> Check:
    """Return the check by what was recorded; what a recorded request had holds again.

    Raises:
        UsageError: there is nothing about a domain, or other answers were wanted as well.
    """
    for request in wanted.requests:
        if request.domain not in recordings:
            known = ", ".join(recordings) or "no domain"
            raise UsageError(f"the answers are about {known}, and not about {request.domain}")
    if any(source.zones or source.planned or source.nameservers for source in wanted.sources.values()):
        raise UsageError(
            "`--answers` asks nobody; it goes with none of --zone, --record, --planned and --nameserver"
        )
    requests = tuple(_restore(request, recordings[request.domain].request) for request in wanted.requests)
    sources = {
        request.domain: AnswerSource(recorded=RecordedResolver(recordings[request.domain].answers))
        for request in requests
    }
    return wanted._replace(requests=requests, sources=sources, offline=True)


def _restore(request: Request, before: Request) -> Request:
    return replace(
        request,
        selectors=tuple(dict.fromkeys((*request.selectors, *before.selectors))),
        senders=request.senders or before.senders,
        flaws=before.flaws,
        guess_selectors=request.guess_selectors or before.guess_selectors,
        authoritative=before.authoritative,
        authorities=before.authorities,
    )


def save(surveys: "Sequence[Survey]", recorders: "Mapping[str, RecordingResolver]", path: Path) -> None:
    """Write what was asked about each domain, and what was answered.

    Raises:
        UsageError: the file cannot be written.
    """
    requests = [survey.request for survey in surveys]
    write(dump(Recording(each, recorders[each.domain].answers) for each in requests), path)
