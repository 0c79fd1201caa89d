"""Who there is. Contacts and their addresses are homes of personal data."""

from __future__ import annotations

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from kentongan.cities.locks import CityRow
from kentongan.cities.models import City
from kentongan.pure.flow import Role
from kentongan.pure.phones import pretty


class UserManager(BaseUserManager["User"]):
    def create_user(self, username: str, password: str, *, name: str) -> User:
        user = User(username=username, name=name)
        user.set_password(password)
        user.save()
        return user


class User(AbstractBaseUser):
    """Somebody who can sign in. What they may do in which city is `Staff`."""

    username = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=100)
    is_active = models.BooleanField(default=True)
    # The city that made the account, and may lend it a new password; none where several might.
    home = models.ForeignKey(City, on_delete=models.PROTECT, null=True, related_name="+")
    # Somebody else has seen the password: it opens one page only, where a new one is chosen.
    password_is_lent = models.BooleanField(default=False)

    USERNAME_FIELD = "username"
    objects = UserManager()

    def __str__(self) -> str:
        return self.name


class SignInAttempt(models.Model):
    """A wrong password. Counted per name and per address, so that guessing gets slow."""

    key = models.CharField(max_length=120)
    at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=("key", "at"), name="signin_by_key"),)


class Agency(CityRow):
    """A unit of the city (OPD, kecamatan, city company), or an outside body we refer to."""

    code = models.SlugField(max_length=60)
    name = models.CharField(max_length=160)
    short_name = models.CharField(max_length=60)
    kind = models.CharField(max_length=40)
    is_city = models.BooleanField(default=True)
    district = models.CharField(
        max_length=13, blank=True, help_text="the code of the kecamatan whose office this is"
    )
    phone = models.CharField(max_length=40, blank=True)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ("short_name",)
        constraints = (
            models.UniqueConstraint(fields=("city", "code"), name="agency_code_once_per_city"),
        )

    def __str__(self) -> str:
        return self.short_name


class Area(CityRow):
    """A kecamatan or kelurahan with the point in its middle, in degrees."""

    level = models.CharField(max_length=12, choices=(("kecamatan", ""), ("kelurahan", "")))
    code = models.CharField(max_length=13)
    name = models.CharField(max_length=80)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, db_constraint=False, related_name="children"
    )
    latitude = models.FloatField()
    longitude = models.FloatField()

    class Meta:
        ordering = ("code",)
        constraints = (
            models.UniqueConstraint(fields=("city", "code"), name="area_code_once_per_city"),
        )

    def __str__(self) -> str:
        return self.name


class Post(CityRow):
    """A post (jabatan): what somebody answers for, whoever holds it. It goes on when people go.

    What rises from it goes to `above`; so does everything while nobody holds it.
    """

    class Level(models.TextChoices):
        CREW = "crew", "petugas lapangan"
        LIAISON = "liaison", "pejabat penghubung"
        OFFICER = "officer", "petugas pengaduan"
        CHIEF = "chief", "kepala perangkat"
        SECRETARY = "secretary", "sekretaris daerah"
        MAYOR = "mayor", "wali kota"

    class Prefers(models.TextChoices):
        CHAT = "chat", "WhatsApp"
        MAIL = "mail", "surel"

    code = models.SlugField(max_length=80)
    title = models.CharField(max_length=160)
    level = models.CharField(max_length=10, choices=Level.choices)
    role = models.CharField(max_length=12, choices=[(r.value, r.value) for r in Role])
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, db_constraint=False)
    above = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, db_constraint=False, related_name="below"
    )
    email = models.EmailField(blank=True)
    prefers = models.CharField(max_length=4, choices=Prefers.choices, default=Prefers.CHAT)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ("agency", "code")
        constraints = (
            models.UniqueConstraint(fields=("city", "code"), name="post_once"),
            models.CheckConstraint(
                condition=models.Q(role__in=("officer", "agency", "head")),
                name="post_role_is_one_of_ours",
            ),
            models.CheckConstraint(
                condition=models.Q(level="mayor") | models.Q(above__isnull=False),
                name="every_post_but_the_mayor_has_one_above",
            ),
        )
        indexes = (models.Index(fields=("city", "agency", "level"), name="posts_of_agency"),)

    def __str__(self) -> str:
        return self.title


