"""The SEN2 return in the department's own forms: its modules, tied to each other by their keys."""
