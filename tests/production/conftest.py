"""A server set up by the very files of docs/production; only ports, passwords, places differ."""

from __future__ import annotations

import base64
import json
import os
import re
import secrets
import shlex
import shutil
import socket
import ssl
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

import pytest

from kentongan.site.launch import account, ports

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs" / "production"
NGINX = shutil.which("nginx") or shutil.which("/usr/sbin/nginx")
POSTGRES = next(
    (
        folder
        for folder in sorted(Path("/usr/lib/postgresql").glob("*/bin"))
        if int(folder.parent.name) >= 15 and (folder / "initdb").exists()
    ),
    None,
)
DOMAIN = "lapor.example.go.id"


class Server:
    """The machine of the documents, folded into one directory and some free ports."""

    sources = ROOT / "src"
    app, number, account = "kota", "620561000000001", "620561000000100"
    secret, token = secrets.token_hex(16), secrets.token_urlsafe(40)

    def __init__(self, place: Path) -> None:
        self.place, self.data = place, place / "data"
        self.etc, self.archives = place / "etc", place / "archives"
        for folder in (self.data, self.etc, self.archives):
            folder.mkdir(mode=0o700)
        names = ("https", "http", "door", "pages", "database", "sandbox")
        self.port = {name: ports.free() for name in names}
        self.passwords = {
            role: secrets.token_hex(12) for role in ("owner", "app", "door", "backup")
        }
        self.keys = (secrets.token_urlsafe(48), base64.urlsafe_b64encode(os.urandom(32)).decode())
        self.url = f"https://localhost:{self.port['https']}"
        self.stack = ExitStack()

    def fitted(self, text: str) -> str:
        """A file of the documents, for this machine."""
        for old, new in {
            f"https://{DOMAIN}": self.url,
            f"/etc/letsencrypt/live/{DOMAIN}": str(self.etc),
            "/etc/kentongan": str(self.etc),
            "/var/lib/kentongan": str(self.data),
            "/var/backups/kentongan": str(self.archives),
            "/opt/kentongan/.venv/bin/python": sys.executable,
            "/opt/kentongan": str(ROOT),
            "127.0.0.1:5432": f"127.0.0.1:{self.port['database']}",
            "127.0.0.1:8000": f"127.0.0.1:{self.port['door']}",
            "127.0.0.1:8002": f"127.0.0.1:{self.port['pages']}",
            "--port 8000": f"--port {self.port['door']}",
            "--port 8002": f"--port {self.port['pages']}",
        }.items():
            text = text.replace(old, new)
        return text

    # -- the environment files and the units

    def write_environment(self) -> None:
        for path in DOCS.glob("*.env"):
            text = self.fitted(path.read_text())
            for role, password in self.passwords.items():
                text = text.replace(f"{role}:PASSWORD", f"{role}:{password}")
            for key in self.keys:
                text = text.replace("'RANDOM'", f"'{key}'", 1)
            (self.etc / path.name).write_text(text)

    def unit(self, name: str) -> tuple[list[str], dict[str, str]]:
        """What systemd would start: the command and its whole environment."""
        env, command = self.plain(), ""
        for line in self.fitted((DOCS / f"kentongan-{name}.service").read_text()).splitlines():
            setting, _, value = line.partition("=")
            if setting == "Environment":
                env |= dict(pair.split("=", 1) for pair in shlex.split(value))
            elif setting == "EnvironmentFile":
                lines = shlex.split(Path(value).read_text(), comments=True)
                env |= dict(pair.split("=", 1) for pair in lines)
            elif setting == "ExecStart":
                command = value
        return shlex.split(command), env

    def plain(self) -> dict[str, str]:
        """An empty environment, but for the platform's address and a desk that is quick."""
        graph = f"http://127.0.0.1:{self.port['sandbox']}"
        return {"PATH": "/usr/bin:/bin", "KENTONGAN_QUIET": "1", "KENTONGAN_GRAPH_URL": graph}

    def run(self, name: str) -> subprocess.CompletedProcess[str]:
        """A one-shot unit, to its end."""
        command, env = self.unit(name)
        return subprocess.run(
            command, env=env, cwd=self.data, capture_output=True, text=True, check=False
        )

    def operator(self, *words: str, typed: str = "") -> subprocess.CompletedProcess[str]:
        """`sudo kentongan …`: the wrapper of the documents, without its change of account."""
        script = self.fitted((DOCS / "kentongan.sh").read_text())
        script = re.sub(r"setpriv [^\\]*\\\n *", "", script)
        return subprocess.run(
            ["/bin/sh", "-c", script, "kentongan", *words],
            env=self.plain(), input=typed, capture_output=True, text=True, check=False,
        )  # fmt: skip

    def start(self, name: str) -> None:
        command, env = self.unit(name)
        self.keep(command, env=env, cwd=self.data, name=name)

    def keep(self, command: list[str], *, name: str, **how: Any) -> None:
        with open(self.place / f"{name}.log", "wb") as log:
            process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT, **how)
        self.stack.callback(ended, process)

    def reached(self, name: str) -> bool:
        """Whether somebody listens on one of our ports."""
        with socket.socket() as link:
            return link.connect_ex(("127.0.0.1", self.port[name])) == 0

    def logs(self) -> str:
        return "\n".join(
            f"--- {path.name}\n{path.read_text(errors='replace')[-2_000:]}"
            for path in self.place.glob("*.log")
        )

    def eventually(self, look: Callable[[], Any], seconds: float = 60) -> Any:
        """What `look` finds, as soon as it finds something."""
        until = time.monotonic() + seconds
        while True:
            with suppress(OSError):
                found = look()
                if found:
                    return found
            assert time.monotonic() < until, self.logs()
            time.sleep(0.1)

    # -- PostgreSQL, TLS, the platform

    def start_database(self) -> None:
        """The machine's own PostgreSQL, not run by root, with the roles of the documents."""
        assert POSTGRES
        home = self.place / "postgres"
        home.mkdir(mode=0o700)
        who = account.lent(self.place)
        if who:
            os.chown(home, who.uid, who.gid)
        how: dict[str, Any] = {**(who.spawn() if who else {}), "cwd": "/"}
        password = self.place / "superuser"
        password.write_text("postgres")
        password.chmod(0o644)
        subprocess.run(
            [POSTGRES / "initdb", "-D", home / "d", "-U", "postgres", "-A", "scram-sha-256",
             "--pwfile", password, "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"],
            check=True, capture_output=True, **how,
        )  # fmt: skip
        options = ["-c", "listen_addresses=127.0.0.1", "-c", f"port={self.port['database']}"]
        options += ["-c", f"unix_socket_directories={home}", "-c", "fsync=off"]
        command = [str(POSTGRES / "postgres"), "-D", str(home / "d"), *options]
        self.keep(command, name="postgres", **how)
        self.eventually(lambda: self.reached("database"))
        self.eventually(lambda: self.psql("-c", "SELECT 1").returncode == 0)
        given = [f"--set={role}='{password}'" for role, password in self.passwords.items()]
        done = self.psql("-v", "ON_ERROR_STOP=1", *given, "-f", str(DOCS / "roles.sql"))
        assert done.returncode == 0, done.stderr

    def psql(self, *words: str) -> subprocess.CompletedProcess[str]:
        """As the superuser."""
        assert POSTGRES
        env = {"PGPASSWORD": "postgres", "PGUSER": "postgres", "PGHOST": "127.0.0.1"}
        env["PGPORT"] = str(self.port["database"])
        return subprocess.run(
            [POSTGRES / "psql", *words], env=env, capture_output=True, text=True, check=False
        )

    def move(self, database: str) -> None:
        """Another server: the same keys, an empty database, an empty data directory."""
        self.psql("-c", f"CREATE DATABASE {database} OWNER owner TEMPLATE template0")
        self.data = self.place / database
        self.data.mkdir(mode=0o700)
        for path in self.etc.glob("*.env"):
            text = path.read_text().replace("/kentongan'", f"/{database}'")
            path.write_text(re.sub("DATA='[^']*'", f"DATA='{self.data}'", text))

    def start_proxy(self) -> None:
        assert NGINX
        certificate(self.etc)
        site = self.fitted((DOCS / "nginx.conf").read_text())
        for number, name in (("443", "https"), ("80", "http")):
            site = site.replace(f"listen {number}", f"listen 127.0.0.1:{self.port[name]}")
            site = re.sub(rf"listen \[::\]:{number}[^;]*;", "", site)
        site = site.replace(f"server_name {DOMAIN}", "server_name localhost")
        (self.place / "site.conf").write_text(site)
        temporary = "\n".join(
            f"{kind}_temp_path {self.place}/{kind};"
            for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        user = "user root;" if os.geteuid() == 0 else ""
        (self.place / "nginx.conf").write_text(
            f"{user} pid {self.place}/nginx.pid; error_log stderr; daemon off; events {{}}\n"
            f"http {{ access_log off; {temporary} include {self.place}/site.conf; }}\n"
        )
        command = [NGINX, "-p", str(self.place), "-c", str(self.place / "nginx.conf")]
        self.keep(command, name="nginx")

    def start_sandbox(self) -> None:
        folder = self.place / "sandbox"
        folder.mkdir()
        config = {
            "apps": [{"slug": self.app, "secret": self.secret, "verify_token": "sapaan",
                      "webhook_url": f"{self.url}/hooks/whatsapp/{self.app}"}],
            "lines": [{"key": "pontianak", "phone_number_id": self.number, "waba_id": self.account,
                       "display_phone_number": "+62 561 7000 001", "verified_name": "Pontianak",
                       "app": self.app, "token": self.token}],
        }  # fmt: skip
        (folder / "config.json").write_text(json.dumps(config))
        command = [sys.executable, "-m", "kentongan_sandbox", "--port", str(self.port["sandbox"])]
        command += ["--config", str(folder / "config.json"), "--data", str(folder)]
        trust = {"SSL_CERT_FILE": str(self.etc / "fullchain.pem")}
        env = {**os.environ, **trust, "PYTHONPATH": str(self.sources)}
        self.keep(command, name="sandbox", env=env)

    def platform(self, path: str, body: object = None) -> Any:
        raw = None if body is None else json.dumps(body).encode()
        sent = {"Content-Type": "application/json"}
        url = f"http://127.0.0.1:{self.port['sandbox']}{path}"
        with urllib.request.urlopen(urllib.request.Request(url, raw, sent), timeout=5) as found:
            return json.load(found)

    def get(self, path: str, base: str = "") -> tuple[int, Any, str]:
        """Status, headers and text, by a browser that trusts this certificate alone."""
        trust = ssl.create_default_context(cafile=str(self.etc / "fullchain.pem"))
        opener = urllib.request.build_opener(urllib.request.HTTPSHandler(context=trust), Stay)
        try:
            with opener.open((base or self.url) + path, timeout=10) as found:
                return found.status, found.headers, found.read().decode()
        except urllib.error.HTTPError as refused:
            with refused:
                return refused.code, refused.headers, refused.read().decode()


class Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        return None


def certificate(folder: Path) -> None:
    """Self-signed, for the name localhost."""
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"]
    command += ["-nodes", "-days", "1", "-subj", "/CN=localhost"]
    command += ["-addext", "subjectAltName=DNS:localhost", "-keyout", str(folder / "privkey.pem")]
    command += ["-out", str(folder / "fullchain.pem")]
    subprocess.run(command, check=True, capture_output=True)


def ended(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


@pytest.fixture
def server() -> Iterator[Server]:
    if not NGINX or not shutil.which("openssl"):
        pytest.skip("nginx or openssl is not installed here, so nobody puts TLS before the house")
    if not POSTGRES:
        pytest.skip("there is no PostgreSQL 15 or newer of the machine's own here")
    place = Path(tempfile.mkdtemp(prefix="kentongan-server-", dir="/tmp"))
    place.chmod(0o755)
    made = Server(place)
    try:
        with made.stack:
            yield made
    finally:
        shutil.rmtree(place, ignore_errors=True)
