"""The life of a report: its states, and the verbs that move it."""

from __future__ import annotations

from enum import StrEnum

from kentongan.pure.flow import Flow, Role, Step


class S(StrEnum):
    RECEIVED = "received"
    VERIFIED = "verified"
    ASSIGNED = "assigned"
    JOINED = "joined"
    ANSWERED = "answered"
    PROMISED = "promised"
    REPLIED = "replied"
    CLOSED = "closed"
    DECLINED = "declined"
    REFERRED = "referred"


LABELS: dict[S, str] = {
    S.RECEIVED: "Baru masuk",
    S.VERIFIED: "Sudah diperiksa",
    S.ASSIGNED: "Sedang dikerjakan",
    S.JOINED: "Dikerjakan bersama laporan serupa",
    S.ANSWERED: "Ada jawaban",
    S.PROMISED: "Dijadwalkan",
    S.REPLIED: "Sudah dibalas",
    S.CLOSED: "Selesai",
    S.DECLINED: "Belum dapat diproses",
    S.REFERRED: "Diteruskan ke lembaga lain",
}

CLOCKS: dict[S, str] = {
    S.RECEIVED: "step.received",
    S.VERIFIED: "step.verified",
    S.ASSIGNED: "step.assigned",
    S.JOINED: "step.joined",
    S.ANSWERED: "step.answered",
    S.PROMISED: "step.promised",
    S.REPLIED: "step.replied",
}

_OFFICE = {Role.OFFICER, Role.HEAD}
_NEW = {S.RECEIVED, S.VERIFIED}
_OPEN = {*_NEW, S.ASSIGNED, S.ANSWERED}
_SAID = {S.PROMISED, S.REPLIED, S.CLOSED, S.DECLINED, S.REFERRED}
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
        Step("reply", {*_NEW, S.JOINED, S.ANSWERED}, S.REPLIED, {Role.OFFICER},
             label="Balas warga"),
        Step("promise", {*_NEW, S.JOINED, S.ANSWERED}, S.PROMISED, {Role.OFFICER},
             label="Janjikan tanggal"),
        Step("fall_due", {S.PROMISED}, S.ASSIGNED, {Role.SYSTEM}, label="Janjinya jatuh tempo"),
        Step("join", _OPEN, S.JOINED, {Role.OFFICER}, label="Gabungkan"),
        Step("part", {S.JOINED}, S.VERIFIED, {Role.OFFICER}, label="Pisahkan lagi"),
        Step("close", {S.REPLIED}, S.CLOSED, {Role.OFFICER, Role.RESIDENT, Role.SYSTEM},
             label="Nyatakan selesai"),
        Step("reopen", _SAID, S.VERIFIED, _BACK, label="Buka lagi"),
        Step("decline", {*_NEW, S.JOINED}, S.DECLINED, {Role.OFFICER},
             label="Belum dapat diproses"),
        Step("refer", {*_NEW, S.JOINED}, S.REFERRED, {Role.OFFICER},
             label="Teruskan ke lembaga lain"),
    ],
    ends={S.CLOSED, S.DECLINED, S.REFERRED},
    waits={S.REPLIED},
    debts={S.PROMISED},
    labels=LABELS,
)  # fmt: skip
