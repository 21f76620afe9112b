"""What the owner of a domain says its records should be."""

from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True)
class Expected:
    """Empty where nothing is expected.

    *mx_hosts* are globs over the names of approved MX hosts. The policies and *spf_all*, a word such as
    softfail, are the weakest that are allowed.
    """

    mx_hosts: tuple[str, ...] = ()
    dmarc_policy: str = ""
    dmarc_subdomain_policy: str = ""
    spf_all: str = ""

    def __bool__(self) -> bool:
        """Say whether anything is expected."""
        return any(getattr(self, field.name) for field in fields(self))
