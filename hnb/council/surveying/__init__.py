"""What a survey's rows become: schools that answered, and answers that may be counted."""
