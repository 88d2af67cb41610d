"""Whether a council's service for children with special needs is getting better."""
