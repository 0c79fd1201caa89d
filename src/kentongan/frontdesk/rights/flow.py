"""The life of a request about one's own data: asked, then done, or refused with a reason."""

from __future__ import annotations

from enum import StrEnum

from kentongan.pure.flow import Flow, Role, Step


class S(StrEnum):
    ASKED = "asked"
    DONE = "done"
    REFUSED = "refused"


LABELS: dict[S, str] = {
    S.ASKED: "Perlu dijawab",
    S.DONE: "Sudah dipenuhi",
    S.REFUSED: "Dijawab dengan alasan",
}
LIMIT = "data.request"
"""The law's clock: 3 × 24 hours from the asking."""

_OFFICE = {Role.OFFICER}

FLOW: Flow[S] = Flow(
    S.ASKED,
    {S.ASKED: "step.data"},
    [
        Step("give", {S.ASKED}, S.DONE, _OFFICE, label="Serahkan salinan"),
        Step("give", {S.DONE}, None, _OFFICE, label="Serahkan lagi"),
        Step("correct", {S.ASKED}, S.DONE, _OFFICE, label="Perbaiki"),
        Step("erase", {S.ASKED}, S.DONE, _OFFICE, label="Hapus data"),
        Step("refuse", {S.ASKED}, S.REFUSED, _OFFICE, label="Jawab dengan alasan"),
    ],
    ends={S.DONE, S.REFUSED},
    labels=LABELS,
)
