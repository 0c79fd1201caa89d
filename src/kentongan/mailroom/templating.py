"""Templates: hand in what a line wants and the platform does not have; read what it decided."""

from __future__ import annotations

import asyncio
import logging
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Any

import aiohttp
from django.conf import settings
from PIL import Image

from kentongan.channels.whatsapp import templates as platform
from kentongan.channels.wire import Json, Secrets, Undeliverable
from kentongan.cities.locks import inside
from kentongan.cities.models import City
from kentongan.mailroom.models import Line, Template
from kentongan.mailroom.outbox.claim import line_secrets
from kentongan.mailroom.statuses import STATUSES
from kentongan.pure.errors import Outage

log = logging.getLogger(__name__)


def sync(city: City, now: datetime) -> int:
    """Ask the platform about every line of the city, and hand in what is missing.

    Says how many templates changed. A line whose platform is away, or does not let us in, is left
    for the next time.
    """
    with inside(city):
        lines = list(Line.objects.select_related("app").filter(channel="whatsapp"))
        asks = [(line, line_secrets(line), _wanted(line)) for line in lines if line.token]
    changed = 0
    for line, secrets, wanted in asks:
        try:
            found = asyncio.run(_reconcile(line, secrets, wanted))
        except (Outage, Undeliverable) as trouble:
            log.warning("templates of line %s: %s", line.pk, trouble)
            continue
        changed += _store(city, line, found, now)
    return changed


def _wanted(line: Line) -> list[Template]:
    return list(Template.objects.filter(line=line))


async def _reconcile(
    line: Line, secrets: Secrets, wanted: list[Template]
) -> dict[str, platform.Template]:
    """What the platform has after we handed in what it lacked, by name. A refusal is a status."""
    async with aiohttp.ClientSession() as wire:
        have = {t.name: t for t in await platform.list_templates(line.account, secrets, wire)}
        for template in wanted:
            if template.name in have or template.status == Template.Status.REJECTED:
                continue
            try:
                body = await draft(template, line, secrets, wire)
                have[template.name] = await platform.submit_template(
                    line.account, body, secrets, wire
                )
            except Undeliverable as refused:
                have[template.name] = platform.Template(
                    template.name, template.language, "REJECTED", template.category,
                    reason=refused.reason,
                )  # fmt: skip
        return have


async def draft(
    template: Template, line: Line, secrets: Secrets, wire: aiohttp.ClientSession
) -> dict[str, Json]:
    """The template as the platform's documents describe it, with a sample for each variable."""
    body: dict[str, Json] = {"type": "BODY", "text": template.body}
    if template.variables:
        body["example"] = {"body_text": [[sample for _, sample in template.variables]]}
    parts: list[Json] = [body]
    if template.header == "text":
        parts.insert(0, {"type": "HEADER", "format": "TEXT", "text": template.header_text})
    if template.header == "image":
        handle = await _sample(line, secrets, wire)
        parts.insert(
            0,
            {"type": "HEADER", "format": "IMAGE", "example": {"header_handle": [handle]}},
        )
    if template.footer:
        parts.append({"type": "FOOTER", "text": template.footer})
    if template.buttons:
        parts.append({"type": "BUTTONS", "buttons": [_button(b) for b in template.buttons]})
    return {
        "name": template.name,
        "language": template.language,
        "category": template.category.upper(),
        "components": parts,
    }


def _button(button: dict[str, Any]) -> Json:
    if button["type"] == "url":
        url = settings.URL + button["path"]
        sample = url.replace("{{1}}", button["sample"])
        return {"type": "URL", "text": button["text"], "url": url, "example": [sample]}
    return {"type": "QUICK_REPLY", "text": button["text"]}


async def _sample(line: Line, secrets: Secrets, wire: aiohttp.ClientSession) -> str:
    """A plain picture for the reviewers, handed in where the platform wants it."""
    if line.app is None or not line.app.platform_id:
        raise Undeliverable(100, "id aplikasi belum diketahui: isi lewat line add --app-id", "bug")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "contoh.jpg"
        Image.new("RGB", (800, 600), "#e8e2d8").save(path, "JPEG")
        return await platform.sample_handle(line.app.platform_id, path, "image/jpeg", secrets, wire)


def _store(city: City, line: Line, found: dict[str, platform.Template], now: datetime) -> int:
    changed = 0
    with inside(city):
        for template in Template.objects.select_for_update().filter(line=line):
            known = found.get(template.name)
            if known is None:
                continue
            before = (template.status, template.reason, template.external_id, template.category)
            template.status = STATUSES.get(known.status, Template.Status.PENDING)
            template.reason = "" if known.reason == "NONE" else known.reason
            template.external_id = known.id or template.external_id
            template.category = known.category.lower() or template.category
            template.checked_at = now
            template.save(
                update_fields=["status", "reason", "external_id", "category", "checked_at"]
            )
            after = (template.status, template.reason, template.external_id, template.category)
            changed += after != before
    return changed
