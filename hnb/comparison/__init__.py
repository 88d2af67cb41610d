"""One comparison engine: an authority beside its comparators, its region and England."""
