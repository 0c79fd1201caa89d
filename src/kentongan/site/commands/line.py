"""`line`: connect a WhatsApp number of a city, list the lines, end a pause.

line add       ask for ids and secrets, test them at the platform, register, hand in templates
line list      every city's lines, and whether they send
line resume    let a paused line send again
line refresh   write the door's file with the apps' keys again
"""

from __future__ import annotations

import argparse
import re
import secrets
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from kentongan.cases.wake import wake
from kentongan.channels.wire import Undeliverable
from kentongan.cities.locks import inside
from kentongan.cities.models import City
from kentongan.mailroom import templating, vault
from kentongan.mailroom.models import Line, PlatformApp, Template
from kentongan.mailroom.routing import write_routing
from kentongan.mailroom.unpack import replay_quarantine
from kentongan.pure.errors import Refusal
from kentongan.site.asking import Question, answered
from kentongan.site.connecting import Claim, Proven, prove
from kentongan.site.settle import add_line, settle_city
from kentongan.site.settle.line import AppFacts, LineFacts, add_app

CHANNEL = "whatsapp"
QUALITY = {"GREEN": "hijau (baik)", "YELLOW": "kuning (perlu dijaga)", "RED": "merah (buruk)"}
FIELDS = (
    "messages, message_template_status_update, message_template_quality_update, "
    "template_category_update, phone_number_quality_update, phone_number_name_update, "
    "account_update, account_alerts, user_preferences, security; bila nomor juga dipakai di "
    "aplikasi WhatsApp Business: smb_message_echoes dan history"
)
ASK_CITY = Question("--city", "Kota (pontianak)")
ASK_LINE = Question("--phone-number-id", "Phone number ID")
ASK_ACCOUNT = Question("--account", "ID akun WhatsApp Business (WABA)")
ASK_APP = Question("--app", "Nama pendek aplikasi, untuk alamat webhook")
ASK_TOKEN = Question("--token", "Token akses", "KENTONGAN_LINE_TOKEN", secret=True)
ASK_SECRET = Question("--app-secret", "App secret", "KENTONGAN_LINE_APP_SECRET", secret=True)


def run(arguments: Sequence[str]) -> int:
    given = _parser().parse_args(arguments)
    tasks = {"add": _add, "list": _list, "resume": _resume, "refresh": _refresh}
    return tasks[given.task](given)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="kentongan line", description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )  # fmt: skip
    tasks = parser.add_subparsers(dest="task", required=True)
    add = tasks.add_parser("add", help="connect a WhatsApp number")
    add.add_argument("--city", default="", help="its slug, as in its addresses")
    add.add_argument("--pack", default="", help="settle the city first: a shipped slug or a folder")
    add.add_argument("--phone-number-id", default="", metavar="ID")
    add.add_argument("--account", default="", metavar="ID", help="WhatsApp Business Account id")
    add.add_argument("--app", default="", metavar="SLUG", help="our short name of the platform app")
    add.add_argument("--app-id", default="", metavar="ID", help="the app's id at the platform")
    shared = "'-' reads a line of standard input; better there or in {} than on the command line"
    for question in (ASK_TOKEN, ASK_SECRET):
        help_text = shared.format(question.variable)
        add.add_argument(question.option, default="", metavar="SECRET", help=help_text)
    add.add_argument("--verify-token", default="", metavar="SECRET", help="made up when left out")
    tasks.add_parser("list", help="every line, and whether it sends")
    resume = tasks.add_parser("resume", help="let a paused line send again")
    resume.add_argument("number", help="its phone number id, or the number as people dial it")
    tasks.add_parser("refresh", help="write the door's file with the apps' keys again")
    return parser


# -- add


