"""Forms that the samples show. The real ones belong to the rooms that own the verbs."""

from __future__ import annotations

from django import forms

AGENCIES = [("dishub", "Dishub"), ("pupr", "PUPR"), ("dlh", "DLH"), ("pln", "PLN (luar kota)")]
KINDS = [("complaint", "Ada yang rusak atau mengganggu"), ("question", "Bertanya"),
         ("suggestion", "Usul")]  # fmt: skip
STARS = [(5, "★★★★★ Sangat puas"), (4, "★★★★ Puas"), (3, "★★★ Cukup"), (2, "★★ Kurang puas"),
         (1, "★ Tidak puas")]  # fmt: skip


class FindForm(forms.Form):
    number = forms.CharField(label="Nomor laporan", help_text="Contoh: K7M2-Q9XW")
    phone_end = forms.CharField(
        label="Empat angka terakhir nomor HP Anda",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "maxlength": 4}),
    )


class AddForm(forms.Form):
    text = forms.CharField(label="Tulis di sini", widget=forms.Textarea(attrs={"rows": 4}))
    photo = forms.FileField(label="Foto", required=False, help_text="Paling besar 20 MB.")


class JudgeForm(forms.Form):
    text = forms.CharField(
        label="Apa yang masih belum beres?", required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    photo = forms.FileField(label="Foto", required=False, help_text="Paling besar 20 MB.")


class StarsForm(forms.Form):
    stars = forms.ChoiceField(label="Seberapa puas Anda?", choices=STARS, widget=forms.RadioSelect)
    words = forms.CharField(
        label="Ada yang ingin disampaikan?", required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip


class DisposeForm(forms.Form):
    agency = forms.ChoiceField(label="Kepada", choices=AGENCIES)
    instruction = forms.CharField(
        label="Pesan untuk dinas", required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class AnswerForm(forms.Form):
    text = forms.CharField(label="Apa yang dilakukan", widget=forms.Textarea(attrs={"rows": 4}))
    evidence = forms.FileField(label="Foto sesudahnya", required=False)


class DeclineForm(forms.Form):
    reason = forms.CharField(label="Alasan untuk warga", widget=forms.Textarea(attrs={"rows": 3}))


class CounterForm(forms.Form):
    text = forms.CharField(label="Apa yang terjadi", widget=forms.Textarea(attrs={"rows": 5}))
    place = forms.CharField(label="Di mana", help_text="Gang, patokan, kelurahan.")
    kind = forms.ChoiceField(label="Warga ingin", choices=KINDS, widget=forms.RadioSelect)
    name = forms.CharField(label="Nama pelapor", required=False)
    phone = forms.CharField(
        label="Nomor HP", required=False, help_text="Supaya bisa kami kabari lewat WhatsApp."
    )
    photo = forms.FileField(label="Foto", required=False)
    anonymous = forms.BooleanField(label="Sembunyikan nama dari dinas", required=False)


class SignInForm(forms.Form):
    username = forms.CharField(
        label="Nama akun",
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
    )
    password = forms.CharField(
        label="Kata sandi",
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


def refused_form() -> AddForm:
    """A form that came back, saying what to do."""
    form = AddForm({"text": ""}, auto_id="contoh_%s")
    form.add_error("text", "Tulis dulu apa yang ingin ditambahkan.")
    form.errors["text"] = form.error_class(form.errors["text"][-1:])
    form.add_error(
        "photo", "Foto ini lebih dari 20 MB. Kirim yang lebih kecil, atau lewat WhatsApp."
    )
    return form
