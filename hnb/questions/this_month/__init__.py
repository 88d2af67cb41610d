"""How many plans, requests and open cases a council has this month."""
