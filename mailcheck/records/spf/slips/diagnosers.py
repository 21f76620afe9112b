"""All that is known about slips in one word, in the order in which it is tried."""

from mailcheck.records.spf.slips.addresses import address_argument, bare_address
from mailcheck.records.spf.slips.characters import foreign_character
from mailcheck.records.spf.slips.domains import domain_argument
from mailcheck.records.spf.slips.macros import broken_macro
from mailcheck.records.spf.slips.marks import html_entity, qualifier, quote, separator
from mailcheck.records.spf.slips.names import (
    argument_of_all,
    bare_domain,
    modifier_value,
    nearest,
    other_name,
    typo,
    unknown,
)
from mailcheck.records.spf.slips.spacing import missing_space

__all__ = ["DIAGNOSERS", "html_entity", "missing_space", "nearest", "quote", "separator", "unknown"]

DIAGNOSERS = (
    foreign_character,
    html_entity,
    quote,
    separator,
    qualifier,
    missing_space,
    argument_of_all,
    bare_address,
    other_name,
    address_argument,
    domain_argument,
    broken_macro,
    typo,
    bare_domain,
    modifier_value,
)
