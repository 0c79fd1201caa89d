"""A line of a city: its keys, its secrets, and the templates it will want approved."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from kentongan.cities import pack as packs
from kentongan.cities.locks import current, inside
from kentongan.cities.models import City
from kentongan.mailroom import vault
from kentongan.mailroom.models import Line, LineKey, PlatformApp, Template
from kentongan.mailroom.routing import write_routing
from kentongan.pure.errors import Refusal


@dataclass(frozen=True, slots=True)
class AppFacts:
    """An app at a platform: where its webhooks arrive (`/hooks/<channel>/<slug>`) and its seal."""

    channel: str
    slug: str
    secret: str
    verify_token: str
    platform_id: str = ""


@dataclass(frozen=True, slots=True)
class LineFacts:
    """A number of the city, as the platform names it."""

    external_id: str
    account: str
    display: str
    name: str
    token: str


def add_app(facts: AppFacts) -> PlatformApp:
    """Make the app known, or change its secret; the old one stays valid as the previous."""
    app = PlatformApp.objects.filter(channel=facts.channel, slug=facts.slug).first()
    if app is None:
        return PlatformApp.objects.create(
            channel=facts.channel,
            slug=facts.slug,
            secret=vault.lock(facts.secret),
            verify_token=vault.lock(facts.verify_token),
            platform_id=facts.platform_id,
        )
    if vault.unlock(app.secret) != facts.secret:
        app.previous_secret, app.secret = app.secret, vault.lock(facts.secret)
    app.verify_token = vault.lock(facts.verify_token)
    app.platform_id = facts.platform_id or app.platform_id
    app.save(update_fields=["secret", "previous_secret", "verify_token", "platform_id"])
    return app


def add_line(city: City, app: PlatformApp, facts: LineFacts) -> Line:
    """Register a line with its routing key and its template pack; tell the door.

    Raises `Refusal` when the id already belongs to another city.
    """
    key = LineKey.objects.filter(channel=app.channel, external_id=facts.external_id).first()
    if key and key.city_id != city.pk:
        raise Refusal(f"{facts.external_id} sudah terdaftar untuk {key.city.name}.")
    with inside(city):
        line, _ = Line.objects.update_or_create(
            channel=app.channel,
            external_id=facts.external_id,
            defaults={
                "app": app,
                "account": facts.account,
                "display": facts.display,
                "name": facts.name,
                "token": vault.lock(facts.token),
            },
        )
        LineKey.objects.update_or_create(
            channel=app.channel,
            external_id=facts.external_id,
            defaults={"app": app, "city": city, "line_id": line.pk},
        )
        template_pack(line)
    write_routing()
    return line


def template_pack(line: Line) -> None:
    """The city's templates for this line, as far as it does not have them yet."""
    pack = packs.load(current().pack)
    known = set(Template.objects.filter(line=line).values_list("name", flat=True))
    Template.objects.bulk_create(
        Template(
            line=line,
            name=template.name,
            language=template.language,
            category=template.category,
            header=template.header,
            header_text=template.header_text,
            body=template.body,
            footer=template.footer,
            buttons=[asdict(button) for button in template.buttons],
            variables=[[variable.name, variable.sample] for variable in template.variables],
        )
        for template in pack.templates
        if template.name not in known
    )
