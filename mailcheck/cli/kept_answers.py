"""`--save-answers` and `--answers`: keep all that was heard, and judge by it again."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from mailcheck.cli.faults import UsageFault
from mailcheck.cli.jobs import Work
from mailcheck.cli.output import write

if TYPE_CHECKING:
    from mailcheck.dns.recorded import Recording


def recorded(path: Path) -> "dict[str, Recording]":
    """Read what `save` wrote, by domain.

    Raises:
        UsageFault: it cannot be read, or is something else.
    """
    from mailcheck.dns.recorded import RecordedAnswersError, loaded

    try:
        return {one.domain: one for one in loaded(path.read_text(encoding="utf-8"))}
    except OSError as error:
        raise UsageFault(f"cannot read the answers `{path}`: {error.strerror or error}") from None
    except UnicodeDecodeError:
        raise UsageFault(f"cannot read the answers `{path}`: it is not UTF-8") from None
    except RecordedAnswersError as error:
        raise UsageFault(f"{path}: {error}") from None


def replaying(work: Work, recordings: "Mapping[str, Recording]") -> Work:
    """Let every job judge by what was recorded.

    Raises:
        UsageFault: there is nothing about a domain, or other answers were wanted as well.
    """
    for domain in work.domains:
        if domain not in recordings:
            raise UsageFault(
                f"the answers are about {', '.join(recordings) or 'no domain'}, and not about {domain}"
            )
    if any(job.zones or job.planned or job.nameservers for job in work.jobs):
        raise UsageFault(
            "`--answers` asks nobody; it goes with none of --zone, --record, --planned and --nameserver"
        )
    return work._replace(jobs=tuple(job._replace(replayed=recordings) for job in work.jobs))


def recording(work: Work) -> Work:
    """Let every job keep what it hears, all in one place."""
    kept: dict[str, Recording] = {}
    return work._replace(jobs=tuple(job._replace(kept=kept) for job in work.jobs))


def save(work: Work, path: Path) -> None:
    """Write what was kept.

    Raises:
        UsageFault: the file cannot be written.
    """
    from mailcheck.dns.recorded import dumped

    kept = {domain: one for job in work.jobs for domain, one in (job.kept or {}).items()}
    write(dumped(kept[domain] for domain in work.domains), path)
