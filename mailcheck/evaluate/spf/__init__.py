"""SPF evaluation: may this client send mail for this domain (RFC 7208)?"""

from mailcheck.evaluate.spf.check_host import check_host
from mailcheck.evaluate.spf.client import identity
from mailcheck.evaluate.spf.result import SpfResult, Step

__all__ = ["SpfResult", "Step", "check_host", "identity"]
