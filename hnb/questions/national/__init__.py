"""How all authorities compare on the measures that a forum asks about."""
