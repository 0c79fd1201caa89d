"""The page /patterns/: each component in each of its states, and whole pages with sample data.

The template is `patterns.html`. `context()` feeds it; `pages()` gives every page template with a
context that fills it, for tests of access and for pictures.
"""

from __future__ import annotations

from kentongan.site.patterns import beside, forms, house, lists, public, queue, talk
from kentongan.site.patterns.words import AGENCY, STAFF, STATES, Sample, ago, flags, state

_ALERTS: list[Sample] = [
    {"kind": "info", "title": "", "words": "Belum ada laporan yang cocok dengan nomor itu."},
    {"kind": "soon", "title": "Jendela 24 jam tinggal 40 menit", "words": "Balas sekarang."},
    {"kind": "late", "title": "", "words": "Pengiriman dijeda: kunci WhatsApp tidak berlaku lagi.",
     "url": "#periksa", "verb": "Lihat apa yang perlu dilakukan"},
    {"kind": "good", "title": "", "words": "Terima kasih, tambahan Anda sudah kami terima."},
]  # fmt: skip


def _sample(title: str, template: str, each: list[Sample], **rest: object) -> Sample:
    return {"title": title, "template": f"components/{template}.html", "each": each, **rest}


def _small() -> list[Sample]:
    marks = ("urgent", "waiting", "anonymous", "confidential", "taken_over")
    codes = ("queued", "sending", "sent", "delivered", "read", "unknown", "undeliverable",
             "cancelled")  # fmt: skip
    return [
        _sample("Keadaan laporan", "state", [{"state": state(code)} for code in STATES]),
        _sample("Tenggat", "due", [{"due": due} for due in queue.DUES]),
        _sample("Yang berlaku di samping keadaan", "flags",
                [{"flags": {**flags(*marks), "hand_backs": 2, "reopened": 1}}]),
        _sample("Sampai di mana kata kita", "ticks", [{"ticks": talk.ticks(c)} for c in codes]),
        _sample("Dinas", "agency", [{"agency": AGENCY}]),
        _sample("Siapa lagi di sini", "presence", [{"presence": talk.PRESENCE}]),
        _sample("Saringan", "chips", [{"label": "Contoh saringan", "chips": queue.CHIPS}]),
        _sample("Jalan ke sini", "crumbs", [{"crumbs": [
            {"words": "Antrean", "url": "#a"}, {"words": "K7M2-Q9XW", "url": ""}]}]),
        _sample("Halaman", "pager", [{"pager": queue.PAGER}], wide=True),
        _sample("Ada yang baru", "fresh", [{"count": 3, "url": "#baru"}], wide=True),
    ]  # fmt: skip


def _desk() -> list[Sample]:
    trays = [row for group in queue.TRAYS for row in group["rows"]]  # type: ignore[attr-defined]
    rows: list[Sample] = [*queue.ROWS[:4], queue.LONG_ROW]
    talks = [*talk.timeline(), *talk.others()]
    return [
        _sample("Baki", "tray", [{"tray": tray} for tray in trays], wide=True),
        _sample("Baris antrean", "row", [{"row": r} for r in rows], list="ul"),
        _sample("Percakapan", "bubble", [{"item": each} for each in talks], list="div",
                list_class="timeline"),
        _sample("Lampiran", "attachment", [{"file": file} for file in talk.files()]),
        _sample("Tindakan", "action", [{"action": action} for action in talk.actions()]),
        _sample("Deretan tindakan", "actions", [{"actions": talk.actions()}]),
        _sample("Jam", "clock", [{"clock": c} for c in talk.REPORT["clocks"]],  # type: ignore[attr-defined]
                list="dl", list_class="clocks"),
        _sample("Tangga tenggat", "ladder", [{"ladder": house.LADDER}]),
        _sample("Peta", "map", [{"map": talk.MAP}]),
        _sample("Laporan serupa", "kin", beside.EACH, list="div", list_class="facts"),
    ]  # fmt: skip


def _public() -> list[Sample]:
    steps = public.running()["steps"]
    return [
        _sample("Ketukan", "beats", [{"beats": public.beats(n)} for n in range(5)], wide=True),
        _sample("Langkah", "step", [{"step": s} for s in steps],  # type: ignore[attr-defined]
                list="ol", list_class="steps"),
        _sample(
            "Sebelum dan sesudah", "compare",
            [{"before": talk.photo(), "after": talk.photo("after")}], wide=True),
        _sample("Bintang", "stars", [{"stars": 5}, {"stars": 4}, {"stars": 1}]),
        _sample("Foto", "photos", [{"photos": [talk.photo(), talk.photo("after")]}], wide=True),
        _sample("Angka", "figure", [{"figure": each} for each in public.FIGURES], wide=True),
        _sample("Nomor darurat", "emergency", [{"numbers": public.EMERGENCY}], wide=True),
        _sample("Isian", "fields", [{"form": forms.refused_form()}], wide=True),
        _sample("Pemberitahuan", "alert", _ALERTS, wide=True),
        _sample("Kosong", "empty", [{
            "symbol": "inbox", "title": "Semua sudah dibaca.",
            "words": "Laporan baru akan muncul di sini beberapa detik setelah warga menulis."}]),
    ]  # fmt: skip


