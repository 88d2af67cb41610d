"""What files say, in every part of them, and what everybody has read."""
