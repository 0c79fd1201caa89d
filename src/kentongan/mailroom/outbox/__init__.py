"""Tray 3 and what empties it: say, claim, transmit, settle."""

from kentongan.mailroom.outbox.say import NewWord, say, say_many

__all__ = ["NewWord", "say", "say_many"]
