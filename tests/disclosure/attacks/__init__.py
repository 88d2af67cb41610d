"""Attacks on finished papers by somebody who has only the papers and what everybody knows.

Nothing here knows how `hnb.disclosure` decides what is withheld. `python -m
tests.disclosure.attacks` makes councils, lets out their papers and attacks every withheld cell.
"""
