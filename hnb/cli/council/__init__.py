"""`hnb council`: take in a council's own files, and see what is there."""
