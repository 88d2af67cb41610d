"""What a council's ledgers and published payments cost, before disclosure control."""
