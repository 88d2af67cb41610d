"""How protected tables are made: from which rows, how they are stored, and what is out already."""
