"""What residents fill in."""

from __future__ import annotations

from django import forms

from kentongan.pure import tickets
from kentongan.reports import stars


class FindForm(forms.Form):
    """A ticket number, and the end of the phone number it was told from."""

    number = forms.CharField(
        label="Nomor laporan",
        max_length=20,
        help_text="Ada di pesan pertama dari kami. Contoh: K7M2-Q9XW",
        error_messages={"required": "Tulis nomor laporannya."},
    )
    phone_end = forms.CharField(
        label="Empat angka terakhir nomor HP Anda",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "maxlength": 4}),
        error_messages={"required": "Tulis empat angka terakhir nomor HP Anda."},
    )

    def clean_number(self) -> str:
        number = tickets.normalise(self.cleaned_data["number"])
        if number is None:
            raise forms.ValidationError(
                "Nomor ini tidak seperti nomor laporan kami. Periksa lagi huruf dan angkanya."
            )
        return number

    def clean_phone_end(self) -> str:
        digits = str(self.cleaned_data["phone_end"]).strip()
        if len(digits) != 4 or not digits.isdecimal():
            raise forms.ValidationError("Tulis empat angka, misalnya 7890.")
        return digits


class JudgeForm(forms.Form):
    """Is it fixed? With what is still wrong, or a photo of it, if they like."""

    text = forms.CharField(
        label="Apa yang masih belum beres?",
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    photo = forms.FileField(
        label="Foto",
        required=False,
        help_text="Paling besar 20 MB.",
        widget=forms.FileInput(attrs={"accept": "image/*"}),
    )


class StarsForm(forms.Form):
    """How well it was done, and a sentence if they like."""

    stars = forms.TypedChoiceField(
        label="Seberapa puas Anda?",
        choices=[(count, f"{'★' * count} {name}") for count, name in stars.NAMES.items()],
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": "Pilih satu sampai lima bintang."},
    )
    words = forms.CharField(
        label="Ada yang ingin disampaikan?",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class AddForm(forms.Form):
    """Something more about a report: words, a photo, or both."""

    text = forms.CharField(
        label="Tulis di sini",
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    photo = forms.FileField(
        label="Foto",
        required=False,
        help_text="Paling besar 20 MB.",
        widget=forms.FileInput(attrs={"accept": "image/*"}),
    )

    def clean(self) -> dict[str, object]:
        given = super().clean() or {}
        if not str(given.get("text") or "").strip() and not given.get("photo"):
            raise forms.ValidationError("Tulis sesuatu atau pilih foto.")
        return given
