"""Whose turn it is with a report: its state says so."""

from __future__ import annotations

from kentongan.reports.flow import S

OFFICE = "diskominfo"  # the agency that owns what nobody was asked to act on
# In these states it is the office's turn, whoever owns the matter; in those the owner's.
OFFICE_TURN = (S.RECEIVED, S.VERIFIED, S.JOINED, S.ANSWERED)
AGENCY_TURN = (S.ASSIGNED, S.PROMISED)
