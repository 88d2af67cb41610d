"""A council's own files: read, mapped, checked, kept apart, and made into protected tables."""
