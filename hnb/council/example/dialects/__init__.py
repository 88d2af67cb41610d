"""How two made-up councils write the same facts: headings, codes, dates, money and files."""
