"""Three locks between cities: the manager, the row's policy, the composite key.

`with inside(city):` is the only way in. It opens the transaction and tells PostgreSQL for which
city it is; the policy on each table does the rest, whatever the code above forgets.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import ClassVar, Generic, Self, TypeVar, cast

from django.db import connection, models, transaction

from kentongan.cities.models import City

_city: ContextVar[City | None] = ContextVar("city", default=None)
# What was read of the city's own settings since it was entered; gone with the transaction.
_known: ContextVar[dict[str, object] | None] = ContextVar("known", default=None)


class NoCity(RuntimeError):
    """A programmer's mistake: a row of a city was touched outside `inside(city)`."""


def current() -> City:
    """The city we work for now. Raises `NoCity`."""
    city = _city.get()
    if city is None:
        raise NoCity("no city: open one with `with inside(city):`")
    return city


def current_id() -> int:
    return current().pk


def somewhere() -> bool:
    """Whether a city is open. The wire asserts that none is before it talks to strangers."""
    return _city.get() is not None


@contextmanager
def inside(city: City) -> Iterator[City]:
    """Work for one city, in one transaction. Nesting is fine for the same city only."""
    before = _city.get()
    if before is not None:
        if before.pk != city.pk:
            raise NoCity(f"inside {before.slug} already; cannot enter {city.slug}")
        with transaction.atomic():
            yield city
        return
    nested = connection.in_atomic_block
    with transaction.atomic():
        _tell(str(city.pk))
        token, known = _city.set(city), _known.set({})
        try:
            yield city
        finally:
            _city.reset(token)
            _known.reset(known)
        if nested:
            _tell("")


def _tell(value: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.city', %s, true)", [value])


T = TypeVar("T")


def known(name: str, read: Callable[[], T]) -> T:
    """What `read` gave the first time since this city was entered. For settings of the city, which
    whoever changes them calls `forget` for. Raises `NoCity`."""
    current()
    found = _known.get()
    assert found is not None
    if name not in found:
        found[name] = read()
    return cast(T, found[name])


def forget(name: str) -> None:
    """Read it again the next time."""
    (_known.get() or {}).pop(name, None)


_Row = TypeVar("_Row", bound=models.Model)


class CityManager(models.Manager[_Row], Generic[_Row]):
    """Lock one: no city, no query."""

    def get_queryset(self) -> models.QuerySet[_Row]:
        return super().get_queryset().filter(city_id=current_id())


class CityRow(models.Model):
    """A row that belongs to one city. Foreign keys between such rows take
    `db_constraint=False`: `fasten` puts a composite one in the database instead."""

    city = models.ForeignKey(
        City, on_delete=models.PROTECT, default=current_id, editable=False, related_name="+"
    )
    objects: ClassVar[CityManager[Self]] = CityManager()

    class Meta:
        abstract = True
