"""The forms about somebody's own data."""

from __future__ import annotations

from typing import Any

from django import forms

from kentongan.frontdesk.models import DataRequest
from kentongan.people.models import ContactAddress
from kentongan.pure import tickets
from kentongan.pure.phones import masked, normalise


class NewForm(forms.Form):
    """Whose data: by the number of one of their reports, or by their telephone."""

    who = forms.CharField(
        label="Nomor laporan atau nomor telepon orangnya", max_length=40,
        help_text="Seperti K7M2-Q9XW atau 0812 3456 7890.",
    )  # fmt: skip
    wants = forms.ChoiceField(
        label="Yang diminta", choices=DataRequest.Wants.choices, widget=forms.RadioSelect
    )
    identity = forms.ChoiceField(
        label="Bagaimana dipastikan bahwa ini benar orangnya",
        choices=[c for c in DataRequest.Identity.choices if c[0] != "same_number"],
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label="Catatan", required=False, max_length=2000, widget=forms.Textarea({"rows": 3}),
        help_text="Misalnya apa yang perlu diperbaiki. Jangan salin NIK.",
    )  # fmt: skip

    def clean_who(self) -> str:
        who = str(self.cleaned_data["who"])
        found = tickets.normalise(who) or normalise(who)
        if not found:
            raise forms.ValidationError("Tulis nomor laporan, atau nomor telepon lengkap.")
        return found


class CheckForm(forms.Form):
    identity = forms.ChoiceField(
        label="Bagaimana dipastikan bahwa ini benar orangnya",
        choices=DataRequest.Identity.choices, widget=forms.RadioSelect,
    )  # fmt: skip


class CorrectForm(forms.Form):
    """Only what is filled in is put right."""

    name = forms.CharField(label="Nama yang benar", required=False, max_length=120)
    phone = forms.CharField(label="Nomor yang benar", required=False, max_length=40)
    gone = forms.TypedChoiceField(
        label="Nomor yang bukan miliknya", required=False, coerce=int, empty_value=None
    )

    def __init__(self, addresses: list[ContactAddress], *args: Any) -> None:
        super().__init__(*args)
        field = self.fields["gone"]
        assert isinstance(field, forms.TypedChoiceField)
        phones = [(a.pk, masked(a.value)) for a in addresses if a.kind == "phone"]
        field.choices = [("", "tidak ada"), *phones]

    def clean_phone(self) -> str:
        given = str(self.cleaned_data["phone"])
        phone = normalise(given) if given else ""
        if phone is None:
            raise forms.ValidationError("Nomor ini belum lengkap. Contoh: 0812 3456 7890.")
        return phone


class RefuseForm(forms.Form):
    reason = forms.ChoiceField(label="Alasannya", choices=DataRequest.Reason.choices)
    text = forms.CharField(
        label="Jawaban kepada yang meminta", max_length=2000, widget=forms.Textarea({"rows": 4}),
        help_text="Sebutkan kapan boleh meminta lagi, atau apa yang perlu dibawa.",
    )  # fmt: skip
