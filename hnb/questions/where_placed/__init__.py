"""Where children and young people with a plan are placed."""
