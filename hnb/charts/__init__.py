"""Results in, charts with text alternatives out."""
