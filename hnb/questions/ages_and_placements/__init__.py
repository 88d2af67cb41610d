"""Ages at which plans start, placements in some Januaries, and residential placements."""
