"""Published figures that are probably recorded wrongly, of every authority."""
