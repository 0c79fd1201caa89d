"""The posts every city has: whom a late report climbs to, whether anybody holds them yet or not.

    mayor  <-  secretary  <-  <agency>.chief  <-  <agency>.liaison
                              <office>.chief  <-  <office>.officer

The city secretary leads the city's own secretariat, so that one has no chief of its own; the
office answers through its officers and needs no liaison.
"""

from __future__ import annotations

from collections.abc import Iterable

from kentongan.people.models import Agency, Post
from kentongan.pure.flow import Role

MAYOR, SECRETARY = "mayor", "secretary"
_SECRETARIAT = "Sekretariat Daerah"
Level = Post.Level


def found_posts(office: str, *, regency: bool = False) -> dict[str, Post]:
    """Add the posts that are missing for the city's agencies; gives all posts by code. `office`
    is the code of the agency whose officers read first. Posts that are there stay as they are."""
    agencies = list(Agency.objects.filter(is_city=True))
    if not agencies:
        return {}
    desk = next((a for a in agencies if a.code == office), agencies[0])
    hall = next((a for a in agencies if a.name.startswith(_SECRETARIAT)), None)
    title = "Bupati" if regency else "Wali Kota"
    known = _add([_head(MAYOR, title, Level.MAYOR, hall or desk, None)])
    known = _add(
        [_head(SECRETARY, "Sekretaris Daerah", Level.SECRETARY, hall or desk, known[MAYOR])]
    )
    top = known[SECRETARY]
    known = _add(_chief(a, top, office=a == desk) for a in agencies if a != hall)
    return _add(_worker(a, known.get(f"{a.code}.chief", top), office=a == desk) for a in agencies)


def chief_title(agency: Agency) -> str:
    """What the head of such an agency is called."""
    name = agency.name
    if agency.kind == "district":
        return f"Camat {name.removeprefix('Kecamatan ')}"
    if agency.kind == "company" or "RSUD" in name:
        return f"Direktur {name.removeprefix('UPT ')}"
    if agency.kind == "inspectorate":
        return "Inspektur"
    if agency.kind == "secretariat":
        return name.replace("Sekretariat", "Sekretaris", 1)
    return f"Kepala {name}"


def _add(wanted: Iterable[Post]) -> dict[str, Post]:
    """Two statements: what is missing goes in, then all there is comes back."""
    Post.objects.bulk_create(wanted, ignore_conflicts=True)
    return {post.code: post for post in Post.objects.select_related("agency")}


def _head(code: str, title: str, level: Level, agency: Agency, above: Post | None) -> Post:
    return Post(code=code, title=title, level=level, role=Role.HEAD, agency=agency, above=above)


def _chief(agency: Agency, above: Post, *, office: bool) -> Post:
    """The chief of the office leads for the whole city; the others for their own agency."""
    return Post(
        code=f"{agency.code}.chief",
        title=chief_title(agency)[:160],
        level=Level.CHIEF,
        role=Role.HEAD if office else Role.AGENCY,
        agency=agency,
        above=above,
    )


def _worker(agency: Agency, above: Post, *, office: bool) -> Post:
    level = Level.OFFICER if office else Level.LIAISON
    named = "Petugas pengaduan" if office else f"Pejabat penghubung {agency.short_name}"
    return Post(
        code=f"{agency.code}.{level.value}",
        title=named,
        level=level,
        role=Role.OFFICER if office else Role.AGENCY,
        agency=agency,
        above=above,
    )
