"""`--authoritative` and `--authority`: ask the name servers themselves, beside the resolver."""

from collections.abc import Sequence

from mailcheck.cli.faults import UsageFault
from mailcheck.cli.jobs import Work


def asked_directly(work: Work, authorities: Sequence[str], *, alone: bool) -> Work:
    """Let every job ask the servers of the zone too, or *authorities* in their place.

    Raises:
        UsageFault: a server is no address, or the answers come from a file.
    """
    if alone or any(job.zones for job in work.jobs):
        raise UsageFault(
            "`--authoritative` asks what is published; it goes neither with --zone nor --offline"
        )
    checked = tuple(dict.fromkeys(map(_server, authorities)))
    return work._replace(
        jobs=tuple(job._replace(authoritative=True, authorities=checked) for job in work.jobs)
    )


def _server(text: str) -> str:
    from mailcheck.dns.live.servers import ServerAddressError, parse_server

    try:
        server = parse_server(text)
    except ServerAddressError as error:
        raise UsageFault(str(error)) from None
    if server.scheme != "udp":
        raise UsageFault(f"`--authority {text}`: name servers of zones are given as ADDR or ADDR:PORT")
    return server.label
