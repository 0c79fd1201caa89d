"""Static files: hashed and compressed once `migrate` laid them out, plain before that."""

from __future__ import annotations

from whitenoise.storage import CompressedManifestStaticFilesStorage


class LaidOut(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # it has no types
    """Tests and a first migration run before there is a manifest: then names stay as they are."""

    manifest_strict = False

    def stored_name(self, name: str) -> str:
        return str(super().stored_name(name)) if self.hashed_files else name
