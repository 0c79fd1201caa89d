"""What an agency is asked to do, by e-mail: the reply goes to an address of this one report."""

from __future__ import annotations

from datetime import datetime

from kentongan.cities.locks import current, current_id
from kentongan.mailroom import return_address
from kentongan.mailroom.mails import post_mail
from kentongan.mailroom.models import Mail
from kentongan.people.models import Post
from kentongan.reports.actions.errand import Errand
from kentongan.reports.models import Report

HOW = """
Cara menjawab: balas surel ini tanpa masuk ke meja kerja.
- Sudah dikerjakan: tulis apa yang dikerjakan, lampirkan foto sesudahnya.
- Baru sementara: mulai dengan kata "sementara".
- Nanti: tulis "dijadwalkan" dan tanggalnya.
- Tidak bisa: tulis "tidak bisa karena" dan sebabnya.
- Bukan urusan kantor ini: tulis "bukan kami" dan urusan siapa.
- Akan dikerjakan: tulis "terima".
"""


def ask(post: Post, told: Errand, *, now: datetime) -> None:
    """One e-mail to the post, whoever holds it, with the photos that may leave the house."""
    words = told.with_orders.replace("*", "").replace("balas pesan ini", "balas surel ini")
    post_mail(
        to=post.email,
        subject=f"Laporan {told.number}: {told.values['pokok laporan']}",
        text=f"Kepada {post.title}\n\n{words}\n{HOW}\nRincian: {told.url}\n{current().name}\n",
        reply_to=return_address.address_for(current_id(), told.number, post.pk),
        files=told.photos,
        matter_id=told.matter,
        post_id=post.pk,
        now=now,
    )


def unsay(report: Report) -> None:
    """Take back what has not left yet."""
    waiting = Mail.objects.filter(matter=report.pk, state=Mail.State.QUEUED)
    waiting.filter(reply_to__gt="").delete()
