"""Agencies, areas, staff with their roles, and the people who write to the city."""
