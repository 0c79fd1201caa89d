"""Forms at the door, and on the pages about posts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms

from kentongan.people.actions import Term
from kentongan.people.models import Post, Staff

LEVELS = {
    Post.Level.CREW: "Petugas lapangan: mengerjakan, lewat telepon",
    Post.Level.LIAISON: "Pejabat penghubung: menerima dan menjawab laporan untuk perangkatnya",
    Post.Level.OFFICER: "Petugas pengaduan: memeriksa dan meneruskan semua laporan",
    Post.Level.CHIEF: "Kepala perangkat",
}


@dataclass(frozen=True, slots=True)
class Page:
    """The page of a post: `accounts` are those who may be given it, `manages` whether the reader
    decides who holds it."""

    post: Post
    on: date
    accounts: Sequence[tuple[str, str]]
    manages: bool


class SignInForm(forms.Form):
    username = forms.CharField(
        label="Nama akun",
        max_length=60,
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "autofocus": True}
        ),
    )
    password = forms.CharField(
        label="Kata sandi",
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


def _day(label: str, *, required: bool = True, **more: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(
        label=label, widget=widget, required=required, input_formats=["%Y-%m-%d"], **more
    )


class PasswordForm(forms.Form):
    password = forms.CharField(
        label="Kata sandi baru",
        max_length=200,
        strip=False,
        help_text="Sedikitnya 12 huruf. Tiga kata yang tidak berhubungan mudah diingat.",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password", "autofocus": True}),
    )
    again = forms.CharField(
        label="Sekali lagi",
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean_again(self) -> str:
        again: str = self.cleaned_data["again"]
        if again != self.cleaned_data.get("password"):
            raise forms.ValidationError("Belum sama dengan yang di atas.")
        return again


Given = Mapping[str, Any] | None


class OfPost(forms.Form):
    """A form on the page of a post. It is told who reads, which post, and the day today."""

    def __init__(self, page: Page, data: Given = None, *, whose: int = 0) -> None:
        # Several stand on one page: `whose` tells those of its holders apart.
        super().__init__(data, auto_id=f"{type(self).__name__}{whose or ''}_%s")
        self.page = page
        self.whose = whose
        self.prepare()

    def prepare(self) -> None:
        """Choices and first values."""


class Holding(OfPost):
    """How the post is held."""

    holds = forms.ChoiceField(
        label="Memegang sebagai",
        choices=(
            ("definitive", "Definitif"),
            ("acting", "Plt.: jabatannya kosong"),
            ("cover", "Plh.: yang memegang sedang tidak masuk"),
        ),
        initial="definitive",
        widget=forms.RadioSelect,
    )
    since = _day("Mulai")
    until = _day("Hari terakhir", required=False, help_text="Wajib untuk Plh.")

    def prepare(self) -> None:
        self.fields["since"].initial = self.page.on

    @property
    def term(self) -> Term:
        data = self.cleaned_data
        return Term(data["since"], data["until"], Staff.Holds(data["holds"]))


class AppointForm(Holding):
    user = forms.ChoiceField(label="Siapa")
    field_order = ("user", "holds", "since", "until")

    def prepare(self) -> None:
        super().prepare()
        field = self.fields["user"]
        field.choices = [("", "Pilih orangnya"), *self.page.accounts]  # type: ignore[attr-defined]


class NewAccountForm(Holding):
    name = forms.CharField(label="Nama lengkap", max_length=100)
    username = forms.CharField(
        label="Nama akun",
        max_length=60,
        help_text="Huruf kecil tanpa spasi, misalnya rahma.dishub",
        widget=forms.TextInput(attrs={"autocapitalize": "none", "autocomplete": "off"}),
    )
    enters = forms.BooleanField(
        label="Masuk ke meja petugas dengan kata sandi",
        required=False,
        initial=True,
        help_text="Tanpa ini ia bekerja lewat telepon yang dihubungkan saja.",
    )
    field_order = ("name", "username", "enters", "holds", "since", "until")

    def prepare(self) -> None:
        super().prepare()
        self.fields["enters"].initial = self.page.post.level != Post.Level.CREW


class AwayForm(OfPost):
    away_from = _day("Tidak masuk mulai")
    away_until = _day("Sampai")
    cover = forms.ChoiceField(label="Digantikan Plh.", required=False)

    def prepare(self) -> None:
        self.fields["away_from"].initial = self.page.on
        field = self.fields["cover"]
        nobody = ("", "Tidak ada; jabatan di atasnya yang mendengar")
        field.choices = [nobody, *self.page.accounts]  # type: ignore[attr-defined]


class ChangeForm(OfPost):
    title = forms.CharField(label="Nama jabatan", max_length=160)
    prefers = forms.ChoiceField(
        label="Kabar dikirim lewat", choices=Post.Prefers.choices, widget=forms.RadioSelect
    )
    email = forms.EmailField(label="Alamat surel", required=False)

    def prepare(self) -> None:
        post = self.page.post
        for name in self.fields:
            self.fields[name].initial = getattr(post, name)
        if not self.page.manages:
            self.fields["title"].disabled = True


class NewPostForm(forms.Form):
    title = forms.CharField(
        label="Nama jabatan", max_length=160, help_text="Misalnya: Regu lampu Kota Baru"
    )
    level = forms.ChoiceField(label="Tugasnya", widget=forms.RadioSelect)

    def __init__(self, levels: Sequence[Post.Level], *given: Any) -> None:
        super().__init__(*given)
        field = self.fields["level"]
        field.choices = [(one.value, LEVELS[one]) for one in levels]  # type: ignore[attr-defined]
        field.initial = levels[0].value if levels else None
