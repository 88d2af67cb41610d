"""How many places a council pays for, and what they cost on average."""
