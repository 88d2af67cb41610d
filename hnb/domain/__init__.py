"""The terms of the field: areas, periods, units, comparators, errors. Imports nothing of ours."""
