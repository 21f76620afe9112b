"""`--record` and `--planned`: judge as if records were published that are not."""

from collections.abc import Sequence

from mailcheck.cli.faults import UsageFault
from mailcheck.cli.jobs import Work


def as_if_published(work: Work, records: Sequence[str], hosts: Sequence[str]) -> Work:
    """Lay records, given as `NAME TYPE VALUE`, and addresses, given as `HOST=ADDR`, over all answers.

    Names are relative to the first domain.

    Raises:
        UsageFault: one of them is none.
    """
    if not (records or hosts):
        return work
    from mailcheck.dns.planned import PlannedRecordError, parse_host, parse_record

    origin = work.domains[0]
    try:
        planned = (
            *(parse_record(record, origin) for record in records),
            *(parse_host(host, origin) for host in hosts),
        )
    except PlannedRecordError as error:
        raise UsageFault(str(error)) from None
    return work._replace(jobs=tuple(job._replace(planned=planned) for job in work.jobs))
