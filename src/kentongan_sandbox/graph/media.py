"""Photos, voices and documents: upload, look up, download, delete."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import os
import time
from base64 import b64encode
from pathlib import Path

from ..settings import Json, Line
from ..wire import Answer, Part, Request, answer
from ..world import World, new_number
from .errors import GraphError, no_object

MB = 1_000_000
URL_LIFE = 300  # seconds a download URL works
INBOUND_LIFE, UPLOAD_LIFE = 7 * 86_400, 30 * 86_400  # seconds an id works
LIMITS = {
    "image": 5 * MB, "audio": 16 * MB, "video": 16 * MB, "document": 100 * MB, "sticker": MB // 2,
}  # fmt: skip
KINDS: dict[str, str] = {
    "image/jpeg": "image",
    "image/png": "image",
    "image/webp": "sticker",
    "video/mp4": "video",
    "video/3gpp": "video",
    "audio/aac": "audio",
    "audio/amr": "audio",
    "audio/mpeg": "audio",
    "audio/mp4": "audio",
    "audio/ogg": "audio",
    "text/plain": "document",
    "application/pdf": "document",
    "application/vnd.ms-powerpoint": "document",
    "application/msword": "document",
    "application/vnd.ms-excel": "document",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "document",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": "document",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "document",
}


class Media:
    """Records lie in memory, bytes in a folder; the key of download URLs lives with the run."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.folder: Path = world.settings.data / "media"
        self.folder.mkdir(parents=True, exist_ok=True)
        self.key = os.urandom(32)

    # -- shared with the residents' side ------------------------------------------------

    async def keep(
        self, line: str, raw: bytes, mime_type: str, *, uploaded: bool, filename: str = ""
    ) -> Json:
        media_id = new_number()
        record: Json = {
            "id": media_id,
            "line": line,
            "mime_type": mime_type,
            "sha256": b64encode(hashlib.sha256(raw).digest()).decode(),
            "file_size": len(raw),
            "filename": filename,
            "uploaded": uploaded,
            "at": self.world.clock(line),
        }
        await asyncio.to_thread((self.folder / media_id).write_bytes, raw)
        self.world.media[media_id] = record
        self.world.touch("media", media_id, record)
        return record

    def find(self, line: Line, media_id: str) -> Json | None:
        """The record while the id still works on this line."""
        record = self.world.media.get(media_id)
        if record is None or record["line"] != line.key:
            return None
        life = UPLOAD_LIFE if record["uploaded"] else INBOUND_LIFE
        age = self.world.clock(line.key) - record["at"]
        return record if age <= life else None

    async def raw(self, media_id: str) -> bytes:
        return await asyncio.to_thread((self.folder / media_id).read_bytes)

    # -- HTTP ---------------------------------------------------------------------------

    async def upload(self, request: Request, line: Line) -> Answer:
        form = await request.json(limit=LIMITS["document"] + MB)
        if form.get("messaging_product") != "whatsapp":
            raise GraphError(100, "The parameter messaging_product is required.")
        part = form.get("file")
        if not isinstance(part, Part):
            raise GraphError(100, "The parameter file is required.")
        mime_type = str(form.get("type") or part.kind).split(";")[0].strip().lower()
        kind = KINDS.get(mime_type)
        if kind is None:
            raise GraphError(
                100,
                f"The type {mime_type or 'unknown'} is not taken.",
                message="(#100) Param file must be a file of a supported type",
            )
        if len(part.data) > LIMITS[kind]:
            raise GraphError(131053, f"A {kind} has at most {LIMITS[kind]} bytes.")
        record = await self.keep(
            line.key, part.data, mime_type, uploaded=True, filename=part.filename or ""
        )
        return answer({"id": record["id"]})

    def look_up(self, line: Line, record: Json, query: dict[str, str]) -> Answer:
        wanted = query.get("phone_number_id")
        if self.find(line, record["id"]) is None or wanted not in (None, line.phone_number_id):
            raise no_object(record["id"], "get")
        expires = int(self.world.clock(line.key)) + URL_LIFE
        mid = record["id"]
        url = (
            f"{self.world.settings.public_url}/lookaside/whatsapp_business/attachments/"
            f"?mid={mid}&ext={expires}&hash={self._mark(mid, expires)}"
        )
        return answer(
            {
                "url": url,
                "mime_type": record["mime_type"],
                "sha256": record["sha256"],
                "file_size": record["file_size"],
                "id": mid,
                "messaging_product": "whatsapp",
            }
        )

    async def download(self, line: Line, query: dict[str, str]) -> Answer:
        mid, expires, mark = query.get("mid", ""), query.get("ext", ""), query.get("hash", "")
        record = self.world.media.get(mid)
        good = expires.isdigit() and hmac.compare_digest(mark, self._mark(mid, int(expires)))
        if record is None or not good or record["line"] != line.key:
            return Answer(404, b"", b"text/plain")
        if self.world.clock(line.key) > int(expires):
            return Answer(404, b"URL expired", b"text/plain")
        return Answer(200, await self.raw(mid), record["mime_type"].encode())

    def delete(self, line: Line, record: Json) -> Answer:
        if self.find(line, record["id"]) is None:
            raise no_object(record["id"], "delete")
        del self.world.media[record["id"]]
        self.world.touch("media", record["id"], None)
        (self.folder / record["id"]).unlink(missing_ok=True)
        return answer({"success": True})

    def sweep(self) -> None:
        """Throw away bytes whose id has lapsed, by the real clock."""
        for record in list(self.world.media.values()):
            life = UPLOAD_LIFE if record["uploaded"] else INBOUND_LIFE
            if time.time() - record["at"] > life:
                del self.world.media[record["id"]]
                self.world.touch("media", record["id"], None)
                (self.folder / record["id"]).unlink(missing_ok=True)

    def _mark(self, mid: str, expires: int) -> str:
        return hmac.new(self.key, f"{mid}.{expires}".encode(), hashlib.sha256).hexdigest()[:32]
