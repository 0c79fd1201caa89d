"""How many webhooks per second become durable, beside what the machine could do at best.

    ./kentongan bench door [--seconds 5] [--rounds 3] [--pages]

In one run, one after the other: a null ASGI application, PostgreSQL's own single-row commits
(pgbench), and the door, each with 16 and 64 connections. Everything runs on a throw-away server
with fsync on. With `--pages` the door is measured once more while Django's pages are under load.
Trust the ratios, not the figures: machines are noisy.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "src"))

import psycopg  # noqa: E402
from _caller import SECRET, request  # noqa: E402

from kentongan.site.launch import postgres  # noqa: E402

PAGE = "/masuk/"
CALLER = Path(__file__).with_name("_caller.py")
NULL = """
async def app(scope, receive, send):
    if scope["type"] == "http":
        await receive()
        await send({"type": "http.response.start", "status": 200,
                    "headers": [(b"content-length", b"2")]})
        await send({"type": "http.response.body", "body": b"OK"})
"""
MIGRATE = "import django; django.setup(); from kentongan.site.migrate import migrate; migrate()"


def load(port: int, connections: int, seconds: float, get: str = "") -> subprocess.Popen[bytes]:
    command = [sys.executable, str(CALLER), str(port), "--connections", str(connections)]
    command += ["--seconds", str(seconds), "--get", get]
    return subprocess.Popen(command, stdout=subprocess.PIPE)


def result(caller: subprocess.Popen[bytes]) -> dict[str, float]:
    said, _ = caller.communicate()
    figures: dict[str, float] = json.loads(said)
    return figures


# -- what is measured


@dataclass
class Ground:
    """The throw-away installation."""

    cluster: postgres.Cluster
    data: Path
    environment: Mapping[str, str]

    def count(self) -> int:
        with psycopg.connect(self.cluster.url("owner")) as link:
            row = link.execute("SELECT count(*) FROM mailroom_letter").fetchone()
            assert row is not None
            return int(row[0])


@contextmanager
def ground() -> Iterator[Ground]:
    postgres.SETTINGS["max_connections"] = "110"
    room = Path(tempfile.mkdtemp(prefix="kentongan-bench-"))
    room.chmod(0o711)
    cluster = postgres.Cluster(room / "server")
    try:
        cluster.create()
        cluster.start()
        data = room / "data"
        (data / "static").mkdir(parents=True)
        apps = {"whatsapp/bench": {"secrets": [SECRET], "verify_token": "bench"}}
        (data / "routing.json").write_text(json.dumps({"apps": apps}))
        environment = {
            **os.environ,
            "PYTHONPATH": str(ROOT / "src"),
            "DJANGO_SETTINGS_MODULE": "kentongan.site.settings",
            "KENTONGAN_DATA": str(data),
            "KENTONGAN_SECRET_KEY": "bench",
            "KENTONGAN_DATABASE_URL": cluster.url("app"),
            "KENTONGAN_OWNER_URL": cluster.url("owner"),
            "KENTONGAN_DOOR_URL": cluster.url("door"),
        }
        subprocess.run([sys.executable, "-c", MIGRATE], env=environment, check=True)
        yield Ground(cluster, data, environment)
    finally:
        cluster.destroy()
        shutil.rmtree(room, ignore_errors=True)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(command: list[str], port: int, environment: Mapping[str, str]) -> Iterator[None]:
    """A server of ours, from its first answer on until the block ends."""
    child = subprocess.Popen(command, env=dict(environment))
    try:
        until = time.monotonic() + 20
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                if time.monotonic() > until or child.poll() is not None:
                    raise
                time.sleep(0.05)
        yield
    finally:
        child.terminate()
        child.wait(20)


def uvicorn(app: str, port: int) -> list[str]:
    return [
        *(sys.executable, "-m", "uvicorn", app, "--port", str(port), "--loop", "uvloop"),
        *("--http", "httptools", "--no-access-log", "--log-level", "warning", "--no-server-header"),
        *("--no-proxy-headers", "--backlog", "2048"),
    ]


def measure_null(place: Ground, connections: int, seconds: float) -> dict[str, float]:
    (place.data / "null_app.py").write_text(NULL)
    port = free_port()
    command = [*uvicorn("null_app:app", port), "--app-dir", str(place.data)]
    with serving(command, port, place.environment):
        return result(load(port, connections, seconds))


def measure_pgbench(place: Ground, connections: int, seconds: float) -> float:
    """PostgreSQL's own single-row commits per second, of the same row; 0 without pgbench."""
    try:
        tool = place.cluster.binaries.tool("pgbench")
    except (KeyError, OSError):
        return 0.0
    if not Path(tool).exists():
        tool = shutil.which("pgbench") or ""
    if not tool:
        return 0.0
    body = request(1).partition(b"\r\n\r\n")[2]
    script = place.data / "single_row.sql"
    script.write_text(
        "INSERT INTO mailroom_letter (channel, app, headers, body, received_at) VALUES "
        f"('whatsapp', 'bench', '{'x' * 190}', '\\x{body.hex()}', now());\n"
    )
    command = [
        *(tool, "-n", "-M", "prepared", "-c", str(connections), "-j", "2"),
        *("-T", str(max(1, round(seconds))), "-f", str(script)),
    ]
    environment = {**os.environ, **place.cluster.psql_env("owner")}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    line = next(row for row in done.stdout.splitlines() if row.startswith("tps = "))
    return float(line.split()[2])


