"""The parts that a paper is composed of."""
