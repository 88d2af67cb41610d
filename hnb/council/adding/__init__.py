"""Steps of taking in a council's file: whose and what it is, its rows sifted, its days."""
