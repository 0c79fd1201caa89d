"""An operator connects the city's number; the sandbox plays the platform's side."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from kentongan.cities.locks import inside
from kentongan.cities.models import City
from kentongan.mailroom import vault
from kentongan.mailroom.models import Letter, Line, Message, PlatformApp, Quarantine, Template
from kentongan.mailroom.unpack import batch as unpack
from kentongan.pure.errors import Refusal
from kentongan.site.commands import line as command
from kentongan.site.launch import ports
from kentongan.site.settle import settle_city

SOURCES = Path(__file__).resolve().parents[1] / "src"
LETTER = Path(__file__).parent / "letters" / "whatsapp" / "text.json"
NOW = datetime(2026, 11, 5, 3, 0, tzinfo=UTC)
SECRET, VERIFY = "9f31c0ffee9f31c0ffee9f31c0ffee00", "kata sapaan yang rahasia"
PTK, BDL = "620561000000001", "620721000000002"
WABA = {PTK: "620561000000100", BDL: "620721000000200"}
TOKENS = {PTK: "EAAG-token-pontianak", BDL: "EAAG-token-bandar-lampung"}


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running sandbox with one app and two numbers."""
    data, port = tmp_path_factory.mktemp("sandbox"), ports.free()
    config = {
        "apps": [
            {
                "slug": "kota",
                "secret": SECRET,
                "verify_token": VERIFY,
                "webhook_url": "http://127.0.0.1:9/hooks/whatsapp/kota",
            }
        ],
        "lines": [
            {
                "key": key,
                "phone_number_id": number,
                "waba_id": WABA[number],
                "display_phone_number": display,
                "verified_name": f"Pemerintah {key}",
                "app": "kota",
                "token": TOKENS[number],
            }
            for key, number, display in (
                ("pontianak", PTK, "+62 561 7000 001"),
                ("bandarlampung", BDL, "+62 721 7000 002"),
            )
        ],
    }
    (data / "config.json").write_text(json.dumps(config))
    words = ["--port", str(port), "--config", str(data / "config.json"), "--data", str(data)]
    process = subprocess.Popen(
        [sys.executable, "-m", "kentongan_sandbox", *words],
        env={**os.environ, "PYTHONPATH": str(SOURCES)},
    )
    url = f"http://127.0.0.1:{port}"
    wait_for(f"{url}/healthz")
    yield url
    process.terminate()
    process.wait(10)


def wait_for(url: str) -> None:
    until = time.monotonic() + 15
    while True:
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except OSError:
            assert time.monotonic() < until, "the sandbox did not start"
            time.sleep(0.05)


@pytest.fixture
def office(db, platform, settings, tmp_path, monkeypatch) -> City:
    """An operator's desk: the platform in reach, one city settled, nobody at the keyboard."""
    settings.GRAPH_URL, settings.URL = platform, "https://lapor.pontianak.test"
    settings.DATA, settings.ROUTING = tmp_path, tmp_path / "routing.json"
    monkeypatch.setattr(sys, "stdin", io.StringIO(""))
    return settle_city("pontianak")


def connect(**changes: str) -> int:
    """`line add` with everything right but the changes."""
    facts = {
        "city": "pontianak",
        "phone-number-id": PTK,
        "account": WABA[PTK],
        "app": "kota",
        "token": TOKENS[PTK],
        "app-secret": SECRET,
        "verify-token": VERIFY,
        **{name.replace("_", "-"): value for name, value in changes.items()},
    }
    return command.run(["add", *(f"--{name}={value}" for name, value in facts.items())])


def the_line(city: City) -> Line:
    with inside(city):
        return Line.objects.select_related("app").get()


# -- a number that fits


def test_an_operator_connects_a_number_and_learns_what_to_paste(office: City, capsys, tmp_path):
    assert connect() == 0
    said = capsys.readouterr().out
    assert "+62 561 7000 001 (Pemerintah pontianak) tersambung untuk Kota Pontianak" in said
    assert "hijau (baik)" in said and "250 orang per hari" in said
    assert "https://lapor.pontianak.test/hooks/whatsapp/kota" in said
    assert not any(secret in said for secret in (SECRET, TOKENS[PTK], VERIFY))
    assert "bukan https" not in said

    line = the_line(office)
    assert vault.unlock(line.token) == TOKENS[PTK] and TOKENS[PTK] not in line.token
    assert (line.account, line.quality, line.per_second) == (WABA[PTK], "GREEN", 80)
    routing = json.loads((tmp_path / "routing.json").read_text())
    assert routing["apps"]["whatsapp/kota"] == {"secrets": [SECRET], "verify_token": VERIFY}


def test_the_template_pack_is_handed_in(office: City, capsys):
    connect()
    with inside(office):
        templates = list(Template.objects.all())
    handed_in = [t for t in templates if t.external_id]
    assert len(templates) >= 6 and len(handed_in) >= len(templates) - 2
    assert {t.status for t in handed_in} <= {Template.Status.PENDING, Template.Status.APPROVED}
    assert "Templat" in capsys.readouterr().out


def test_a_second_number_of_the_same_app_needs_no_secret_again(office: City, capsys):
    connect()
    settle_city("bandarlampung")
    facts = {"city": "bandarlampung", "phone_number_id": BDL, "account": WABA[BDL]}
    assert connect(**facts, token=TOKENS[BDL], app_secret="", verify_token="", app="") == 0
    assert PlatformApp.objects.count() == 1
    assert vault.unlock(PlatformApp.objects.get().verify_token) == VERIFY
    capsys.readouterr()
    command.run(["list"])
    listed = capsys.readouterr().out
    assert PTK in listed and BDL in listed and listed.count("mengirim") == 2


