"""The residents who live in the sandbox from the start. All of them are invented."""

from __future__ import annotations

from dataclasses import replace

from .world import Resident, World

PEOPLE: tuple[Resident, ...] = (
    Resident(
        "ratna", "Bu Ratna", "+6281100010001", "ID.10000000000000001",
        home="pontianak", about="Ibu dua anak, Sungai Jawi", persona=True,
    ),
    Resident(
        "usman", "Pak Usman", "+6281100010002", "ID.10000000000000002",
        home="pontianak", about="Pensiunan, 68 tahun, Siantan Hilir", persona=True,
    ),
    Resident(
        "dimas", "Dimas", None, "ID.10000000000000003", username="dimas.ptk",
        hide_phone=True, home="pontianak", about="Mahasiswa, tanpa nomor telepon", persona=True,
    ),
    Resident(
        "acen", "Koh Acen", "+6281100010004", "ID.10000000000000004",
        home="pontianak", about="Pemilik toko di Jalan Gajah Mada", persona=True,
    ),
    Resident(
        "junaidi", "Pak Junaidi", "+6281100010005", "ID.10000000000000005",
        home="pontianak", about="Lurah, sedang di lapangan", persona=True,
    ),
    Resident(
        "wulan", "Mbak Wulan", "+6281100020001", "ID.20000000000000001",
        home="bandarlampung", about="Penjual nasi uduk, Kedaton", persona=True,
    ),
    Resident(
        "sutris", "Pak Sutris", "+6281100020002", "ID.20000000000000002",
        home="bandarlampung", about="Pengemudi ojek, Teluk Betung", persona=True,
    ),
    Resident(
        "yuni", "Yuni", None, "ID.20000000000000003", username="yuni.bdl",
        hide_phone=True, home="bandarlampung", about="Pelajar, tanpa nomor telepon", persona=True,
    ),
    Resident(
        "herman", "Pak Herman", "+6281100020004", "ID.20000000000000004",
        home="bandarlampung", about="Ketua RT, Rajabasa", persona=True,
    ),
)  # fmt: skip


def move_in(world: World) -> None:
    """Give every persona a place; what an earlier run knows of them is loaded over it."""
    for person in PEOPLE:
        world.add(replace(person))
