"""The question of what independent places, transport and administration cost for each plan."""