def test_a_verify_token_that_nobody_gave_is_made_up_and_shown_once(office: City, capsys):
    connect(verify_token="")
    token = vault.unlock(PlatformApp.objects.get().verify_token)
    assert len(token) > 20 and token in capsys.readouterr().out
    connect(verify_token="")
    assert vault.unlock(PlatformApp.objects.get().verify_token) == token
    assert token not in capsys.readouterr().out


def test_secrets_come_from_standard_input_or_the_environment(office: City, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{TOKENS[PTK]}\n"))
    monkeypatch.setenv("KENTONGAN_LINE_APP_SECRET", SECRET)
    assert connect(token="-", app_secret="") == 0
    assert vault.unlock(the_line(office).token) == TOKENS[PTK]


def test_a_city_that_is_new_here_is_settled_from_its_pack(office: City):
    with pytest.raises(Refusal, match="--pack"):
        connect(city="bandarlampung", phone_number_id=BDL, account=WABA[BDL], token=TOKENS[BDL])
    facts = {"phone_number_id": BDL, "account": WABA[BDL], "token": TOKENS[BDL]}
    assert connect(city="", pack="bandarlampung", **facts) == 0
    assert the_line(City.objects.get(slug="bandarlampung")).external_id == BDL


def test_what_came_before_the_number_was_ours_is_taken_in(office: City, capsys):
    body = json.dumps(json.loads(LETTER.read_text())["body"]).encode()
    Letter.objects.create(channel="whatsapp", app="kota", body=body, received_at=NOW)
    unpack(NOW)
    assert Quarantine.objects.filter(line=PTK, resolved_at=None).count() == 1
    connect()
    assert not Quarantine.objects.filter(resolved_at=None).exists()
    with inside(office):
        assert Message.objects.get().text == "Lampu jalan depan masjid padam sejak Senin."
    assert "1 hal yang datang sebelum" in capsys.readouterr().out


def test_an_address_without_tls_is_warned_about(office: City, settings, capsys):
    settings.URL = "http://127.0.0.1:8000"
    connect()
    assert "bukan https" in capsys.readouterr().out


# -- what does not fit: one sentence that says where to look, and nothing is stored


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"token": "EAAG-salah"}, "Token tidak diterima"),
        ({"phone_number_id": "620561999999999"}, "Phone number ID 620561999999999"),
        ({"phone_number_id": BDL}, "belum berhak atas nomor"),
        ({"account": "620561999999100"}, "WABA. 620561999999100"),
        ({"account": WABA[BDL]}, "belum berhak atas akun"),
        ({"app_secret": "0" * 32}, "App secret tidak cocok"),
        ({"phone_number_id": "+62 561 7000 001"}, "hanya angka"),
        ({"app": "Kota Kita"}, "huruf kecil"),
        ({"token": ""}, "KENTONGAN_LINE_TOKEN"),
        ({"city": ""}, "--city"),
    ],
)
def test_what_does_not_fit_is_said_in_one_sentence(office: City, wrong, sentence, capsys):
    with pytest.raises(Refusal, match=sentence) as refused:
        connect(**wrong)
    told = str(refused.value) + capsys.readouterr().out
    assert TOKENS[PTK] not in told and SECRET not in told
    assert not PlatformApp.objects.exists()
    with inside(office):
        assert not Line.objects.exists()


def test_a_platform_that_is_away_is_said_to_be_away(office: City, settings):
    settings.GRAPH_URL = f"http://127.0.0.1:{ports.free()}"
    with pytest.raises(Refusal, match="belum menjawab"):
        connect()


# -- later


@pytest.fixture
def paused(office: City) -> Line:
    connect()
    line = the_line(office)
    with inside(office):
        Line.objects.update(
            paused_until=NOW + timedelta(days=3650), paused_reason="190: token kedaluwarsa"
        )
    return line


@pytest.mark.parametrize("name", [PTK, "+62 561 7000 001", "62-561-7000001"])
def test_an_operator_ends_a_pause(office: City, paused: Line, name: str, capsys):
    command.run(["list"])
    assert "berhenti mengirim: 190" in capsys.readouterr().out
    assert command.run(["resume", name]) == 0
    assert the_line(office).paused_until is None


def test_nobody_resumes_a_number_that_is_not_there(office: City, paused: Line):
    for name in ("62561", "", "abc"):
        with pytest.raises(Refusal, match="Tidak ada nomor"):
            command.run(["resume", name])
    assert the_line(office).paused_until is not None


def test_a_new_token_that_works_ends_the_pause(office: City, paused: Line):
    connect()
    assert the_line(office).paused_until is None


def test_the_doors_file_can_be_written_again(office: City, tmp_path: Path, capsys):
    connect()
    (tmp_path / "routing.json").unlink()
    assert command.run(["refresh"]) == 0
    assert "whatsapp/kota" in json.loads((tmp_path / "routing.json").read_text())["apps"]


def test_at_a_keyboard_everything_is_asked(office: City, monkeypatch: pytest.MonkeyPatch):
    """Ids are typed in the open, secrets are not."""
    typed = {"Kota": "pontianak", "Phone": PTK, "ID akun": WABA[PTK], "Nama pendek": ""}
    hidden = {"Token akses": TOKENS[PTK], "App secret": SECRET, "Token verifikasi": ""}
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True)
    monkeypatch.setattr("builtins.input", answering(typed))
    monkeypatch.setattr("getpass.getpass", answering(hidden))
    assert command.run(["add"]) == 0
    assert str(the_line(office).app) == "whatsapp/pontianak"


def answering(words: dict[str, str]) -> Callable[[str], Any]:
    return lambda question: next(
        word for start, word in words.items() if question.startswith(start)
    )
