"""From request to plan: demand, decisions, timeliness, reviews and appeals."""
