"""What the author of a paper adds to it: a Markdown file that each render reads and none writes."""
