"""The folder every matter travels in: number, journal, clock, and the one way it moves."""
