"""Goals of the questions about a council's own files, on councils that are made up.

As `hnb.validation.checks`: a module for each question, with `goals`.
"""
