"""Names, answers, and where questions go: the live DNS, zone files, recorded answers, and what wraps them."""
