"""The command line, in words that a person would say."""
