"""A town on which processes die: real workers, a real door, a platform that remembers everything.

`python -m tests.crash --kills 220` needs an empty migrated database in the environment and prints
what it found as JSON.
"""
