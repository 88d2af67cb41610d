"""Shares of a population from those who answered: weights, their ranges, and how many it takes."""
