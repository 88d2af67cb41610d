"""What a rate fixed years ago still buys, and who would gain or lose by another."""
