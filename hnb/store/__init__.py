"""Tables on disk: written whole, read by column."""
