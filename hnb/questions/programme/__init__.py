"""Whether a programme has changed the number of plans, or where they are placed."""
