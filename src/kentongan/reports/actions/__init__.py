"""Verbs of the desk of reports: every write, one function per verb, one transaction each."""

from kentongan.reports.actions.intake import Addition, NewReport, add_many, receive_many

__all__ = ["Addition", "NewReport", "add_many", "receive_many"]
