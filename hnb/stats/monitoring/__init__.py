"""Whether a series has changed its level, and how long a queue takes to clear."""
