"""Ten questions that a forum asks, each answered in a row of a table."""
