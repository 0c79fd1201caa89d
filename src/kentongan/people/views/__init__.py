"""The door of the house, and the pages about posts."""

from kentongan.people.views.door import Accounts, enter, leave, own_password

__all__ = ["Accounts", "enter", "leave", "own_password"]
