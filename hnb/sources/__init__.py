"""Bytes in, tidy rows out, each row with the cell it came from."""
