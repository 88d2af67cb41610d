"""What the High Needs Block is made of, line by line."""
