"""What somebody sees who types `./kentongan` for the first time."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from kentongan.pure.errors import Refusal
from kentongan.site.launch import demo, screen, secrets, up
from kentongan.site.launch.logs import Log
from kentongan.site.launch.services import write_sandbox_config
from kentongan.site.launch.setup import Environment

CHECKOUT = Path(__file__).resolve().parents[5]
SCRIPT = CHECKOUT / "kentongan"


def kentongan(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "kentongan.site.launch", *words],
        capture_output=True,
        text=True,
        check=False,
        cwd=CHECKOUT,
        env={**os.environ, "PYTHONPATH": str(CHECKOUT / "src"), **environment},
    )


def test_an_old_python_can_read_the_script_and_is_told_what_is_needed():
    ast.parse(SCRIPT.read_text(), feature_version=(3, 4))
    pretend = (
        "import runpy, sys; sys.version_info = (3, 9, 2, 'final', 0); sys.argv = ['kentongan'];"
        f"runpy.run_path({str(SCRIPT)!r}, run_name='__main__')"
    )
    done = subprocess.run(
        [sys.executable, "-c", pretend], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert re.fullmatch(r"kentongan: this is Python 3\.9, .* 3\.11 or newer: .*\.\n", done.stderr)


def test_the_demonstration_is_refused_outside_this_machine():
    done = kentongan("up", "--host", "0.0.0.0", KENTONGAN_DEMO="1")
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1 and "for this machine only" in done.stderr


def test_an_unknown_command_is_named():
    done = kentongan("dance")
    assert (done.returncode, done.stdout) == (2, "")
    assert "no command 'dance'" in done.stderr


def test_a_command_on_empty_data_says_what_to_do_first(tmp_path):
    done = kentongan("check", "--data", str(tmp_path), KENTONGAN_DATABASE_URL="")
    assert done.returncode == 2 and "run ./kentongan up once" in done.stderr


def test_a_database_of_ones_own_needs_an_account_per_role(tmp_path, monkeypatch):
    for role in ("OWNER", "DOOR", "BACKUP"):
        monkeypatch.delenv(f"KENTONGAN_{role}_URL", raising=False)
    done = kentongan(
        *("up", "--data", str(tmp_path), "--port", "18437", "--no-sandbox"),
        KENTONGAN_DATABASE_URL="postgresql://app@db.example/kentongan",
    )
    assert done.returncode == 2
    assert "KENTONGAN_OWNER_URL and KENTONGAN_DOOR_URL must be given" in done.stderr


def test_two_ports_for_two_programs(tmp_path, monkeypatch):
    monkeypatch.setenv("KENTONGAN_DEMO", "1")
    wish = up.wishes(["--port", "9000", "--sandbox-port", "9000"], tmp_path)
    with pytest.raises(Refusal, match="two ports"):
        up.prepare(wish)


def test_the_screen_shows_pages_people_and_where_the_data_lie(tmp_path):
    known = secrets.load(tmp_path)
    where = screen.Addresses("http://127.0.0.1:8000", "http://127.0.0.1:8001")
    shown = screen.draw(where, tmp_path, known, seconds=3.2, demo_mode=True)
    for city in demo.CITIES:
        assert f"http://127.0.0.1:8000/{city}/\n" in shown
        assert f"http://127.0.0.1:8000/{city}/desk/" in shown
        roles = [person.role for person in demo.STAFF if person.city == city]
        assert sorted(roles) == ["agency", "head", "officer"]
    for username, password in known.passwords.items():
        assert re.search(rf"{re.escape(username)} +{password}\n", shown)
    assert "http://127.0.0.1:8001/" in shown and str(tmp_path) in shown and "Ctrl-C" in shown


def test_a_real_installation_shows_no_demonstration_accounts(tmp_path):
    known = secrets.load(tmp_path)
    shown = screen.draw(screen.Addresses("http://x"), tmp_path, known, seconds=1, demo_mode=False)
    assert not any(password in shown for password in known.passwords.values())


def test_the_platform_is_told_of_one_app_and_two_lines(tmp_path):
    (tmp_path / "sandbox").mkdir()
    known = secrets.load(tmp_path)
    write_sandbox_config(tmp_path, known, "http://127.0.0.1:8000", "http://127.0.0.1:8001")
    path = tmp_path / "sandbox" / "config.json"
    config = json.loads(path.read_text())
    assert path.stat().st_mode & 0o777 == 0o600
    assert config["apps"][0]["webhook_url"] == "http://127.0.0.1:8000/hooks/whatsapp/demo"
    assert {line["key"]: line["phone_number_id"] for line in config["lines"]} == {
        "pontianak": "620561000000001",
        "bandarlampung": "620721000000002",
    }


def test_without_a_phone_invented_tokens_still_do_not_go_to_the_real_platform(
    tmp_path, monkeypatch
):
    monkeypatch.setenv("KENTONGAN_DEMO", "1")
    wish = up.wishes(["--no-sandbox"], tmp_path)
    assert wish.facts()["graph_url"].startswith("http://127.0.0.1:")


def test_a_checkout_of_somebody_else_is_one_sentence(tmp_path):
    (tmp_path / "requirements.lock").write_text("")
    (tmp_path / ".venv").symlink_to("/proc/1/none")
    with pytest.raises((Refusal, OSError)):
        Environment(tmp_path).ensure(["requirements.lock"])


def test_the_second_set_up_sees_that_nothing_is_to_be_done(tmp_path):
    (tmp_path / "requirements.lock").write_text("one==1\n")
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    (tmp_path / ".venv" / "bin" / "python").symlink_to(sys.executable)
    told = Environment(tmp_path).stamp(["requirements.lock"])
    (tmp_path / ".venv" / "kentongan.json").write_text(json.dumps(told))
    Environment(tmp_path).ensure(["requirements.lock"])
    assert not (tmp_path / ".venv" / "setup.log").exists()
    (tmp_path / "requirements.lock").write_text("one==2\n")
    assert not Environment(tmp_path).done(["requirements.lock"])


def test_locks_carry_hashes_and_no_address():
    for name in ("requirements.lock", "requirements-test.lock"):
        text = (CHECKOUT / name).read_text()
        assert "://" not in text and "index-url" not in text
        packages = re.findall(r"^[a-z0-9_.-]+(?:\[[a-z,]+\])?==.* \\\n(    --hash)?", text, re.M)
        assert len(packages) > 20 and all(packages)


def test_of_a_traceback_the_terminal_gets_the_last_line_and_the_file_all(tmp_path):
    log = Log(tmp_path, "web")
    words = b"hello\nTraceback (most recent call last):\n  File x\n    y()\nKeyError: 'z'\nbye\n"
    assert [line.strip() for line in log.take(words)] == ["web │ KeyError: 'z'"]
    assert len((tmp_path / "web.log").read_text().splitlines()) == 6
