"""The processes of `up`, and how each shows that it works."""

from __future__ import annotations

import json
import signal
import socket
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from urllib.parse import urlsplit

from kentongan.site.launch import demo, secrets
from kentongan.site.launch.postgres import Cluster
from kentongan.site.launch.supervisor import Service

PYTHON = (sys.executable, "-m")
COMMAND = (*PYTHON, "kentongan.site.command")
WORKER = (*PYTHON, "kentongan.site.worker")
PAGES = (*PYTHON, "kentongan.site.launch.page_server")
WEB_THREADS = 4


def database(cluster: Cluster) -> Service:
    return Service(
        "postgres",
        tuple(cluster.command()),
        ready=cluster.running,
        ending=signal.SIGINT,  # fast: roll back what is open, write a checkpoint
        grace=20.0,
        spawn=cluster.spawn(),
    )


def errand(name: str, env: Mapping[str, str], *arguments: str) -> Service:
    """A command of the house that runs to its end."""
    return Service(name, (*COMMAND, name, *arguments), env=env)


def hooks(host: str, port: int, upstream: str, env: Mapping[str, str]) -> Service:
    """The gate: the door for the platforms, and the way to the pages behind it."""
    command = (
        *(*PYTHON, "uvicorn", "kentongan.site.gate:app", "--host", host, "--port", str(port)),
        *("--loop", "uvloop", "--http", "httptools", "--backlog", "2048", "--no-access-log"),
        *("--log-level", "warning", "--no-server-header", "--timeout-graceful-shutdown", "2"),
        # The gate itself says where a request comes from; a forged header must not.
        "--no-proxy-headers",
    )
    ready = answers(f"http://{_own(host)}:{port}/hooks/whatsapp/{demo.APP}")
    return Service("hooks", command, {**env, "KENTONGAN_UPSTREAM": upstream}, ready)


def web(port: int, page: str, env: Mapping[str, str]) -> Service:
    """Django's pages, on loopback only. `page` must show before it counts as working."""
    command = (*PAGES, str(port), str(WEB_THREADS))
    return Service("web", command, env, answers(f"http://127.0.0.1:{port}{page}", below=400))


def work(env: Mapping[str, str]) -> Service:
    return Service("work", WORKER, env, steady=1.0, grace=6.0)


def sandbox(port: int, data: Path, env: Mapping[str, str]) -> Service:
    """The platform's side of the wire, which knows nothing of the house but one secret."""
    folder = data / "sandbox"
    command = (
        *(*PYTHON, "kentongan_sandbox", "--host", "127.0.0.1", "--port", str(port)),
        *("--config", str(folder / "config.json"), "--data", str(folder)),
    )
    own = {name: env[name] for name in ("PYTHONPATH", "PYTHONUNBUFFERED", "MALLOC_ARENA_MAX")}
    return Service("sandbox", command, own, answers(f"http://127.0.0.1:{port}/"))


def write_sandbox_config(data: Path, known: secrets.Secrets, url: str, public_url: str) -> None:
    """What the platform would know of us: one app with its webhook, two lines."""
    config = {
        "apps": [
            {
                "slug": demo.APP,
                "secret": known.app_secret,
                "verify_token": known.verify_token,
                "webhook_url": f"{url}/hooks/whatsapp/{demo.APP}",
            }
        ],
        "lines": [
            {
                "key": line.key,
                "phone_number_id": line.phone_number_id,
                "waba_id": line.waba_id,
                "display_phone_number": line.display_phone_number,
                "verified_name": line.verified_name,
                "app": demo.APP,
                "token": known.tokens[line.key],
            }
            for line in demo.LINES
        ],
        "public_url": public_url,
    }
    secrets.write_private(data / "sandbox" / "config.json", json.dumps(config, indent=2) + "\n")


def answers(url: str, *, below: int = 500) -> Callable[[], bool]:
    """A probe: whether a GET is answered with a status under `below`."""

    def probe() -> bool:
        parts = urlsplit(url)
        ask = f"GET {parts.path or '/'} HTTP/1.0\r\nHost: {parts.netloc}\r\n\r\n"
        try:
            # Bare: an HTTP library would stay in the supervisor's memory for good.
            with socket.create_connection((parts.hostname, parts.port), timeout=2) as link:
                link.sendall(ask.encode())
                with link.makefile("rb") as answer:
                    version, status = answer.readline(1024).split()[:2]
            return version.startswith(b"HTTP/") and int(status) < below
        except (OSError, ValueError):
            return False

    return probe


def _own(host: str) -> str:
    """Where we ourselves reach a server that listens on `host`."""
    everywhere = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}
    return everywhere.get(host, f"[{host}]" if ":" in host else host)
