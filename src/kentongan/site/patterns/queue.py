"""The desk's left and middle panes, as an officer sees them on a working morning."""

from __future__ import annotations

from kentongan.site.patterns.words import Sample, due, flags, state

DUES: list[Sample] = [
    due("ok", "9 hari kerja lagi", "Jumat, 4 Desember 2026, 23.59 WIB"),
    due("soon", "besok", "Selasa, 24 November 2026, 23.59 WIB"),
    due("late", "lewat 2 hari kerja", "Kamis, 19 November 2026, 23.59 WIB"),
    due("paused", "dijeda, menunggu warga"),
    due("done", "selesai dalam 3 hari kerja", "Rabu, 18 November 2026, 10.20 WIB"),
]


def _row(number: str, words: str, topic: str, area: str, **rest: object) -> Sample:
    row: Sample = {
        "number": number, "url": f"/pontianak/desk/{number}/", "words": words, "topic": topic,
        "area": area, "age": "2 jam", "holder": "", "due": DUES[0], "state": state("received"),
        "flags": flags(), "unread": False, "current": False,
    }  # fmt: skip
    return {**row, **rest}


ROWS: list[Sample] = [
    _row("T4VW-8KRD", "Kabel listrik menjuntai kena genangan depan SD 17, anak-anak lewat situ",
         "Kabel dan tiang", "Saigon", age="4 mnt", flags=flags("urgent"), unread=True,
         due=due("soon", "3 jam lagi", "hari ini, 13.00 WIB")),
    _row("K7M2-Q9XW", "Lampu jalan depan gang kami padam dah seminggu, gelap betul kalau malam",
         "Lampu jalan", "Sungai Jawi", age="25 mnt", unread=True, current=True,
         state=state("assigned"), holder="Dishub"),
    _row("H9PB-3CFZ", "Parit di Gang Beringin mampet, ujan sikit jak aek naek ke rumah",
         "Parit dan drainase", "Sungai Jawi", age="1 jam", unread=True),
    _row("W2NQ-6TJY", "Ada pungutan di sekolah anak saya", "Pungutan liar", "", age="1 jam",
         state=state("verified"), flags=flags("anonymous", "confidential")),
    _row("B8DG-4LXK", "Jalan berlubang di Jl. Tabrani Ahmad, sudah tiga motor jatuh",
         "Jalan berlubang", "Pal Lima", age="3 hari", state=state("assigned"), holder="PUPR",
         due=DUES[2]),
    _row("R5SZ-9HMC", "Sampah di TPS Jl. Kom Yos Sudarso menumpuk", "Sampah", "Sungai Beliung",
         age="4 hari", state=state("answered"), holder="DLH", due=DUES[1]),
    _row("Y3KF-7VWP", "Air PDAM keruh dari kemarin pagi", "Air bersih", "Bansir Laut",
         age="5 hari", state=state("replied"), holder="PDAM", flags=flags("waiting"),
         due=DUES[3]),
    _row("C6XT-2NQB", "Juru parkir minta Rp 5.000 padahal karcis Rp 2.000", "Parkir liar",
         "Benua Melayu Laut", age="6 hari", state=state("assigned"), holder="Dishub"),
]  # fmt: skip

LONG_ROW: Sample = _row(
    "Z9QW-5DGJ",
    "Kepadadinasterkaityangterhormatmohonsegeradiperbaiki karena sudah berbulan-bulan begini",
    "Penataan ruang, bangunan, dan pemanfaatan lahan di tepi sungai",
    "Perumnas Way Kandis",
    holder="Dinas Pengendalian Penduduk, KB, Pemberdayaan Perempuan dan Perlindungan Anak",
    flags=flags("urgent", "waiting", "anonymous", "confidential", "taken_over"),
    due=DUES[2],
    state=state("referred"),
    unread=True,
)


def _tray(title: str, icon: str, count: int | None, **rest: object) -> Sample:
    tray: Sample = {"title": title, "url": "/pontianak/desk/", "icon": icon, "count": count}
    return {**tray, "current": False, "alarm": False, **rest}


TRAYS: list[Sample] = [
    {"title": "Perlu saya", "rows": [
        _tray("Baru masuk", "inbox", 12, current=True),
        _tray("Mendesak", "urgent", 1, alarm=True),
        _tray("Lewat tenggat", "due-late", 3, alarm=True),
        _tray("Ada jawaban dinas", "state-answered", 4),
        _tray("Kabar dari warga", "chat", 2),
    ]},
    {"title": "Berjalan", "rows": [
        _tray("Di dinas", "state-assigned", 58),
        _tray("Menunggu warga", "due-paused", 7),
        _tray("Sudah dibalas", "state-replied", 21),
        _tray("Semua laporan", "document", None),
    ]},
]  # fmt: skip


def calm_trays() -> list[Sample]:
    """The same trays on a page that is none of them."""
    rows = [[{**row, "current": False} for row in group["rows"]] for group in TRAYS]  # type: ignore[attr-defined]
    return [{**group, "rows": rows[i]} for i, group in enumerate(TRAYS)]


CHIPS: list[Sample] = [
    {"words": "Semua", "url": "?", "current": True},
    {"words": "Belum dibaca", "url": "?unread=1", "current": False},
    {"words": "Pontianak Kota", "url": "?area=1", "current": False},
]

PAGER: Sample = {"words": "1–8 dari 12", "previous_url": "", "next_url": "?page=2"}

QUEUE: Sample = {
    "title": "Baru masuk",
    "search": {"url": "/pontianak/desk/", "value": "", "hidden": []},
    "chips": CHIPS,
    "rows": ROWS,
    "pager": PAGER,
    "fresh_url": "",
    "empty": {
        "title": "Semua sudah dibaca.",
        "words": "Laporan baru akan muncul di sini beberapa detik setelah warga menulis.",
    },
}

EMPTY_QUEUE: Sample = {**QUEUE, "rows": [], "pager": None}
WELCOME: Sample = {
    "title": "Pilih satu laporan.",
    "words": "Tekan j dan k untuk berpindah, Enter untuk membuka, ? untuk semua pintasan.",
}
