"""Tidy tables in, results out: no file, no plot, no clock."""
