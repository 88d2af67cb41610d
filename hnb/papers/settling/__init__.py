"""How the values and sections of a report are settled before a kernel starts."""
