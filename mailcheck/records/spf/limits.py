"""The limits that RFC 7208 sets to evaluation."""

LOOKUP_LIMIT = 10  # terms that query the DNS, RFC 7208 section 4.6.4


VOID_LOOKUP_LIMIT = 2  # RFC 7208 section 4.6.4


MX_LIMIT = 10  # MX names of one term, RFC 7208 section 4.6.4


PTR_LIMIT = 10  # PTR names of one term, RFC 7208 section 4.6.4
