"""What is held and what is newer: what a release changes, how it is undone, what is due."""
