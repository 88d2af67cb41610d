"""Excel workbooks: rankings, and the tables that authorities file."""
