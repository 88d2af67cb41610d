"""What placements will cost in the financial year, line by line, against the budget."""
