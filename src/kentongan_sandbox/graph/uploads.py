"""The resumable upload: sample files for template headers, in two steps.

`POST /{app_id}/uploads?file_name=&file_length=&file_type=` opens a session, `POST /upload:…` with
`file_offset` takes the bytes and gives the handle that a template's example names.
"""

from __future__ import annotations

from base64 import urlsafe_b64encode
from collections import OrderedDict
from os import urandom
from typing import NamedTuple

from ..wire import Answer, Request, answer
from .errors import GraphError

KINDS = ("image/jpeg", "image/jpg", "image/png", "application/pdf", "video/mp4")
LARGEST = 16_000_000  # bytes of one sample
OPEN_CAP = 1_000  # sessions that are remembered


class Session(NamedTuple):
    length: int
    kind: str


class Uploads:
    def __init__(self) -> None:
        self.sessions: OrderedDict[str, Session] = OrderedDict()
        self.handles: set[str] = set()

    def begin(self, query: dict[str, str]) -> Answer:
        """Raises GraphError where the file could never be a sample."""
        length, kind = query.get("file_length", ""), query.get("file_type", "")
        if not length.isdigit() or not 0 < int(length) <= LARGEST:
            raise GraphError(100, "file_length must be the number of bytes, at most 16 MB.")
        if kind not in KINDS:
            raise GraphError(100, f"file_type {kind!r} is not supported.")
        name = "upload:" + urlsafe_b64encode(urandom(24)).decode()
        self.sessions[name] = Session(int(length), kind)
        if len(self.sessions) > OPEN_CAP:
            self.sessions.popitem(last=False)
        return answer({"id": name})

    async def go_on(self, request: Request, name: str) -> Answer:
        """All bytes at once from the beginning; the session ends with the handle."""
        session = self.sessions.get(name)
        if session is None:
            raise GraphError(100, "This upload session does not exist.", subcode=33)
        if request.method == "GET":
            return answer({"id": name, "file_offset": 0})
        if request.header(b"file_offset") != "0":
            raise GraphError(100, "file_offset must be 0: nothing has arrived yet.")
        raw = await request.body(LARGEST)
        if len(raw) != session.length:
            raise GraphError(100, f"{session.length} bytes were promised, {len(raw)} came.")
        del self.sessions[name]
        handle = "4:" + urlsafe_b64encode(urandom(30)).decode()
        self.handles.add(handle)
        return answer({"h": handle})
