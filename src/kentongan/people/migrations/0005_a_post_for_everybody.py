"""Everybody at work gets a post, and every post above it is there.

The posts get the codes that the city's own posts have later, so nothing is made twice.
"""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models

from kentongan.cities.each import each_city

LEVELS = {"officer": "officer", "agency": "liaison", "head": "chief"}
HALL = "Sekretariat Daerah"


def posts_for_staff(apps: Any, schema_editor: Any) -> None:
    """On the connection of the tables' owner: any other would wait for this one for ever."""
    alias = schema_editor.connection.alias
    posts = apps.get_model("people", "Post").objects.using(alias)
    staff = apps.get_model("people", "Staff").objects.using(alias).select_related("agency")
    for city in each_city(apps, schema_editor):
        for one in staff.filter(city_id=city, seat=None).order_by("pk"):
            one.seat = _post(posts, one)
            one.save(update_fields=["seat"], using=alias)


def _post(posts: Any, one: Any) -> Any:
    """Several people of one role in one agency hold the same post."""
    level = LEVELS[one.role]
    above = _secretary(posts, one) if level == "chief" else _chief(posts, one)
    title = f"{one.post} {one.agency.short_name}" if level == "liaison" else one.post
    return _made(posts, one, f"{one.agency.code}.{level}", title, level, one.role, above)


def _made(
    posts: Any, one: Any, code: str, title: str, level: str, role: str, above: Any = None
) -> Any:
    agency = _hall(one) if role == "head" and level != "chief" else one.agency
    facts = {"title": title, "level": level, "role": role, "agency": agency, "above": above}
    return posts.get_or_create(city_id=one.city_id, code=code, defaults=facts)[0]


def _secretary(posts: Any, one: Any) -> Any:
    mayor = _made(posts, one, "mayor", "Wali Kota", "mayor", "head")
    return _made(posts, one, "secretary", "Sekretaris Daerah", "secretary", "head", mayor)


def _chief(posts: Any, one: Any) -> Any:
    secretary = _secretary(posts, one)
    if one.agency.name.startswith(HALL):
        return secretary
    role = "head" if one.role == "officer" else "agency"
    code = f"{one.agency.code}.chief"
    return _made(posts, one, code, _title(one.agency), "chief", role, secretary)


def _title(agency: Any) -> str:
    name = str(agency.name)
    if agency.kind == "district":
        return f"Camat {name.removeprefix('Kecamatan ')}"
    return f"Direktur {name}" if agency.kind == "company" else f"Kepala {name}"[:160]


def _hall(one: Any) -> Any:
    """The city's own secretariat; where a city has none, the agency at hand."""
    every = type(one.agency).objects.using(one._state.db)
    agencies = every.filter(city_id=one.city_id, is_city=True)
    return agencies.filter(name__startswith=HALL).first() or one.agency


class Migration(migrations.Migration):
    dependencies = [("people", "0004_posts")]

    operations = [
        migrations.AlterField(
            model_name="staff", name="post", field=models.CharField(max_length=180)
        ),
        migrations.AddField(
            model_name="staff",
            name="appointed_by",
            field=models.ForeignKey(
                db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT,
                related_name="+", to="people.staff",
            ),
        ),
        migrations.AddField(
            model_name="staff",
            name="relieved_by",
            field=models.ForeignKey(
                db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT,
                related_name="+", to="people.staff",
            ),
        ),
        migrations.AddField(
            model_name="user",
            name="password_is_lent",
            field=models.BooleanField(default=False),
        ),
        migrations.RunPython(posts_for_staff, migrations.RunPython.noop),
    ]  # fmt: skip
