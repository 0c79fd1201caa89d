"""One report page: the talk with a resident, what is known beside it, and the composer."""

from __future__ import annotations

from django.templatetags.static import static

from kentongan.site.patterns.forms import AnswerForm, DeclineForm, DisposeForm
from kentongan.site.patterns.words import AGENCY, Sample, ago, due, flags, state

EMPTY_ITEM: Sample = {
    "id": "0", "kind": "in", "who": "Ibu Sari", "text": "", "new": False, "edited": False,
    "deleted": False, "late": False, "history": [], "quote": None, "files": [], "offers": [],
    "reaction": "", "ticks": None, "trouble": None, "unreadable": "", "at": None, "before": [],
}  # fmt: skip
WINDOW = due("ok", "Sisa 21 jam 40 menit", "sampai Selasa, 24 November 2026, 08.31 WIB")


def item(id: str, kind: str, text: str, **rest: object) -> Sample:
    return {**EMPTY_ITEM, "id": id, "kind": kind, "text": text, "at": ago(minutes=30), **rest}


def attachment(kind: str, words: str = "", **rest: object) -> Sample:
    plain: Sample = {
        "kind": kind, "state": "ready", "url": "#berkas", "thumb_url": "", "alt": "",
        "name": "", "words": words, "release_url": "", "released": False,
    }  # fmt: skip
    return {**plain, **rest}


def ticks(code: str) -> Sample:
    words = {
        "queued": "Menunggu dikirim", "sending": "Sedang dikirim", "sent": "Terkirim",
        "delivered": "Sampai", "read": "Dibaca", "unknown": "Belum pasti terkirim",
        "undeliverable": "Tidak sampai", "cancelled": "Dibatalkan",
    }  # fmt: skip
    return {"code": code, "word": words[code]}


def photo(name: str = "before") -> Sample:
    picture = static(f"site/sample-{name}.svg")
    alt = {"before": "Jalan kampung gelap, tiang lampunya mati.", "after": "Lampu sudah menyala."}
    return {"url": picture, "thumb_url": picture, "alt": alt[name]}


def files() -> list[Sample]:
    return [
        {**attachment("photo"), **photo()},
        attachment("voice", "0.24", url="/static/site/none.ogg"),
        {**attachment("photo"), **photo(), "release_url": "#lepas"},
        attachment("voice", "0.11", url="/static/site/none.ogg", release_url="#tarik",
                   released=True),
        attachment("photo", "Foto menunggu dilepas petugas.", state="gone"),
        attachment("document", "PDF, 412 KB", name="Surat RT 03 RW 11.pdf"),
        attachment("location", "Gg. Beringin 2, Sungai Jawi", name="Titik di peta"),
        attachment("contact", "0812-…-418", name="Pak RT Yusuf"),
        attachment("video", "Video sedang diambil dari WhatsApp.", state="waiting"),
        attachment("photo", "Foto ini sudah tidak ada di WhatsApp. Minta dikirim lagi.",
                   state="gone"),
    ]  # fmt: skip


def timeline() -> list[Sample]:
    return [
        item("d1", "day", "Sabtu, 21 November"),
        item("1", "in", "Assalamualaikum min. Lampu jalan depan gang kamek dah seminggu mati, "
             "gelap betul kalau malam. Kemaren ade motor jatoh.", at=ago(days=2, hours=1)),
        item("2", "in", "", files=[{**attachment("photo"), **photo()}], at=ago(days=2, minutes=58)),
        item("3", "system", "Laporan dibuat, topik diduga Lampu jalan", at=ago(days=2)),
        item("4", "out", "Waalaikumsalam, Bu. Terima kasih sudah memberi tahu. Lampu jalan padam "
             "depan gang, kami catat.\n\nK7M2-Q9XW\n\nDinas Perhubungan yang akan melihatnya, "
             "paling lambat 4 Desember. Di mana tempatnya?", who="Kentongan",
             offers=["Kirim lokasi"], ticks=ticks("read"), at=ago(days=2)),
        item("5", "in", "Gg. Beringin 2 dekat masjid", edited=True,
             quote={"who": "Kentongan", "text": "Di mana tempatnya?"},
             history=[{"at": ago(days=2), "text": "Gg. Bringin"}],
             files=[attachment("location", "Sungai Jawi", name="Titik di peta")],
             at=ago(days=1, hours=23)),
        item("d2", "day", "Hari ini"),
        item("6", "system", "Rina meneruskan ke Dishub", at=ago(hours=2)),
        item("7", "note", "Sudah saya telepon Pak Anton. Tim lampu keliling Sungai Jawi besok "
             "pagi, tiang nomor 14 sekalian.", who="Rina Marlina", at=ago(hours=1)),
        item("8", "in", "Bu, kapan kire-kire? Anak-anak ngaji pulang gelap.", new=True,
             reaction="🙏", at=ago(minutes=25)),
        item("9", "note", "Sudah diperbaiki. Dua lampu diganti.\nDikerjakan 22 November 2026 di "
             "Gg. Beringin 2.", who="Anton Wijaya, Dishub", at=ago(minutes=5),
             before=[{**attachment("photo"), **photo()}],
             files=[{**attachment("photo"), **photo("after")}]),
    ]  # fmt: skip


