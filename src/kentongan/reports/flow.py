"""The life of a report: its states, and the verbs that move it."""

from __future__ import annotations

from enum import StrEnum

from kentongan.pure.flow import Flow, Role, Step


class S(StrEnum):
    RECEIVED = "received"
    VERIFIED = "verified"
    ASSIGNED = "assigned"
    ANSWERED = "answered"
    REPLIED = "replied"
    CLOSED = "closed"
    DECLINED = "declined"
    REFERRED = "referred"


LABELS: dict[S, str] = {
    S.RECEIVED: "Baru masuk",
    S.VERIFIED: "Sudah diperiksa",
    S.ASSIGNED: "Sedang dikerjakan",
    S.ANSWERED: "Ada jawaban",
    S.REPLIED: "Sudah dibalas",
    S.CLOSED: "Selesai",
    S.DECLINED: "Belum dapat diproses",
    S.REFERRED: "Diteruskan ke lembaga lain",
}

CLOCKS: dict[S, str] = {
    S.RECEIVED: "step.received",
    S.VERIFIED: "step.verified",
    S.ASSIGNED: "step.assigned",
    S.ANSWERED: "step.answered",
    S.REPLIED: "step.replied",
}

_OFFICE = {Role.OFFICER, Role.HEAD}
_NEW = {S.RECEIVED, S.VERIFIED}
_DONE = {S.REPLIED, S.CLOSED, S.DECLINED, S.REFERRED}
_BACK = {Role.OFFICER, Role.HEAD, Role.RESIDENT}

FLOW: Flow[S] = Flow(
    S.RECEIVED,
    CLOCKS,
    [
        Step("verify", {S.RECEIVED}, S.VERIFIED, {Role.OFFICER}, label="Tandai sudah diperiksa"),
        Step("dispose", {*_NEW, S.ASSIGNED}, S.ASSIGNED, _OFFICE, label="Teruskan"),
        Step("recall", {S.ASSIGNED}, S.VERIFIED, _OFFICE, label="Tarik kembali"),
        Step("hand_back", {S.ASSIGNED}, S.VERIFIED, {Role.AGENCY}, label="Kembalikan"),
        Step("answer", {S.ASSIGNED}, S.ANSWERED, {Role.AGENCY, Role.OFFICER}, label="Jawab"),
        Step("return_answer", {S.ANSWERED}, S.ASSIGNED, {Role.OFFICER}, label="Minta dilengkapi"),
        Step("reply", {*_NEW, S.ANSWERED}, S.REPLIED, {Role.OFFICER}, label="Balas warga"),
        Step("close", {S.REPLIED}, S.CLOSED, {Role.OFFICER, Role.RESIDENT, Role.SYSTEM},
             label="Nyatakan selesai"),
        Step("reopen", _DONE, S.VERIFIED, _BACK, label="Buka lagi"),
        Step("decline", _NEW, S.DECLINED, {Role.OFFICER}, label="Belum dapat diproses"),
        Step("refer", _NEW, S.REFERRED, {Role.OFFICER}, label="Teruskan ke lembaga lain"),
    ],
    ends={S.CLOSED, S.DECLINED, S.REFERRED},
    labels=LABELS,
)  # fmt: skip
