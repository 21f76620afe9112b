"""SPF evaluation: may this client send mail for this domain (RFC 7208)?"""

from mailcheck.evaluate.spf.check_host import check_host, identity
from mailcheck.evaluate.spf.evaluation import SpfResult, Step

__all__ = ["SpfResult", "Step", "check_host", "identity"]
