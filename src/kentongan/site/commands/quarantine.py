"""`quarantine`: what came and nobody could read, for who runs the house.

quarantine list            everything that nobody has looked at yet, with the reason
quarantine show ID         one of them, as it came
quarantine replay ID       try once more, after the reason was put right
quarantine replay --reason TEXT   everything whose reason contains TEXT
quarantine drop ID         seen, nothing to do; forgotten after 90 days
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from django.db.models import QuerySet
from django.utils import timezone

from kentongan.mailroom import actions
from kentongan.mailroom.models import Quarantine
from kentongan.mailroom.unpack.again import replay
from kentongan.pure import sayings
from kentongan.pure.errors import Refusal

_MOST = 200  # rows of a list
_SHOWN = 4_000  # characters of an item


def run(arguments: Sequence[str]) -> int:
    given = _parser().parse_args(arguments)
    tasks = {"list": _list, "show": _show, "replay": _replay, "drop": _drop}
    return tasks[given.task](given)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="kentongan quarantine", description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )  # fmt: skip
    parser.add_argument("task", nargs="?", default="list",
                        choices=("list", "show", "replay", "drop"))  # fmt: skip
    parser.add_argument("id", nargs="?", type=int)
    parser.add_argument("--reason", default="", help="replay: part of the reason")
    return parser


def _open() -> QuerySet[Quarantine]:
    return Quarantine.objects.filter(resolved_at=None).order_by("pk")


def _list(_: argparse.Namespace) -> int:
    rows = _open()
    for row in rows.defer("item")[:_MOST]:
        at = row.at.astimezone().strftime("%Y-%m-%d %H:%M")
        where = f"{row.channel}/{row.app} {row.line or 'tanpa nomor'}"
        print(f"{row.pk:>8}  {at}  {where}  {sayings.shorten(row.reason, 100)}")
    print(f"{rows.count()} kiriman tak terbaca, belum dilihat.")
    return 0


def _show(given: argparse.Namespace) -> int:
    row = _one(given.id)
    item = bytes(row.item)
    print(f"Alasan: {row.reason}\nSurat: {row.letter or 'tidak diketahui'}, {len(item)} bita\n")
    shown = item.decode("utf-8", "replace")[:_SHOWN]
    # A stranger's bytes must not steer the operator's terminal.
    print(
        "".join(c if c.isprintable() or c == "\n" else "\N{REPLACEMENT CHARACTER}" for c in shown)
    )
    return 0


def _replay(given: argparse.Namespace) -> int:
    now = timezone.now()
    if given.reason:
        rows = _open().filter(reason__contains=given.reason)
    else:
        rows = _open().filter(pk=_one(given.id).pk)
    tried = replay(rows, now)
    if not tried:
        raise Refusal("Tidak ada yang bisa dibuka ulang: suratnya sudah tidak disimpan.")
    print(f"{tried} dibuka ulang. Yang masih tak terbaca kembali ke daftar ini.")
    return 0


def _drop(given: argparse.Namespace) -> int:
    row = _one(given.id)
    actions.set_aside(row, now=timezone.now())
    print(f"Kiriman {row.pk} sudah dilihat.")
    return 0


def _one(pk: int | None) -> Quarantine:
    if pk is None:
        raise Refusal("Sebutkan nomornya; lihat ./kentongan quarantine list.")
    row = Quarantine.objects.filter(pk=pk).first()
    if row is None:
        raise Refusal(f"Kiriman {pk} tidak ada.")
    return row
