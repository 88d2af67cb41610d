"""Counts alone, of an authority with very few EHC plans."""
