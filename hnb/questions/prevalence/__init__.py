"""Whether there are more EHC plans here than in similar authorities."""
