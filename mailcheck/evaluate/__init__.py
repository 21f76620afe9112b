"""SPF evaluation: may this client send mail for this domain (RFC 7208)?"""

from mailcheck.evaluate.check import check_host
from mailcheck.evaluate.identity import identity
from mailcheck.evaluate.result import SpfResult, Step

__all__ = ["SpfResult", "Step", "check_host", "identity"]
