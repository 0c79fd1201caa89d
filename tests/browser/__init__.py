"""A real browser before a real `up`: the house, and the people who use it."""
