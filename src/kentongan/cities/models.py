"""Cities. This table lies before the locks: it is how we know which city's they are."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from django.db import models


class City(models.Model):
    """One city (or regency) of the installation. `pack` names where its facts come from."""

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=100)
    code = models.CharField(max_length=13, help_text="Kemendagri code, such as 61.71")
    zone = models.CharField(max_length=40)
    accent = models.CharField(max_length=7)
    hours = models.CharField(max_length=100, help_text="desk hours, such as Sen-Jum 07.15-21.00")
    latitude = models.FloatField()
    longitude = models.FloatField()
    pack = models.CharField(max_length=500)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name

    @property
    def tz(self) -> ZoneInfo:
        return ZoneInfo(self.zone)

    @property
    def short_name(self) -> str:
        """The name without its rank: "Pontianak" for "Kota Pontianak"."""
        return self.name.removeprefix("Kota ").removeprefix("Kabupaten ")
