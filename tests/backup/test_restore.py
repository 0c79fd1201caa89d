"""The day on which an operator needs an archive."""

from __future__ import annotations

import json
import os
import re
import stat
import subprocess
import sys
import time
import urllib.request
from contextlib import suppress
from pathlib import Path
from typing import Any

import psycopg

from kentongan.cities import fasten
from kentongan.cities.models import City
from kentongan.site.archive.making import TABLES
from kentongan.site.launch import ports
from kentongan.site.launch.foundation import SUPERUSER
from kentongan.site.launch.postgres import Cluster

SOURCES = Path(__file__).resolve().parents[2] / "src"
LAUNCH = (sys.executable, "-m", "kentongan.site.launch")
CITIES = ("pontianak", "bandarlampung")


# -- what is compared


def fingerprints(url: str) -> dict[str, Any]:
    """Rows and a digest of all of them, for each table of the database."""
    found = {}
    with psycopg.connect(url) as link:
        for schema, table in link.execute(TABLES).fetchall():
            name = f'"{schema}"."{table}"'
            query = f"SELECT count(*), md5(string_agg(t::text, '|' ORDER BY t::text)) FROM {name} t"
            found[name] = link.execute(query.encode()).fetchone()
    return found


def shape(url: str) -> dict[str, list[str]]:
    """Everything beside rows: locks, keys, rights, functions, where the counters stand."""
    queries = {
        "policies": "SELECT tablename, policyname, qual, with_check FROM pg_policies",
        "walls": "SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity",
        "keys": "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid)"
        " FROM pg_constraint WHERE connamespace = 'public'::regnamespace",
        "indexes": "SELECT indexdef FROM pg_indexes WHERE schemaname NOT LIKE 'pg\\_%'",
        "triggers": "SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
        "counters": "SELECT schemaname, sequencename, last_value FROM pg_sequences",
        "rights": "SELECT n.nspname, relname, relowner::regrole::text, acl::text"
        " FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace, unnest(relacl) acl"
        " WHERE n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'",
        "functions": "SELECT p.proname, prosecdef, acl::text FROM pg_proc p, unnest(proacl) acl"
        " WHERE NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = p.oid AND deptype = 'e')"
        " AND pronamespace <> 'pg_catalog'::regnamespace",
    }
    with psycopg.connect(url) as link:
        return {
            name: sorted(plain(str(found)) for found in link.execute(query.encode()).fetchall())
            for name, query in queries.items()
        }


def plain(definition: str) -> str:
    """Without casts and brackets: a condition that is read again is written with more of them."""
    return re.sub(r"::(character varying|text)(\[\])?|[()]", "", definition)


def contents(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def environment() -> dict[str, str]:
    """An operator's: nothing of ours but where the program lies."""
    known = os.environ.items()
    clean = {k: v for k, v in known if not k.startswith(("KENTONGAN_", "DJANGO_"))}
    return {**clean, "PYTHONPATH": str(SOURCES)}


def kentongan(command: str, data: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """The program as an operator calls it, with nothing but a data directory."""
    return subprocess.run(
        [*LAUNCH, command, "--data", str(data), *words],
        env=environment(), capture_output=True, text=True, check=False,
    )  # fmt: skip


# -- the day it is needed


def test_an_operator_gets_back_every_row_and_every_file(lively: Any, tmp_path: Path):
    archive = lively.back_up(tmp_path / "kota.tar")
    assert stat.S_IMODE(archive.stat().st_mode) == 0o600
    before = fingerprints(lively.testbed.urls[SUPERUSER])
    assert [name for name, (rows, _) in before.items() if not rows and not spared(name)] == []

    new = tmp_path / "baru"
    done = kentongan("restore", new, str(archive))
    assert done.returncode == 0, done.stderr
    assert "Sama dengan catatan arsip" in done.stdout

    assert contents(new / "files") == contents(lively.data / "files")
    assert contents(new / "spool") == contents(lively.data / "spool")
    cluster = Cluster(new)
    try:
        with cluster.borrowed():
            assert fingerprints(cluster.url(SUPERUSER)) == before
            assert shape(cluster.url(SUPERUSER)) == shape(lively.testbed.urls[SUPERUSER])
        routing = json.loads((new / "routing.json").read_text())
        assert routing["apps"]["whatsapp/kota"]["secrets"] == [lively.secret]
        said = kentongan("check", new, "--json")
        cities = [found["city"] for found in json.loads(said.stdout)["findings"]]
        assert [name for name in cities if name] == [city.slug for city in City.objects.all()]
        assert the_public_page_opens(new)
        again = kentongan("restore", new, str(archive))
        assert again.returncode == 1 and "sudah berisi" in again.stderr
    finally:
        cluster.destroy()


def the_public_page_opens(data: Path) -> bool:
    """`up` on the restored directory, as a real installation without a sandbox."""
    port = ports.free()
    url = f"http://127.0.0.1:{port}/{CITIES[0]}/"
    house = subprocess.Popen(
        [*LAUNCH, "up", "--data", str(data), "--port", str(port), "--no-sandbox"],
        env={**environment(), "KENTONGAN_DEMO": "0"}, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        until = time.monotonic() + 60
        while time.monotonic() < until and house.poll() is None:
            with suppress(OSError), urllib.request.urlopen(url, timeout=5) as page:
                return bool(page.status == 200)
            time.sleep(0.1)
        return False
    finally:
        house.terminate()
        house.wait(30)


def spared(table: str) -> bool:
    """Django's own tables that the house does not fill."""
    name = table.split(".")[1].strip('"')
    return name in fasten.BEFORE_THE_LOCKS and name.startswith(("auth_", "django_"))
