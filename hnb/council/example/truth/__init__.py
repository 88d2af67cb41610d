"""What is true of the made-up council: parameters, patterns, and what its files add up to."""
