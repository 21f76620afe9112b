"""From what is wanted of a domain, and what it publishes, to the records to publish and what to change."""

from mailcheck.plan.as_planned import empty_world
from mailcheck.plan.changes import Action, Change, Plan, Record
from mailcheck.plan.planning import Draft, draft, plan
from mailcheck.plan.wishes import AddressWish, KeyWish, MxWish, Wishes

__all__ = [
    "Action",
    "AddressWish",
    "Change",
    "Draft",
    "KeyWish",
    "MxWish",
    "Plan",
    "Record",
    "Wishes",
    "draft",
    "empty_world",
    "plan",
]
