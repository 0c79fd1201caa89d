"""Agencies that answer from a telephone or by e-mail: nobody has to sign in for it."""