def _add(given: argparse.Namespace) -> int:
    city = _city(given)
    app = _app(given, city)
    claim = Claim(
        line=_digits(answered(given.phone_number_id, ASK_LINE), "Phone number ID"),
        account=_digits(answered(given.account, ASK_ACCOUNT), "ID akun WhatsApp Business"),
        token=answered(given.token, ASK_TOKEN),
        app_secret=answered(given.app_secret, ASK_SECRET, default=_kept_secret(app)),
    )
    verify, made_up = _verify_token(given, app)
    proven = prove(claim)
    known = AppFacts(CHANNEL, app.slug, claim.app_secret, verify, _app_id(given, proven))
    line = _register(city, known, claim, proven)
    trouble = _hand_in(city, line)
    replayed = replay_quarantine(CHANNEL, claim.line)
    _tell(city, line, proven)
    _tell_templates(city, line, trouble)
    _tell_webhook(app.slug, verify if made_up else "")
    if replayed:
        print(f"\n{replayed} hal yang datang sebelum nomor ini terdaftar sekarang sudah masuk.")
    return 0


def _city(given: argparse.Namespace) -> City:
    if given.pack:
        folder = Path(given.pack)
        city = settle_city(str(folder.resolve()) if folder.is_dir() else given.pack)
        if given.city not in ("", city.slug):
            raise Refusal(f"Paket {given.pack} adalah untuk {city.slug}, bukan {given.city}.")
        return city
    slug = answered(given.city, ASK_CITY)
    found = City.objects.filter(slug=slug).first()
    if found is None:
        known = ", ".join(City.objects.values_list("slug", flat=True)) or "belum ada"
        raise Refusal(
            f"Kota “{slug}” belum ada. Yang ada: {known}. "
            "Sebut paketnya dengan --pack untuk menambah kota baru."
        )
    return found


def _app(given: argparse.Namespace, city: City) -> PlatformApp:
    """The app of that short name as it is stored, or a new one that is not stored yet."""
    known = list(PlatformApp.objects.filter(channel=CHANNEL).values_list("slug", flat=True))
    slug = answered(given.app, ASK_APP, default=known[0] if len(known) == 1 else city.slug)
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,49}", slug):
        raise Refusal("Nama pendek aplikasi hanya huruf kecil, angka dan tanda hubung: kota-kita.")
    found = PlatformApp.objects.filter(channel=CHANNEL, slug=slug).first()
    return found or PlatformApp(channel=CHANNEL, slug=slug)


def _digits(text: str, what: str) -> str:
    if not (text.isascii() and text.isdigit()):
        raise Refusal(f"{what} hanya angka, seperti tertulis di WhatsApp Manager.")
    return text


def _kept_secret(app: PlatformApp) -> str:
    return vault.unlock(app.secret) if app.pk else ""


def _verify_token(given: argparse.Namespace, app: PlatformApp) -> tuple[str, bool]:
    """The token, and whether we made it up, so that it must be shown."""
    asked = Question("--verify-token", "Token verifikasi", "KENTONGAN_LINE_VERIFY_TOKEN", True)
    kept = vault.unlock(app.verify_token) if app.pk else secrets.token_urlsafe(24)
    found = answered(given.verify_token, asked, default=kept)
    return found, not app.pk and found == kept


def _app_id(given: argparse.Namespace, proven: Proven) -> str:
    """Needed to hand in sample photos. The only app that gets the letters can only be ours."""
    if given.app_id:
        return _digits(given.app_id, "App ID")
    return proven.apps[0] if len(proven.apps) == 1 else ""


def _register(city: City, known: AppFacts, claim: Claim, proven: Proven) -> Line:
    """Store it all; a line that was paused for its old token sends again."""
    fields = proven.fields
    line = add_line(
        city,
        add_app(known),
        LineFacts(claim.line, claim.account, fields.number, fields.name, claim.token),
    )
    with inside(city):
        line.quality, line.per_second = fields.quality[:20], proven.per_second
        line.paused_until, line.paused_reason = None, ""
        line.save(update_fields=["quality", "per_second", "paused_until", "paused_reason"])
        # What never reached the platform was refused by ourselves, for want of what is known now.
        never = Template.objects.filter(line=line, status=Template.Status.REJECTED, external_id="")
        never.update(status=Template.Status.MISSING, reason="")
        wake()
    return line


