"""About fourteen published measures of one authority on a page."""
