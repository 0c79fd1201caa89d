"""A city's operator follows the guide, and a resident writes to the server that comes of it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

from kentongan.site.launch.postgres import Cluster

RESIDENT = "+6281200000001"


def test_a_city_runs_by_the_guide(server: Any):
    the_operator_opens_the_house(server)
    the_operator_connects_the_citys_number(server)
    a_resident_writes_and_is_answered(server)
    the_front_is_tls_only(server)
    no_process_knows_more_than_it_needs(server)
    check_speaks_to_machines(server)
    archive = the_nightly_archive_is_written(server)
    it_comes_back_on_a_laptop(server, archive)
    it_comes_back_on_another_server(server, archive)


def the_operator_opens_the_house(server: Any) -> None:
    server.start_database()
    server.write_environment()
    done = server.run("migrate")
    assert done.returncode == 0, done.stderr
    server.start_proxy()
    server.start_sandbox()
    for name in ("hooks", "web", "work"):
        server.start(name)


def the_operator_connects_the_citys_number(server: Any) -> None:
    server.eventually(lambda: server.reached("sandbox"))
    known = {"pack": "pontianak", "app": server.app, "phone-number-id": server.number}
    known |= {"account": server.account, "token": "-", "app-secret": "-"}
    words = ["line", "add", *(f"--{name}={value}" for name, value in known.items())]
    done = server.operator(*words, typed=f"{server.token}\n{server.secret}\n")
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"{server.url}/hooks/whatsapp/{server.app}" in done.stdout
    assert "bukan https" not in done.stdout


def a_resident_writes_and_is_answered(server: Any) -> None:
    """Sandbox, TLS, door, worker; and back: acknowledgement with a link that opens."""
    server.eventually(lambda: server.get("/pontianak/")[0] == 200)
    words = "Lampu jalan di Gang Melati padam sejak Senin"
    say = {"line": "pontianak", "from": RESIDENT, "type": "text", "text": words}
    server.platform("/sandbox/say", say)
    found = server.eventually(lambda: ticket_link(server))
    status, _, page = server.get(found)
    assert status == 200 and RESIDENT not in page


def ticket_link(server: Any) -> str:
    """The path in the acknowledgement on the resident's phone, once it is there."""
    inbox = server.platform(f"/sandbox/inbox?of={RESIDENT.replace('+', '%2B')}")
    found = re.search(rf"{server.url}(/t/[\w-]+)", json.dumps(inbox))
    return found.group(1) if found else ""


def the_front_is_tls_only(server: Any) -> None:
    plain = f"http://127.0.0.1:{server.port['http']}"
    status, headers, _ = server.get("/pontianak/", plain)
    assert status == 301 and headers["Location"].startswith("https://")
    status, headers, _ = server.get("/pontianak/")
    assert status == 200 and "max-age" in headers["Strict-Transport-Security"]
    assert server.get("/hooks/health")[0] == 200
    assert server.get(f"/hooks/whatsapp/{server.app}")[0] == 403  # a stranger's handshake


def no_process_knows_more_than_it_needs(server: Any) -> None:
    for name in ("hooks", "web", "work", "check"):
        values = " ".join(server.unit(name)[1].values())
        assert server.passwords["owner"] not in values
        assert server.passwords["backup"] not in values
    assert server.passwords["app"] not in " ".join(server.unit("hooks")[1].values())


def check_speaks_to_machines(server: Any) -> None:
    done = server.operator("check", "--json")
    report = json.loads(done.stdout)
    broken = [r for f in report["findings"] for r in f["rules"] if r["figure"]]
    assert report["ok"] == (done.returncode == 0) == (not broken), broken
    [city] = [f for f in report["findings"] if f["city"]]
    assert sum(count for _, count in city["states"]) == 1 and city["lines"][0]["sends"]


def the_nightly_archive_is_written(server: Any) -> Path:
    done = server.run("backup")
    assert done.returncode == 0, done.stderr
    [archive] = server.archives.glob("kentongan-*.tar")
    assert archive.stat().st_mode & 0o777 == 0o600
    found: Path = archive
    return found


def it_comes_back_on_a_laptop(server: Any, archive: Path) -> None:
    """In an embedded database, of another major version."""
    clean = {k: v for k, v in os.environ.items() if not k.startswith("KENTONGAN_")}
    words = ["restore", "--data", str(server.place / "laptop"), str(archive)]
    restored = subprocess.run(
        [sys.executable, "-m", "kentongan.site.launch", *words],
        env={**clean, "PYTHONPATH": str(server.sources)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert restored.returncode == 0, restored.stderr
    assert "Sama dengan catatan arsip" in restored.stdout
    Cluster(server.place / "laptop").destroy()


def it_comes_back_on_another_server(server: Any, archive: Path) -> None:
    """In an empty database given by URL."""
    server.move("moved")
    restored = server.operator("restore", str(archive))
    assert restored.returncode == 0, restored.stderr
    assert "Sama dengan catatan arsip" in restored.stdout
    check_speaks_to_machines(server)
    twice = server.operator("restore", str(archive))
    assert twice.returncode == 1 and "sudah berisi" in twice.stderr
