"""What spend, block and deficit may be in the medium term, by scenario."""
