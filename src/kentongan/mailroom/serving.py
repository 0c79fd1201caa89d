"""Handing a file to a browser that was allowed to ask for it."""

from __future__ import annotations

from django.http import FileResponse, Http404

from kentongan.mailroom.models import File
from kentongan.mailroom.storage import path_of

# Everything else is a download: a stranger's file never runs in our pages.
SHOWN = ("image/jpeg", "image/png", "audio/", "video/", "application/pdf")


def served(file: File | None, *, thumbnail: bool = False) -> FileResponse:
    """The bytes, with headers that keep them harmless. Raises `Http404` when there are none."""
    if file is None or file.state != File.State.READY or (thumbnail and not file.has_thumbnail):
        raise Http404
    path = path_of(file, thumbnail=thumbnail)
    if not path.is_file():
        raise Http404
    mime = "image/jpeg" if thumbnail else file.mime or "application/octet-stream"
    response = FileResponse(
        path.open("rb"),
        content_type=mime,
        as_attachment=not mime.startswith(SHOWN),
        filename=file.name or f"{file.key}",
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'; media-src 'self'"
    response["Cache-Control"] = "private, max-age=86400, immutable"
    return response
