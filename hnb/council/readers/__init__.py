"""Readers of a council's own files: rows of text, from whatever holds them."""
