"""Photos as phones make them, as bad lines damage them, and as malice folds them."""

from __future__ import annotations

import io
import struct

import pytest
from PIL import ExifTags, Image

from kentongan.mailroom import photos
from kentongan.mailroom.photos import develop


def _jpeg(width: int = 400, height: int = 200, exif: Image.Exif | bytes = b"") -> bytes:
    """Red on the left half, blue on the right."""
    picture = Image.new("RGB", (width, height), "blue")
    picture.paste((255, 0, 0), (0, 0, width // 2, height))
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=95, exif=exif, comment="Sari Dewi")
    return out.getvalue()


def _exif() -> Image.Exif:
    """Taken near the Equator monument, with the phone held upright."""
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    exif[ExifTags.Base.DateTime] = "2026:11:24 09:58:00"
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = "2026:11:24 09:58:00"
    gps = exif.get_ifd(ExifTags.IFD.GPSInfo)
    gps[ExifTags.GPS.GPSLatitudeRef], gps[ExifTags.GPS.GPSLatitude] = "S", (0.0, 1.0, 48.0)
    gps[ExifTags.GPS.GPSLongitudeRef], gps[ExifTags.GPS.GPSLongitude] = "E", (109.0, 19.0, 12.0)
    return exif


def _opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


def test_a_residents_photo_is_upright_knows_its_place_and_tells_nothing_else():
    photo = develop(_jpeg(exif=_exif()))
    assert photo and (photo.width, photo.height) == (200, 400)
    assert photo.latitude == pytest.approx(-0.03) and photo.longitude == pytest.approx(109.32)
    assert photo.taken_at and photo.taken_at.hour == 9
    kept = _opened(photo.content).convert("RGB")
    assert kept.getpixel((100, 50))[0] > 200, "what was left is on top now"  # type: ignore[index]
    for content in (photo.content, photo.thumbnail):
        assert not _opened(content).getexif() and b"Sari" not in content


def _damaged() -> list[bytes]:
    """The same photo with each byte of its EXIF broken in turn, and with foreign EXIF."""
    whole = _jpeg(exif=_exif())
    start = whole.index(b"Exif\0\0") + 6
    length = struct.unpack(">H", whole[start - 8 : start - 6])[0] - 8
    broken = [
        whole[: start + at] + bytes([value]) + whole[start + at + 1 :]
        for at in range(length)
        for value in (0, 255, whole[start + at] ^ 0x1F)
    ]
    return [*broken, _jpeg(exif=b"Exif\0\0MM\0*\0\0"), _jpeg(exif=b"Exif\0\0" + b"\xff" * 40)]


@pytest.mark.filterwarnings("ignore::UserWarning")
def test_a_photo_whose_exif_is_damaged_is_kept_all_the_same():
    assert [i for i, raw in enumerate(_damaged()) if develop(raw) is None] == []


def test_what_is_no_picture_or_only_half_of_one_is_not_developed():
    whole = _jpeg()
    for raw in (b"", b"%PDF-1.4", whole[: len(whole) // 2], b"\x89PNG\r\n\x1a\n" + b"\xff" * 30):
        assert develop(raw) is None


def test_a_picture_that_would_unfold_into_gigabytes_is_not_opened(monkeypatch: pytest.MonkeyPatch):
    out = io.BytesIO()
    Image.new("1", (8_000, 6_500)).save(out, "PNG")
    decoded: list[str] = []
    monkeypatch.setattr(Image.Image, "convert", lambda *_: decoded.append("decoded"))
    assert len(out.getvalue()) < 100_000 and photos.MOST_PIXELS < 8_000 * 6_500
    with pytest.warns(Image.DecompressionBombWarning):
        assert develop(out.getvalue()) is None
    assert decoded == []


def test_a_large_photo_of_a_good_phone_becomes_small():
    photo = develop(_jpeg(6_000, 4_000, exif=_exif()))
    assert photo and (photo.width, photo.height) == (1067, 1600)
