"""`mailcheck check`: the main job."""

from mailcheck.cli import options
from mailcheck.cli.job import Job, checked_domains, checked_selectors
from mailcheck.cli.outputs import deliver, outputs, settled_format
from mailcheck.cli.private_keys import fingerprints
from mailcheck.cli.reporting import Shape, judged
from mailcheck.cli.selection import selection
from mailcheck.cli.zones import read_zones


def check(
    domains: options.Domains = None,
    selector: options.Selectors = None,
    dkim_key: options.DkimKeys = None,
    guess_selectors: options.Guess = False,
    zone: options.Zones = None,
    offline: options.Offline = False,
    nameserver: options.Nameservers = None,
    sender: options.Senders = None,
    select: options.Selected = None,
    ignore: options.Ignored = None,
    fail_on: options.FailOn = "error",
    allow_unknown: options.AllowUnknown = False,
    format: options.ReportFormat = "text",  # noqa: A002 - the parameter names the option
    output: options.Outputs = None,
    quiet: options.Quiet = False,
    verbose: options.Verbose = False,
    color: options.Colour = "auto",
    timeout: options.Timeout = "5",
    debug: options.Debug = False,
    version: options.Version = False,
) -> int:
    """Check mail domains in the DNS or in a zone file.

    The report says what is wrong, where, and what to publish instead.
    """
    where = outputs(output or ())
    zones = read_zones(zone or ())
    private_keys = fingerprints(dkim_key or ())
    job = Job(
        checked_domains(domains or (), zones),
        (*checked_selectors(selector or ()), *private_keys),
        tuple(sender or ()),
        zones,
        selection(select or (), ignore or ()),
        tuple(nameserver or ()),
        options.seconds(timeout),
        private_keys,
        guess_selectors,
    )
    shape = Shape(
        settled_format(format),
        options.severity(fail_on),
        allow_unknown,
        quiet,
        verbose,
        options.coloured(color, to_file=where.file is not None),
        None if where.file else options.columns(),
    )
    return deliver(judged(job, shape, alone=offline), shape, where)