def measure_door(
    place: Ground, connections: int, seconds: float, *, pages: bool = False
) -> tuple[dict[str, float], dict[str, float]]:
    """The door's figures, and those of the pages if they were under load meanwhile."""
    port, upstream = free_port(), free_port()
    environment = {**place.environment, "KENTONGAN_UPSTREAM": f"http://127.0.0.1:{upstream}"}
    before = place.count()
    with serving(uvicorn("kentongan.site.gate:app", port), port, environment):
        if pages:
            with serving(granian(upstream), upstream, environment):
                reader = load(upstream, 4, seconds, get=PAGE)
                figures = result(load(port, connections, seconds))
                read = result(reader)
        else:
            figures, read = result(load(port, connections, seconds)), {}
    facts = json.loads((place.data / "door.json").read_text())
    assert facts["spooled"] == 0, f"letters went to the spool: {facts}"
    assert place.count() - before == figures["good"], "an acknowledged letter is not there"
    return figures, read


def granian(port: int) -> list[str]:
    return [
        *(sys.executable, "-m", "granian", "kentongan.site.wsgi:application"),
        *("--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port), "--workers", "1"),
        *("--blocking-threads", "4", "--log-level", "warning"),
    ]


def main(seconds: float, rounds: int, pages: bool) -> None:
    """Rounds alternate between what is compared, so that a noisy neighbour meets all of them."""
    with ground() as place:
        print(f"{os.cpu_count()} cores, letters of {len(request(1))} bytes", end=", ")
        print(f"median of {rounds} rounds of {seconds:g} s")
        for connections in (16, 64):
            taken = [_round(place, connections, seconds, pages) for _ in range(rounds)]
            _report(connections, taken)


def _round(place: Ground, connections: int, seconds: float, pages: bool) -> dict[str, float]:
    door, _ = measure_door(place, connections, seconds)
    figures = {
        "null": measure_null(place, connections, seconds)["rate"],
        "single": measure_pgbench(place, connections, seconds),
        "door": door["rate"],
        "p50": door["p50"],
        "p99": door["p99"],
    }
    if pages:
        door, read = measure_door(place, connections, seconds, pages=True)
        figures |= {"loaded": door["rate"], "loaded p99": door["p99"], "pages": read["rate"]}
    return figures


def _report(connections: int, taken: list[dict[str, float]]) -> None:
    figure = {name: statistics.median(one[name] for one in taken) for name in taken[0]}
    print(f"{connections} connections")
    print(f"  null ASGI application   {figure['null']:9,.0f}/s")
    if figure["single"]:
        print(f"  PostgreSQL single rows  {figure['single']:9,.0f}/s")
    print(f"  the door                {figure['door']:9,.0f}/s", end="")
    print(f"   p50 {figure['p50']:.1f} ms   p99 {figure['p99']:.1f} ms")
    print(f"  door / null             {figure['door'] / figure['null']:9.2f}")
    if figure["single"]:
        print(f"  door / single rows      {figure['door'] / figure['single']:9.2f}")
    if "loaded" in figure:
        print(f"  the door, pages loaded  {figure['loaded']:9,.0f}/s", end="")
        print(f"   p99 {figure['loaded p99']:.1f} ms   and {figure['pages']:,.0f} pages/s")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="durable webhooks per second")
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--pages", action="store_true", help="once more with the pages loaded")
    given = parser.parse_args()
    main(given.seconds, given.rounds, given.pages)
