"""Attempts to break the package: bad files, names, manipulated papers, kills, odd surroundings.

Each module here is one class of attempts. `make break` runs all of them, and writes the score into
docs/reliability.md; `make test` runs those that are quick.
"""