def context() -> Sample:
    """What `patterns.html` needs."""
    toast: Sample = {"words": "Diteruskan ke Dishub.", "undo_url": "#batal", "undo_label": ""}
    return {"samples": [*_small(), *_desk(), *_public()], "toast": toast}


def _report(**rest: object) -> Sample:
    page: Sample = {
        "report": talk.REPORT, "back_url": "/pontianak/desk/", "queue": queue.QUEUE,
        "actions": talk.running_actions(), "timeline": talk.timeline(), "presence": talk.PRESENCE,
        "pulse_url": "", "composer": talk.COMPOSER, "facts": talk.facts(), "alert": None,
        "kin": beside.SIMILAR,
    }  # fmt: skip
    return {**page, **rest}


def _accounts() -> list[Sample]:
    return [
        {"city": "Pontianak", "role": role, "username": name, "password": "contoh-sandi-acak"}
        for role, name in (("Petugas", "rina"), ("Dinas", "anton"), ("Pimpinan", "dewi"))
    ]


def pages() -> dict[str, tuple[str, Sample]]:
    """Name → (template, context): every page, filled, and in its hard moments."""
    find: Sample = {"form": forms.FindForm({"number": "K7M2-Q9XX", "phone_end": "0418"}),
                    "outcome": "none", "line": public.line()}  # fmt: skip
    desk: Sample = {"staff": STAFF, "trays": queue.TRAYS, "may_create": True, "alarms": 0}
    calm = {"trays": queue.calm_trays()}
    hard = _report(timeline=talk.others(), facts=talk.hidden_facts(), actions=[],
                   composer=talk.CLOSED_WINDOW, presence=[], alert={
                       "kind": "late", "title": "Balasan terakhir belum sampai.",
                       "words": "Telepon warganya, lalu catat hasilnya."})  # fmt: skip
    sheets: dict[str, tuple[str, Sample]] = {
        "queue": ("reports/queue.html", {"queue": queue.QUEUE, "welcome": queue.WELCOME}),
        "queue-empty": (
            "reports/queue.html", {"queue": queue.EMPTY_QUEUE, "welcome": queue.WELCOME}),
        "report": ("reports/report.html", _report()),
        "report-new": ("reports/report.html", _report(report=talk.NEW_REPORT, presence=[],
                       actions=talk.actions(), timeline=talk.timeline()[:3])),
        "report-hard": ("reports/report.html", hard),
        "report-agency": (
            "reports/report.html",
            _report(composer=talk.RELAY, facts=talk.hidden_facts(), timeline=[])),
        "report-head": ("reports/report.html", _report(composer=talk.NOTES_ONLY, actions=[])),
        "new": ("reports/new.html", {**calm, "form": forms.CounterForm(), "back_url": "#antrean"}),
        "check": ("dashboards/check.html", {**calm, **house.check(), "nav": "check"}),
        "check-broken": (
            "dashboards/check.html",
            {**calm, **house.check(broken=True), "nav": "check", "alarms": 1}),
        "templates": ("mailroom/templates.html", {**calm, **house.templates(), "nav": "templates"}),
        "trays": ("mailroom/trays.html", {**calm, **house.trays(), "nav": "trays"}),
        "trays-empty": (
            "mailroom/trays.html",
            {**calm, "undeliverable": [], "unknown": [], "quarantine": [], "nav": "trays"}),
        "promises": ("reports/promises.html", {**calm, **lists.promises()}),
        "promises-empty": ("reports/promises.html", {**calm, **lists.no_promises()}),
        "outside": ("reports/outside.html", {**calm, **lists.outside()}),
        "outside-empty": ("reports/outside.html", {**calm, **lists.nothing_outside()}),
    }  # fmt: skip
    faces: dict[str, tuple[str, Sample]] = {
        "home": ("frontdesk/home.html", public.home()),
        "ticket": ("frontdesk/ticket.html", public.ticket(public.running())),
        "ticket-done": (
            "frontdesk/ticket.html",
            public.ticket(public.answered(), "Terima kasih, tambahan Anda sudah kami terima."),
        ),
        "ticket-waiting": ("frontdesk/ticket.html", public.ticket(public.waiting())),
        "ticket-promised": ("frontdesk/ticket.html", public.ticket(public.promised())),
        "ticket-closed": ("frontdesk/ticket.html", public.ticket(public.closed())),
        "ticket-rated": (
            "frontdesk/ticket.html",
            public.ticket(public.rated(), "Terima kasih atas penilaian Anda."),
        ),
        "find": ("frontdesk/find.html", find),
        "login": ("login.html", {"form": forms.SignInForm(), "next": "", "accounts": _accounts()}),
        **{f"error-{code}": (f"{code}.html", {}) for code in (400, 403, 404, 500, 503)},
        "patterns": ("patterns.html", {**context(), "now": ago()}),
    }
    return {**faces, **{name: (at, {**desk, **own}) for name, (at, own) in sheets.items()}}
