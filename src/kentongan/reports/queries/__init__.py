"""Reads of the desk: trays and their counts, the queue, one report's whole folder."""
