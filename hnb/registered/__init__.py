"""Forecasts that are written down before the count is known, so that nobody can better them."""
