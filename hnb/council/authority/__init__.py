"""Whose a council's folder is, and how its records are handled."""