class Staff(CityRow):
    """A person at work for one city: the post they hold for a time, the role it gives, the agency
    they answer for. Role and agency are the post's when they took it up; `post` is how they sign.

    The row stays when they go: who held what, from when to when, and who decided it."""

    class Holds(models.TextChoices):
        DEFINITIVE = "definitive", "definitif"
        ACTING = "acting", "pelaksana tugas"
        COVER = "cover", "pelaksana harian"

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="posts")
    role = models.CharField(max_length=12, choices=[(r.value, r.value) for r in Role])
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, db_constraint=False)
    post = models.CharField(max_length=180)
    seat = models.ForeignKey(
        Post, on_delete=models.PROTECT, db_constraint=False, related_name="holders"
    )
    holds = models.CharField(max_length=10, choices=Holds.choices, default=Holds.DEFINITIVE)
    since = models.DateField(null=True)
    until = models.DateField(null=True)
    # Away on these days; meanwhile who covers the post hears what they would have heard.
    away_from = models.DateField(null=True)
    away_until = models.DateField(null=True)
    # Who gave them the post and who took it back; empty where it was done at the terminal.
    appointed_by = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, db_constraint=False, related_name="+"
    )
    relieved_by = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, db_constraint=False, related_name="+"
    )
    # Where a disposition reaches them when they are not at the desk; may be empty.
    phone = models.CharField(max_length=20, blank=True)
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("city", "user", "seat"),
                condition=models.Q(is_active=True),
                name="one_holding_of_a_post_each",
            ),
            models.CheckConstraint(
                condition=models.Q(role__in=("officer", "agency", "head")),
                name="staff_role_is_one_of_ours",
            ),
        )

    def __str__(self) -> str:
        return f"{self.user.name}, {self.post}"


class PhoneLink(CityRow):
    """A telephone that may act for a post: proven by a code sent from it, gone with one click.

    Until `verified_at` only `code_digest` is known: whoever sends that code from a telephone has
    proven that they hold it. `digest` is sha256 of the code with the row's salt, hex.
    """

    post = models.ForeignKey(
        Post, on_delete=models.PROTECT, db_constraint=False, related_name="phones"
    )
    contact = models.ForeignKey("Contact", on_delete=models.PROTECT, null=True, db_constraint=False)
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, db_constraint=False)
    salt = models.CharField(max_length=32)
    code_digest = models.CharField(max_length=64)
    tries = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    verified_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("city", "contact"),
                condition=models.Q(ended_at=None, contact__isnull=False),
                name="a_telephone_acts_for_one_post",
            ),
            models.CheckConstraint(
                condition=models.Q(contact=None, verified_at=None)
                | models.Q(contact__isnull=False, verified_at__isnull=False),
                name="a_telephone_is_proven_before_it_acts",
            ),
        )
        indexes = (
            models.Index(
                fields=("city", "expires_at"),
                condition=models.Q(verified_at=None, ended_at=None),
                name="phone_links_waiting",
            ),
        )


class Contact(CityRow):
    """One person who writes to the city, whatever they write from."""

    name = models.CharField(max_length=120, blank=True)
    since = models.DateTimeField()
    # The same person under another row: a number change links, it does not clone.
    same_as = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, db_constraint=False, related_name="+"
    )
    wants_broadcasts = models.BooleanField(default=True)
    # Forgotten at their own request: nothing personal is left in this row.
    erased_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (
            models.Index(
                fields=("city", "same_as"),
                condition=models.Q(same_as__isnull=False),
                name="contacts_linked",
            ),
        )

    def __str__(self) -> str:
        return self.name or f"kontak {self.pk}"


class ContactAddress(CityRow):
    """One way to reach a contact. `value` is E.164 for a phone, else the platform's id."""

    class Kind(models.TextChoices):
        PHONE = "phone"
        USER_ID = "user_id"
        USERNAME = "username"

    contact = models.ForeignKey(
        Contact, on_delete=models.CASCADE, db_constraint=False, related_name="addresses"
    )
    kind = models.CharField(max_length=10, choices=Kind.choices)
    value = models.CharField(max_length=140)
    since = models.DateTimeField()
    is_current = models.BooleanField(default=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("city", "kind", "value"),
                condition=models.Q(kind__in=("phone", "user_id")),
                name="address_belongs_to_one_contact",
            ),
        )
        indexes = (models.Index(fields=("city", "contact"), name="address_by_contact"),)

    def __str__(self) -> str:
        return pretty(self.value) if self.kind == self.Kind.PHONE else self.value
