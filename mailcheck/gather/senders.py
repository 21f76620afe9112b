"""What may be given as a sender: an address, a network in CIDR notation, or a host name."""

from mailcheck.evaluate.client import number
from mailcheck.evaluate.ranges import network
from mailcheck.names import to_ascii
from mailcheck.survey.mx import is_address


def checked_sender(text: str) -> str:
    """Return a sender as it is looked up; host names in A-labels.

    Raises:
        ValueError: it is none of the three.
    """
    if "/" in text:
        network(text)
        return text
    if ":" in text or is_address(text):
        number(text)
        return text
    return to_ascii(text)
