"""One folder for each question: its model, its charts and its sentences."""
