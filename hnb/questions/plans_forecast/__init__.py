"""How many EHC plans there will be."""
