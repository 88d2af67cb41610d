"""What late plans, and refusals that were conceded or overturned, cost schools."""
