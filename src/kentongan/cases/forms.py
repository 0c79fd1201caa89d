"""Forms about the city's days."""

from __future__ import annotations

from django import forms

OFF, ON = "libur", "masuk"


class DecreeForm(forms.Form):
    """A word about one day. The address carries it to the preview, a button confirms it."""

    hari = forms.DateField(label="Hari", widget=forms.DateInput(attrs={"type": "date"}))
    jenis = forms.ChoiceField(
        label="Pada hari itu",
        choices=((OFF, "Libur: kantor tutup"), (ON, "Tetap masuk: kantor buka")),
        widget=forms.RadioSelect,
        initial=OFF,
    )
    alasan = forms.CharField(
        label="Alasan",
        max_length=160,
        help_text="Misalnya nomor surat keputusan. Tercatat di setiap laporan yang bergeser.",
    )