def others() -> list[Sample]:
    """The kinds of item that a good day does not show."""
    return [
        item("20", "echo", "Baik Bu, kami cek dulu ya.", who="Kota Pontianak"),
        item("21", "in", "", deleted=True),
        item("22", "in", "Ini saya kirim kemarin waktu di perahu", late=True),
        item("23", "in", "", unreadable="Warga mengirim jajak pendapat. Isinya tidak dibagikan "
             "WhatsApp; tanyakan maksudnya."),
        item("24", "out", "Lampunya sudah menyala, Bu. Mohon kabari kalau masih padam.",
             who="Rina Marlina", ticks=ticks("undeliverable"),
             trouble={"words": "Nomor ini tidak bisa menerima WhatsApp lagi. Telepon warga, lalu "
                      "catat hasilnya.", "verb": "Sudah saya telepon", "url": "#telepon"}),
        item("25", "out", "Tim berangkat besok pagi, Bu.", who="Rina Marlina",
             ticks=ticks("unknown"),
             trouble={"words": "WhatsApp belum memastikan. Kami tunggu 10 menit sebelum mengirim "
                      "ulang, supaya warga tidak menerima dua kali.", "verb": "", "url": ""}),
        item("26", "in", "Tolonglahsegeradiperbaikijalaninikarenasudahsangatmeresahkanwargasekitar"
             "dan sudah saya laporkan lima kali, kalau tidak juga saya viralkan ke wali kota!!!"),
    ]  # fmt: skip


def action(verb: str, label: str, **rest: object) -> Sample:
    plain: Sample = {
        "verb": verb, "label": label, "url": "#" + verb, "tone": "plain", "key": "",
        "form": None, "hint": "", "send": "", "open": False,
    }  # fmt: skip
    return {**plain, **rest}


def running_actions() -> list[Sample]:
    return [
        action("answer", "Catat jawaban Dishub", tone="main", key="a", form=AnswerForm(),
               send="Simpan jawaban"),
        action("dispose", "Alihkan ke dinas lain", key="d", form=DisposeForm(), send="Alihkan"),
        action("take_over", "Ambil percakapan"),
    ]  # fmt: skip


def actions() -> list[Sample]:
    return [
        action("dispose", "Teruskan ke Dishub", tone="main", key="d", form=DisposeForm(),
               send="Teruskan"),
        action("verify", "Tandai sudah diperiksa", key="v"),
        action("answer", "Jawab untuk dinas", key="a", form=AnswerForm(), send="Simpan jawaban"),
        action("decline", "Belum dapat diproses", tone="stop", form=DeclineForm(),
               hint="Warga menerima alasan ini apa adanya. Tulis yang bisa ia lakukan."),
    ]  # fmt: skip


