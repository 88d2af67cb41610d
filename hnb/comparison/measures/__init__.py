"""Every measure that there is, declared by theme, and by name in the catalogue."""
