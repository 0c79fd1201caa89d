"""The keeper of the tests' PostgreSQL: one process per run that owns the throw-away server.

`python -m kentongan.site.launch.keeper ROOM` starts a server in ROOM, migrates its database once
(every worker then copies it), says so in `ready.json`, and waits for the lock on ROOM/lock. The
test run holds that lock; when it ends, however it ends, the lock is free and the keeper clears up.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import psycopg
from psycopg import sql

from kentongan.site.launch.foundation import DATABASE, SUPERUSER
from kentongan.site.launch.postgres import Cluster

MIGRATE = "import django; django.setup(); from kentongan.site.migrate import migrate; migrate()"
TABLES = """
    SELECT quote_ident(relname) FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition
    ORDER BY relname
"""


def keep(room: Path) -> None:
    cluster = Cluster(room / "server", durable=False)
    try:
        _say(room, _open(cluster, room))
        _wait_for_the_end(room)
    finally:
        cluster.destroy()
        shutil.rmtree(room, ignore_errors=True)


def _open(cluster: Cluster, room: Path) -> dict[str, object]:
    """What the workers need to know, or under `trouble` why there is no database."""
    try:
        cluster.create()
        cluster.start()
        _migrate(cluster)
        return {
            "urls": {role: cluster.url(role, "{database}") for role in cluster.passwords},
            "seeded": _keep_seeds(cluster, room / "server" / "seeds"),
        }
    except Exception as trouble:  # noqa: BLE001 - handed on to whoever waits for the database
        return {"trouble": str(trouble)}


def _migrate(cluster: Cluster) -> None:
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "kentongan.site.settings",
        "KENTONGAN_DATABASE_URL": cluster.url("app"),
        "KENTONGAN_OWNER_URL": cluster.url("owner"),
    }
    done = subprocess.run(
        [sys.executable, "-c", MIGRATE],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"The migrations of the test database did not run:\n{done.stderr}")


def _keep_seeds(cluster: Cluster, place: Path) -> list[str]:
    """Tables that hold rows after the migrations, each copied to a file of its name."""
    place.mkdir(mode=0o711)
    if cluster.account:
        os.chown(place, cluster.account.uid, cluster.account.gid)
    seeded = []
    with psycopg.connect(cluster.url(SUPERUSER, DATABASE), autocommit=True) as link:
        for (table,) in link.execute(TABLES).fetchall():
            name = sql.SQL(table)
            if link.execute(sql.SQL("SELECT 1 FROM {} LIMIT 1").format(name)).fetchone():
                file = sql.Literal(str(place / table))
                link.execute(sql.SQL("COPY {} TO {}").format(name, file))
                seeded.append(table)
    return seeded


def _say(room: Path, words: dict[str, object]) -> None:
    new = room / "ready.new"
    new.write_text(json.dumps(words))
    new.rename(room / "ready.json")


def _wait_for_the_end(room: Path) -> None:
    with open(room / "lock", "rb") as lock:
        fcntl.flock(lock, fcntl.LOCK_SH)


if __name__ == "__main__":
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)  # only the end of the run ends the keeper
    keep(Path(sys.argv[1]))
