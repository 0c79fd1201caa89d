"""What a text means, without a database: topic, kind, place, emergency. Pure functions."""

from kentongan.frontdesk.understand.knowledge import Facts, Knowledge, TopicFact
from kentongan.frontdesk.understand.meaning import Meaning, may_hold_number, understand
from kentongan.frontdesk.understand.places import AreaFact, Found

__all__ = [
    "AreaFact",
    "Facts",
    "Found",
    "Knowledge",
    "Meaning",
    "TopicFact",
    "may_hold_number",
    "understand",
]
