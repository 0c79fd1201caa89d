"""The demonstration: two cities, one platform app with two lines, three people in each city."""

from __future__ import annotations

from dataclasses import dataclass

APP = "demo"
APP_ID = "620000000000010"


@dataclass(frozen=True)
class Line:
    """A WhatsApp number of a city; ids and numbers as the platform writes them."""

    key: str
    city: str
    phone_number_id: str
    waba_id: str
    display_phone_number: str
    verified_name: str


@dataclass(frozen=True)
class Person:
    """A demonstration account. `role` is officer, agency or head; `post` the code of a post that
    the city has. The head is the mayor, so everything that climbs the ladder reaches somebody."""

    city: str
    role: str
    username: str
    name: str
    post: str


CITIES = {"pontianak": "Kota Pontianak", "bandarlampung": "Kota Bandar Lampung"}

LINES = (
    Line(
        "pontianak",
        "pontianak",
        "620561000000001",
        "620561000000100",
        "+62 561 7000 001",
        "Pemerintah Kota Pontianak",
    ),
    Line(
        "bandarlampung",
        "bandarlampung",
        "620721000000002",
        "620721000000200",
        "+62 721 7000 002",
        "Pemerintah Kota Bandar Lampung",
    ),
)

STAFF = (
    Person("pontianak", "officer", "petugas.pontianak", "Rahma Wulandari", "diskominfo.officer"),
    Person("pontianak", "agency", "dishub.pontianak", "Hendra Saputra", "dishub.liaison"),
    Person("pontianak", "head", "kepala.pontianak", "Siti Aminah", "mayor"),
    Person(
        "bandarlampung", "officer", "petugas.bandarlampung", "Dewi Kartika", "diskominfo.officer"
    ),
    Person("bandarlampung", "agency", "pu.bandarlampung", "Agus Setiawan", "dpu.liaison"),
    Person("bandarlampung", "head", "kepala.bandarlampung", "Ratna Kusuma", "mayor"),
)
