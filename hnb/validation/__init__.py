"""What each method was to reach, and what it reached."""
