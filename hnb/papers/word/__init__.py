"""The Word document of a paper: python-docx on a template, and XML for what it has no call for."""
