"""The tables of this desk."""

from kentongan.reports.models.asked import Answer, Disposition, Referral
from kentongan.reports.models.desk import CannedReply, Draft, Named, Presence, Release
from kentongan.reports.models.report import Kind, Reason, Report, Topic

__all__ = [
    "Answer",
    "CannedReply",
    "Disposition",
    "Draft",
    "Kind",
    "Named",
    "Presence",
    "Reason",
    "Referral",
    "Release",
    "Report",
    "Topic",
]
