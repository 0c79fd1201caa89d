"""What can be done now: the flow's verbs for this role, each with its small form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.urls import reverse

from kentongan.cities.locks import current
from kentongan.people.models import Agency, Staff
from kentongan.pure.flow import Role
from kentongan.reports import forms
from kentongan.reports.flow import FLOW, S
from kentongan.reports.models import Answer, Report
from kentongan.reports.page.shapes import Action

FORMS: Mapping[str, type[forms.OfReport]] = {
    "verify": forms.PlainForm,
    "dispose": forms.DisposeForm,
    "hand_back": forms.HandBackForm,
    "answer": forms.AnswerForm,
    "return_answer": forms.ReturnForm,
    "reply": forms.ReplyForm,
    "promise": forms.PromiseForm,
    "close": forms.PlainForm,
    "reopen": forms.ReopenForm,
    "decline": forms.DeclineForm,
    "refer": forms.ReferForm,
    "recall": forms.PlainForm,
    "join": forms.JoinForm,
    "part": forms.PlainForm,
    "split": forms.SplitForm,
    "ask": forms.AskForm,
    "resume": forms.ResumeForm,
    "amend": forms.AmendForm,
    "name": forms.NameForm,
    "place_from_photo": forms.PlainForm,
    "take_over": forms.PlainForm,
    "hand_over": forms.PlainForm,
}
_KEYS = {"dispose": "d", "verify": "v", "answer": "a", "reply": "b", "close": "s", "amend": "e"}
_SEND = {
    "dispose": "Teruskan", "answer": "Simpan jawaban", "reply": "Kirim balasan ke warga",
    "decline": "Kirim penjelasan", "refer": "Kirim penjelasan", "hand_back": "Kembalikan",
    "return_answer": "Kirim kembali ke dinas", "reopen": "Buka lagi", "amend": "Simpan rincian",
    "promise": "Kirim dan catat janjinya", "ask": "Tanyakan, jeda jamnya",
    "resume": "Jalankan jamnya", "join": "Gabungkan", "split": "Pisahkan",
}  # fmt: skip
_HINTS = {
    "decline": "Warga menerima penjelasan ini apa adanya. Tulis yang masih bisa ia lakukan.",
    "refer": "Warga tahu siapa yang berwenang. Kita tanyakan lagi pada tanggalnya.",
    "promise": "Warga menerima tanggalnya. Pada hari itu laporan kembali dengan sendirinya.",
    "ask": "Batas waktu berhenti sampai warga menjawab, atau sampai waktunya habis.",
    "join": "Tiap pelapor tetap punya nomor dan percakapannya sendiri.",
    "split": "Warga dikabari nomor yang kedua. Batas waktunya tetap sejak ia pertama menulis.",
    "name": "Laporan ini rahasia. Sebut jabatan lain yang perlu membacanya.",
    "hand_back": "Laporan kembali kepada petugas. Batas waktunya berjalan terus.",
}
_MAIN: Mapping[S, str] = {
    S.RECEIVED: "dispose", S.VERIFIED: "dispose", S.ASSIGNED: "answer", S.ANSWERED: "reply",
    S.REPLIED: "close",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Broken:
    """A form that came back: it is shown open, with what is wrong."""

    verb: str
    form: forms.OfReport


@dataclass(frozen=True, slots=True)
class Room:
    """Where the buttons stand. `kept` is the query of the list beside them; `mine`: the report
    lies with this person's agency now; `reachable`: the resident can be written to."""

    kept: str
    mine: bool
    reachable: bool
    # The law's clock: it runs, or it stands still because the resident was asked for something.
    runs: bool = False
    waits: bool = False

    def at(self, url: str) -> str:
        return f"{url}?{self.kept}" if self.kept else url


