"""Golden ledgers: what the papers of awkward authorities said, figure by figure and word
by word.
"""
