"""The terms of the field: areas, periods, units, comparators, errors.

It imports nothing else of the package.
"""
