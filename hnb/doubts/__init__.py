"""Published figures that are probably recorded wrongly, found by rules; nothing is mended."""