def _hand_in(city: City, line: Line) -> str:
    """Submit the template pack; what the platform has against it, if it refuses to talk."""
    try:
        templating.sync(city, timezone.now())
    except Undeliverable as error:
        return error.reason
    return ""


def _tell(city: City, line: Line, proven: Proven) -> None:
    fields = proven.fields
    print(f"\n{fields.number} ({fields.name}) tersambung untuk {city.name}.")
    print(f"  Mutu nomor  {QUALITY.get(fields.quality, fields.quality or 'belum dinilai')}")
    print(f"  Batas       {_tier(fields.limit)}")
    print(f"  Kecepatan   {proven.per_second} pesan per detik")
    if fields.status not in ("", "CONNECTED"):
        print(f"  Perhatian   status nomor di platform: {fields.status}")


def _tier(limit: str) -> str:
    number = limit.removeprefix("TIER_").replace("K", "000")
    if number.isdigit():
        return f"{int(number):,} orang per hari di luar jendela 24 jam".replace(",", ".")
    return "tanpa batas" if number == "UNLIMITED" else "belum disebut platform"


def _tell_templates(city: City, line: Line, trouble: str) -> None:
    with inside(city):
        found = list(Template.objects.filter(line=line))
    counts = [
        f"{sum(t.status == status for t in found)} {status.label}"
        for status in Template.Status
        if any(t.status == status for t in found)
    ]
    print(f"  Templat     {', '.join(counts) or 'tidak ada dalam paket kota'}")
    for template in found:
        if template.reason:
            print(f"              {template.name}: {template.reason}")
    if trouble or any(t.status == Template.Status.MISSING for t in found):
        because = f" ({trouble})" if trouble else ""
        print(f"              Yang belum diajukan dicoba lagi setiap 10 menit{because}.")


def _tell_webhook(slug: str, verify: str) -> None:
    print("\nDi Meta for Developers: aplikasi Anda, WhatsApp, Configuration, Webhook, lalu Edit.")
    print(f"  Callback URL  {settings.URL}/hooks/{CHANNEL}/{slug}")
    print(f"  Verify token  {verify or '(yang Anda masukkan, atau yang sudah terpasang)'}")
    print(f"  Langganan     {FIELDS}")
    if not settings.URL.startswith("https://"):
        print(
            f"\nPerhatian: {settings.URL} bukan https, dan platform hanya mengirim ke https. "
            "Isi KENTONGAN_URL dengan alamat umum kota; lihat docs/production.md."
        )


# -- list, resume, refresh


def _list(given: argparse.Namespace) -> int:
    now, count = timezone.now(), 0
    for city in City.objects.order_by("name"):
        with inside(city):
            lines = list(Line.objects.select_related("app").order_by("display"))
        if lines:
            print(city.name)
        for line in lines:
            count += 1
            paused = line.paused_until is not None and line.paused_until > now
            word = f"berhenti mengirim: {line.paused_reason}" if paused else "mengirim"
            app = f"{line.channel}/{line.app.slug}" if line.app else line.channel
            print(f"  {line.display}  {line.name}  id {line.external_id}  {app}  {word}")
    if not count:
        print("Belum ada nomor. Sambungkan dengan ./kentongan line add.")
    return 0


def _resume(given: argparse.Namespace) -> int:
    wanted = "".join(c for c in given.number if c.isdigit())
    for city in City.objects.all():
        with inside(city):
            for line in Line.objects.select_for_update():
                display = "".join(c for c in line.display if c.isdigit())
                if wanted and wanted in (line.external_id, display):
                    line.paused_until, line.paused_reason = None, ""
                    line.save(update_fields=["paused_until", "paused_reason"])
                    wake()
                    print(f"{line.display} ({city.name}) mengirim lagi.")
                    return 0
    raise Refusal(f"Tidak ada nomor {given.number}. Lihat yang ada dengan ./kentongan line list.")


def _refresh(given: argparse.Namespace) -> int:
    print(f"{write_routing()} ditulis kembali: {PlatformApp.objects.count()} aplikasi.")
    return 0
