"""What to ask about a domain and what was learned, in a form that rules can judge without asking again."""
