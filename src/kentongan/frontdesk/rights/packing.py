"""The copy that is handed over: one ZIP with a page to read, the same as data, and the files.

The same data gives the same bytes, so its digest can be compared with the proof.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
from datetime import UTC, datetime
from tempfile import SpooledTemporaryFile
from typing import IO, Any, cast

from django.template.loader import render_to_string

from kentongan.cities.locks import current
from kentongan.frontdesk.rights.gathering import everything, files_of, name_of
from kentongan.frontdesk.rights.person import Person
from kentongan.mailroom.storage import path_of

_IN_MEMORY = 8 * 1024 * 1024
_PIECE = 1024 * 1024
_EPOCH = (1980, 1, 1, 0, 0, 0)


def packed(person: Person) -> tuple[IO[bytes], str, int]:
    """(the archive from its beginning, its sha256, its size in bytes)."""
    files = files_of(person)
    facts = everything(person, files)
    out = cast(IO[bytes], SpooledTemporaryFile(max_size=_IN_MEMORY))  # noqa: SIM115 - handed on
    with zipfile.ZipFile(out, "w") as archive:
        _put(archive, "baca-dahulu.html", page(facts).encode())
        text = json.dumps(facts, ensure_ascii=False, indent=2, default=_plain)
        _put(archive, "data.json", text.encode())
        for file in files:
            path = path_of(file)
            if path.is_file():
                _put(archive, name_of(file), path.read_bytes())
    return out, *_measured(out)


def page(facts: dict[str, Any]) -> str:
    return render_to_string("frontdesk/rights/copy.html", {"facts": facts, "city": current()})


def _put(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    archive.writestr(zipfile.ZipInfo(name, _EPOCH), content, zipfile.ZIP_DEFLATED)


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="seconds")
    return str(value)


def _measured(out: IO[bytes]) -> tuple[str, int]:
    out.seek(0)
    sha256 = hashlib.sha256()
    while piece := out.read(_PIECE):
        sha256.update(piece)
    size = out.tell()
    out.seek(0)
    return sha256.hexdigest(), size
