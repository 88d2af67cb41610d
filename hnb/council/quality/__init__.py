"""What was wrong in a council's file, and whether everything in it is accounted for."""
