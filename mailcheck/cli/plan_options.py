"""The options of `mailcheck plan`: what somebody wants of a domain."""

from typing import Annotated, Literal

import typer

Policy = Literal["none", "quarantine", "reject"]

Domain = Annotated[str, typer.Argument(metavar="DOMAIN", help="The mail domain.")]
MxHosts = Annotated[
    list[str] | None,
    typer.Option("--mx", metavar="[PREF:]HOST", help="A host that receives mail; name all of them."),
]
Addresses = Annotated[
    list[str] | None,
    typer.Option("--address", metavar="HOST=ADDR", help="An address of an own host; repeatable."),
]
SendsFrom = Annotated[
    list[str] | None,
    typer.Option("--sends-from", metavar="ADDR", help="An address or CIDR range that sends; repeatable."),
]
Includes = Annotated[
    list[str] | None,
    typer.Option("--include", metavar="DOMAIN", help="A provider's SPF record to include; repeatable."),
]
Keys = Annotated[
    list[str] | None,
    typer.Option("--dkim", metavar="SEL=FILE", help="A selector with its private key or record; repeatable."),
]
Dmarc = Annotated[Policy | None, typer.Option("--dmarc", help="The DMARC policy.")]
Subdomains = Annotated[Policy | None, typer.Option("--subdomains", help="The DMARC policy for subdomains.")]
Rua = Annotated[
    list[str] | None,
    typer.Option("--rua", metavar="ADDR", help="Where aggregate reports go; repeatable."),
]
NoMail = Annotated[bool, typer.Option("--no-mail", help="The domain has no mail at all.")]
Format = Annotated[
    Literal["zone", "web", "json"],
    typer.Option("-f", "--format", help="For a zone file, for a provider's form, or for programs."),
]
