"""What nobody could read: seen by who runs the house, and opened again."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kentongan.mailroom.models import Letter, Quarantine
from kentongan.mailroom.tests.scene import NOW, SRI, Scene, change, letter, posted, says
from kentongan.mailroom.unpack import batch, talk
from kentongan.mailroom.unpack.again import replay
from kentongan.site.command import main

LATER = NOW + timedelta(hours=1)


def _stumbled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two residents wrote while our own code stumbled over what one of them said."""
    files = talk._files

    def stumbling(stored: object, now: object) -> None:
        if "poison" in repr([t.item.event.text for _, t in stored]):  # type: ignore[attr-defined]
            raise KeyError("our own mistake")
        files(stored, now)  # type: ignore[arg-type]

    with monkeypatch.context() as patched:
        patched.setattr(talk, "_files", stumbling)
        letter(change([says(SRI, "baik"), says(SRI, "poison")]))
        assert batch(NOW) == 1


def test_what_we_stumbled_over_arrives_once_we_no_longer_do(
    post: Scene, monkeypatch: pytest.MonkeyPatch
):
    _stumbled(monkeypatch)
    assert [m.text for m in post.messages()] == ["baik"]
    assert main(["quarantine", "replay", "--reason", "our own mistake"]) == 0
    assert sorted(m.text for m in post.messages()) == ["baik", "poison"]
    assert not Quarantine.objects.filter(resolved_at=None).exists()


def test_what_fails_again_comes_back_to_the_list(post: Scene, monkeypatch: pytest.MonkeyPatch):
    _stumbled(monkeypatch)

    def still(*_: object) -> None:
        raise KeyError("our own mistake")

    monkeypatch.setattr(talk, "_files", still)
    assert replay(Quarantine.objects.all(), LATER) == 1
    [row] = Quarantine.objects.filter(resolved_at=None)
    assert "our own mistake" in row.reason and row.at == LATER


def test_a_letter_that_could_not_be_opened_is_opened_again(
    post: Scene, capsys: pytest.CaptureFixture[str]
):
    posted(b"this is not json \x1b[2J")
    batch(NOW)
    [row] = Quarantine.objects.all()
    assert main(["quarantine"]) == 0
    assert f"{row.pk:>8}" in capsys.readouterr().out
    assert main(["quarantine", "show", str(row.pk)]) == 0
    shown = capsys.readouterr().out
    assert row.reason in shown and "this is not json" in shown and "\x1b" not in shown
    assert main(["quarantine", "replay", str(row.pk)]) == 0
    assert Letter.objects.get().unpacked_at is None
    batch(LATER)
    [again] = Quarantine.objects.filter(resolved_at=None)
    assert again.pk != row.pk and again.reason == row.reason


def test_a_letter_we_no_longer_keep_cannot_be_opened_again(
    post: Scene, capsys: pytest.CaptureFixture[str]
):
    posted(b"[]]")
    batch(NOW)
    Letter.objects.all().delete()
    [row] = Quarantine.objects.all()
    assert main(["quarantine", "replay", str(row.pk)]) == 1
    assert "tidak disimpan" in capsys.readouterr().err
    assert main(["quarantine", "drop", str(row.pk)]) == 0
    assert main(["quarantine", "drop", str(row.pk)]) == 1, "seen once is seen"
    assert main(["quarantine", "show", "999999"]) == 1
