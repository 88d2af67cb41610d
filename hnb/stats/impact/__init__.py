"""Whether something has changed since a day: placebo tests and synthetic controls."""
