"""One paper, from notebooks to three documents."""
