"""For which city we work now, and keeping cities apart with three locks."""
