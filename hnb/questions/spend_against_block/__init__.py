"""Whether spend on placements exceeds the High Needs Block."""
