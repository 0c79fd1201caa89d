"""Handing a file to a browser that was allowed to ask for it."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import FileResponse, Http404

from kentongan.mailroom.models import File
from kentongan.mailroom.storage import OFFICE, path_of

# Everything else is a download: a stranger's file never runs in our pages.
SHOWN = ("image/jpeg", "image/png", "audio/", "video/", "application/pdf")


_ENDINGS: Mapping[str, str] = {
    "image/jpeg": "jpg", "image/png": "png", "image/webp": "webp", "image/gif": "gif",
    "audio/ogg": "ogg", "audio/mpeg": "mp3", "audio/amr": "amr", "audio/mp4": "m4a",
    "video/mp4": "mp4", "video/3gpp": "3gp", "video/webm": "webm", "application/pdf": "pdf",
    "application/zip": "zip", "text/plain": "txt", **{mime: end for end, mime in OFFICE.items()},
}  # fmt: skip
_NOUNS: Mapping[str, str] = {"image": "foto", "audio": "suara", "video": "video"}


def served(file: File | None, *, thumbnail: bool = False, name: str = "") -> FileResponse:
    """The bytes, with headers that keep them harmless. Raises `Http404` when there are none.

    `name` is for who may know it: people name their papers after themselves. Without one the
    file is called after what it is.
    """
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
        filename=neutral_name(mime) if thumbnail or not name else name,
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'; media-src 'self'"
    response["Cache-Control"] = "private, max-age=86400, immutable"
    return response


def neutral_name(mime: str) -> str:
    """`foto-1.jpg`, `dokumen-1.pdf`: a browser that keeps several counts on by itself."""
    noun = _NOUNS.get(mime.split("/")[0], "dokumen")
    return f"{noun}-1.{_ENDINGS.get(mime, 'bin')}"
