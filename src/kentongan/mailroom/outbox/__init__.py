"""Tray 3 and what empties it: say (or cancel), claim, transmit, settle."""

from kentongan.mailroom.outbox.say import NewWord, cancel, say, say_many

__all__ = ["NewWord", "cancel", "say", "say_many"]
