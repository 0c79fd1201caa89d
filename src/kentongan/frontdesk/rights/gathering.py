"""Everything that is held about one person, for them to read and to take along.

Left out are the notes that colleagues wrote for each other, and what other people said.
"""

from __future__ import annotations

from typing import Any

from kentongan.cases.models import JournalLine
from kentongan.cities.locks import current
from kentongan.frontdesk.models import DataRequest
from kentongan.frontdesk.rights.person import Person
from kentongan.mailroom.models import File
from kentongan.people.models import Contact
from kentongan.reports.models import Answer, Report

Facts = dict[str, Any]


def everything(person: Person, files: list[File]) -> Facts:
    """As plain values; times are ISO 8601 in UTC. Ten statements, however much it is."""
    return {
        "kota": current().name,
        "orang": [_contact(c) for c in Contact.objects.filter(pk__in=person.contacts)],
        "alamat": [
            {"jenis": a.kind, "nilai": a.value, "sejak": a.since, "dipakai": a.is_current}
            for a in person.addresses()
        ],
        "laporan": _reports(person),
        "pesan": [
            {"waktu": m.at, "lewat": str(m.line), "jenis": m.kind, "isi": m.text or m.choice,
             "lintang": m.latitude, "bujur": m.longitude, "hasil": m.get_outcome_display()}
            for m in person.messages()
        ],
        "kata_kota": [
            {"waktu": w.queued_at, "lewat": str(w.line), "isi": w.text,
             "keadaan": w.get_state_display()}
            for w in person.words()
        ],
        "berkas": [
            {"nama": name_of(f), "waktu": f.since, "jenis": f.mime, "bita": f.size,
             "lintang": f.latitude, "bujur": f.longitude, "diambil": f.taken_at}
            for f in files
        ],
        "permintaan_data": _requests(person),
        "catatan_perjalanan": _journal(person),
    }  # fmt: skip


def files_of(person: Person) -> list[File]:
    """What they sent, as far as it is here. One statement."""
    ready = File.objects.filter(state=File.State.READY, message__contact__in=person.contacts)
    return list(ready.order_by("pk"))


def name_of(file: File) -> str:
    """The name of a file inside the archive."""
    ending = {"image/jpeg": "jpg", "image/png": "png", "audio/ogg": "ogg", "video/mp4": "mp4",
              "application/pdf": "pdf"}.get(file.mime, "bin")  # fmt: skip
    return f"berkas/{file.pk}.{ending}"


def _contact(contact: Contact) -> Facts:
    return {"nama": contact.name, "sejak": contact.since,
            "mau_menerima_siaran": contact.wants_broadcasts}  # fmt: skip


def _reports(person: Person) -> list[Facts]:
    told = Report.objects.filter(pk__in=person.reports).select_related("matter", "topic", "area")
    answers: dict[int, list[Facts]] = {}
    given = Answer.objects.filter(disposition__report__in=person.reports)
    for one in given.select_related("disposition__agency").order_by("pk"):
        answers.setdefault(one.disposition.report_id, []).append(
            {"waktu": one.at, "perangkat": one.disposition.agency.name,
             "hasil": one.get_outcome_display(), "isi": one.text, "tempat": one.place}
        )  # fmt: skip
    return [
        {
            "nomor": r.matter.number, "diterima": r.matter.received_at, "keadaan": r.state_name,
            "jenis": r.get_kind_display(), "topik": r.topic.name if r.topic else "",
            "isi": r.text, "tempat": r.place, "lintang": r.latitude, "bujur": r.longitude,
            "kelurahan": r.area.name if r.area else "", "anonim": r.anonymous,
            "rahasia": r.confidential, "bintang": r.stars, "kesan": r.verdict,
            "jawaban": answers.get(r.pk, []),
        }
        for r in told.order_by("pk")
    ]  # fmt: skip


def _requests(person: Person) -> list[Facts]:
    asked = DataRequest.objects.filter(pk__in=person.requests).select_related("matter")
    return [
        {"nomor": r.matter.number, "diterima": r.matter.received_at,
         "untuk": r.get_wants_display(), "identitas": r.get_identity_display(),
         "sidik": r.digest}
        for r in asked.order_by("pk")
    ]  # fmt: skip


def _journal(person: Person) -> list[Facts]:
    lines = JournalLine.objects.filter(matter__in=person.matters).select_related("matter")
    return [
        {"waktu": line.at, "nomor": line.matter.number, "oleh": line.role, "kata_kerja": line.verb,
         "dari": line.from_state, "ke": line.to_state}
        for line in lines.order_by("pk")
    ]  # fmt: skip
