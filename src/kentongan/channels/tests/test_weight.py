"""The door and the pages read letters and never call out: they need not carry a client."""

from __future__ import annotations

import subprocess
import sys


def test_the_channels_are_imported_without_django_and_without_an_http_client():
    heavy = "{'aiohttp', 'django'} & set(sys.modules)"
    told = subprocess.run(
        [sys.executable, "-c", f"import sys, kentongan.channels; print(sorted({heavy}))"],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": ":".join(sys.path)},
    )
    assert told.stdout.strip() == "[]"
