"""What an early years hourly rate is made of, and whether it is really up."""
