"""The routing file: what the door needs to know of our apps, so that it can do without us."""

from __future__ import annotations

import json
import os
from pathlib import Path

from django.conf import settings

from kentongan.mailroom.models import PlatformApp
from kentongan.mailroom.vault import unlock


def write_routing(file: Path | None = None) -> Path:
    """Replace the file atomically, readable by nobody but us. Call it when an app has changed.

    `file` defaults to `routing.json` in the data directory.
    """
    file = file or Path(settings.ROUTING)
    apps = {str(app): _facts(app) for app in PlatformApp.objects.order_by("channel", "slug")}
    file.parent.mkdir(parents=True, exist_ok=True)
    new = file.with_name(f"{file.name}.{os.getpid()}.new")
    new.unlink(missing_ok=True)
    with open(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
        json.dump({"apps": apps}, out, indent=2)
        out.flush()
        os.fsync(out.fileno())
    new.replace(file)
    return file


def _facts(app: PlatformApp) -> dict[str, object]:
    secrets = [unlock(app.secret), unlock(app.previous_secret)]
    return {"secrets": [s for s in secrets if s], "verify_token": unlock(app.verify_token)}
