"""Whether a council's programme is worth its money."""
