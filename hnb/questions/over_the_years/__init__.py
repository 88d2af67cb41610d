"""Growth over a span of years, net spending per head, and requests to plans, year by year."""
