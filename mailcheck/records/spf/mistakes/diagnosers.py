"""All that is known about mistakes in one word, in the order in which it is tried."""

from mailcheck.records.spf.mistakes.address_typos import address_argument, bare_address
from mailcheck.records.spf.mistakes.characters import (
    foreign_character,
    html_entity,
    qualifier,
    quote,
    separator,
)
from mailcheck.records.spf.mistakes.domain_typos import domain_argument
from mailcheck.records.spf.mistakes.macro_typos import broken_macro
from mailcheck.records.spf.mistakes.name_typos import (
    argument_of_all,
    bare_domain,
    modifier_value,
    nearest,
    other_name,
    typo,
    unknown,
)
from mailcheck.records.spf.mistakes.spacing import missing_space

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
