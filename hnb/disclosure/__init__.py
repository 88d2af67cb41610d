"""Disclosure control: which counts are withheld, and what a paper is searched for."""
