"""The question of survey answers."""
