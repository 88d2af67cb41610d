"""Why spend on placements differs from that of similar authorities."""
