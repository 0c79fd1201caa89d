"""A simulated year of a city: residents who write, officers, lazy agencies, holidays, absences.

Every verb is the real one and every tray is emptied by its own function; only the clock is an
argument. `tests/test_year.py` lives a short year, `bench/year.py` a whole one.
"""
