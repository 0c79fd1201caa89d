"""Forms of the mailroom."""

from __future__ import annotations

from django import forms


class ResolveForm(forms.Form):
    note = forms.CharField(
        label="Bagaimana warga tahu",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Misalnya: ditelepon pukul 10, sudah mengerti.",
    )