COMPOSER: Sample = {
    "reply_url": "#kirim", "note_url": "#catatan", "draft_url": "", "limit": 4096,
    "draft": "Baik Bu, tim lampu ke Gg. Beringin 2 besok pagi.", "saved": "Draf tersimpan 09.14",
    "window": WINDOW, "outside": "", "price": "± Rp 340", "error": "", "note": "", "mode": "reply",
    "why_not": "", "relay": "",
    "canned": [
        {"title": "Sudah diteruskan", "text": "Laporan Bapak/Ibu sudah kami teruskan ke Dishub."},
        {"title": "Minta tempat", "text": "Mohon kirim nama gang dan patokan terdekat, misalnya "
         "dekat masjid atau sekolah."},
        {"title": "Tanya hasil", "text": "Apakah lampunya sekarang sudah menyala, Bu?"},
    ],
}  # fmt: skip
CLOSED_WINDOW: Sample = {
    **COMPOSER,
    "draft": "",
    "window": due("late", "Jendela 24 jam sudah tutup"),
    "outside": "Balasan bebas tidak bisa dikirim lagi. Warga akan menerima templat “Ada jawaban”, "
    "dan tulisan Anda terkirim begitu ia membalas.",
    "error": "Tulis dulu balasannya, baru kirim.",
}
RELAY: Sample = {
    **COMPOSER, "canned": [], "draft": "", "saved": "", "final": "",
    "relay": "Warga membaca: Dishub lewat Kentongan: …",
}  # fmt: skip
NOTES_ONLY: Sample = {
    **COMPOSER,
    "why_not": "Warga dibalas oleh petugas penerima laporan. Anda bisa menulis catatan.",
}
REPORT: Sample = {
    "number": "K7M2-Q9XW",
    "words": "Lampu jalan depan gang padam seminggu",
    "topic": "Lampu jalan", "area": "Sungai Jawi", "channel": "WhatsApp",
    "state": state("assigned"), "flags": flags("waiting"),
    "clocks": [
        {"title": "Batas menurut aturan", "due": due("ok", "9 hari kerja lagi", "4 Des 2026")},
        {"title": "Dishub menjawab", "due": due("soon", "besok", "Selasa, 24 November 2026")},
    ],
}  # fmt: skip
NEW_REPORT: Sample = {
    **REPORT, "state": state("received"), "flags": flags("urgent"),
    "clocks": [
        {"title": "Batas menurut aturan", "due": due("ok", "10 hari kerja lagi", "4 Des 2026")},
        {"title": "Diperiksa", "due": due("late", "lewat 1 hari kerja", "Jumat, 20 November")},
    ],
}  # fmt: skip
MAP: Sample = {
    "box": "0 0 240 150", "label": "Titik laporan di Kelurahan Sungai Jawi",
    "x": 108.5, "y": 84.2, "r": 6,
    "shapes": [
        {"d": "M0 0h96l14 38-30 26-80 12z", "name": "Sungai Jawi Luar", "here": False},
        {"d": "M96 0h144v52l-66 10-64-24z", "name": "Darat Sekip", "here": False},
        {"d": "m110 38 64 24-8 62-62 10-34-22 10-48z", "name": "Sungai Jawi", "here": True},
        {"d": "M240 52v98H132l-28-16 62-10 8-62z", "name": "Sungai Bangkong", "here": False},
        {"d": "m0 76 80-12-10 48 34 22 28 16H0z", "name": "Pal Lima", "here": False},
    ],
}  # fmt: skip
PRESENCE: list[Sample] = [{"name": "Bu Rina", "doing": "sedang membuka laporan ini"}]


REVEAL_NUMBER: Sample = {
    "url": "#nomor", "label": "Tampilkan nomor", "asks": False, "until": "", "seconds": 0,
    "page": "",
}  # fmt: skip
REVEAL_IDENTITY: Sample = {**REVEAL_NUMBER, "label": "Tampilkan identitas", "asks": True}


def facts() -> Sample:
    return {
        "place": {"words": "Gg. Beringin 2, dekat masjid", "area": "Sungai Jawi",
                  "kecamatan": "Pontianak Kota", "coordinates": "-0,03152, 109,31877",
                  "link": "", "map": MAP, "sure": True},
        "agency": AGENCY, "agency_since": ago(hours=2),
        "instruction": "Mohon cek tiang 12 sampai 15 sekalian.",
        "reporter": {"name": "Ibu Sari", "phone": "+62 812-•••-•418",
                     "since": "Menulis pertama kali Maret 2026"},
        "reporter_hidden": "", "reveal": REVEAL_NUMBER,
        "topic": "Lampu jalan", "topic_url": "#topik",
        "suggestions": [{"name": "Kabel dan tiang", "code": "kabel"},
                        {"name": "Listrik rumah (PLN)", "code": "pln"}],
        "others": [{"number": "H9PB-3CFZ", "url": "#lain", "words": "Parit mampet",
                    "state": state("closed")}],
        "cost": "Rp 1.020, 3 gelembung",
        "journal": [
            {"at": ago(hours=2), "who": "Rina", "words": "meneruskan ke Dishub"},
            {"at": ago(hours=2, minutes=4), "who": "Rina", "words": "memeriksa"},
            {"at": ago(days=2), "who": "Kentongan", "words": "menerima lewat WhatsApp"},
        ],
    }  # fmt: skip


def hidden_facts() -> Sample:
    return {
        **facts(), "place": None, "agency": None, "reporter": None, "others": [],
        "reporter_hidden": "Pelapor minta namanya dirahasiakan.", "reveal": REVEAL_IDENTITY,
        "topic": "", "cost": "",
        "suggestions": [],
    }  # fmt: skip