def buttons(desk: forms.Desk, staff: Staff, room: Room, broken: Broken | None) -> list[Action]:
    """The office sees all it may do, an agency what it may do with what is its own."""
    report, role = desk.report, Role(staff.role)
    if role == Role.AGENCY and not room.mine:
        return []
    state = S(report.matter.state)
    verbs = [step.verb for step in FLOW.open_to(state, role) if step.verb in FORMS]
    if "reply" in verbs and (_promised(desk) or (room.reachable and state != S.ANSWERED)):
        verbs.remove("reply")  # the composer does it, or it is a promise
    if role == Role.OFFICER:
        verbs += _beside(report, room)
    verbs.sort(key=lambda verb: verb != _main(desk))
    labels = {step.verb: step.label for step in FLOW.open_to(state, role)}
    made = [_button(verb, labels.get(verb, ""), desk, staff, broken) for verb in verbs]
    return [replace(action, url=room.at(action.url)) for action in made]


def _beside(report: Report, room: Room) -> list[str]:
    """Verbs that change no state."""
    talk = ["hand_over"] if report.taken_over_at else ["take_over"]
    is_open = report.matter.ended_at is None
    clock = ["resume"] if room.waits else ["ask"] if room.runs else []
    split = ["split"] if is_open else []
    clock += ["name"] if report.confidential else []
    return [*clock, "amend", *(talk if room.reachable and is_open else []), *split]


def _promised(desk: forms.Desk) -> bool:
    """Whether the answer at hand names a date."""
    last = desk.last_answer
    here = desk.report.matter.state == S.ANSWERED
    return here and last is not None and last.outcome == Answer.Outcome.PROMISED


def _main(desk: forms.Desk) -> str:
    """The likeliest verb."""
    state = S(desk.report.matter.state)
    if _promised(desk):
        return "promise"
    main = _MAIN.get(state, "")
    return "refer" if main == "dispose" and desk.preset and not desk.preset.is_city else main


def _button(verb: str, label: str, desk: forms.Desk, staff: Staff, broken: Broken | None) -> Action:
    back = broken if broken and broken.verb == verb else None
    form = back.form if back else FORMS[verb](desk, verb)
    state = S(desk.report.matter.state)
    main = verb == _main(desk) and not (verb == "answer" and staff.role != Role.AGENCY)
    tone = "main" if main else "stop" if verb == "decline" else "plain"
    shown = form if form.fields or form.errors else None
    return Action(
        verb=verb,
        label=_label(verb, label, desk, state),
        url=reverse("desk:verb", args=[current().slug, desk.report.matter.number, verb]),
        tone=tone,
        key=_KEYS.get(verb, ""),
        form=shown,
        hint=_HINTS.get(verb, ""),
        send=_SEND.get(verb, ""),
        open=back is not None,
    )


def _label(verb: str, label: str, desk: forms.Desk, state: S) -> str:
    if verb == "dispose" and state == S.ASSIGNED:
        return "Alihkan"
    if verb == "dispose" and desk.preset and desk.preset.is_city:
        return f"Teruskan ke {desk.preset.short_name}"
    if verb == "reply" and state == S.ANSWERED:
        return "Balas dengan jawaban dinas"
    beside = {
        "amend": "Ubah rincian",
        "name": "Beri akses",
        "ask": "Tanya warga, jam dijeda",
        "resume": "Jalankan jam lagi",
        "split": "Pisahkan jadi dua",
        "take_over": "Ambil alih percakapan",
        "hand_over": "Serahkan kembali ke Kentongan",
    }
    return beside.get(verb, label)


def preset(report: Report, agencies: list[Agency], answers: list[Answer]) -> Agency | None:
    """Who takes it: whoever the agency named that handed it back, else who has this topic here,
    which is the office of the kecamatan where the topic says so."""
    if answers and answers[-1].outcome == Answer.Outcome.NOT_OURS and answers[-1].passed_to_id:
        return next((a for a in agencies if a.pk == answers[-1].passed_to_id), None)
    if report.topic is None:
        return None
    if report.topic.by_district and report.area:
        for agency in agencies:
            if agency.district and f"{report.area.code}.".startswith(f"{agency.district}."):
                return agency
    return report.topic.agency
