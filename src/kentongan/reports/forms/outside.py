"""Forms of what is followed outside the city."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from kentongan.reports.forms.fields import day_field, words
from kentongan.reports.models import Referral


class FollowUpForm(forms.Form):
    their_number = forms.CharField(label="Nomor laporan di sana", required=False, max_length=60)
    ask_again_on = day_field("Tanyakan lagi pada")

    def __init__(self, referral: Referral, again: date, data: Any = None) -> None:
        initial = {"their_number": referral.their_number, "ask_again_on": again}
        super().__init__(data, initial=initial, auto_id=f"follow_up{referral.pk}_%s")


class EndReferralForm(forms.Form):
    end = forms.ChoiceField(
        label="Bagaimana akhirnya", choices=Referral.End.choices, widget=forms.RadioSelect
    )
    reason = words(
        2, "Keterangan", required=False, help_text="Perlu diisi bila laporannya kembali ke kota."
    )

    def __init__(self, referral: Referral, data: Any = None) -> None:
        super().__init__(data, auto_id=f"end{referral.pk}_%s")
