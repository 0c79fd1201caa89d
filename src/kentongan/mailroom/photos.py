"""Photos: the position is read first, then everything but the picture is thrown away."""

from __future__ import annotations

import io
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from PIL import ExifTags, Image

MOST_PIXELS = 50_000_000
"""A picture of more is not opened: a few kilobytes can unfold into gigabytes."""
Image.MAX_IMAGE_PIXELS = MOST_PIXELS
LARGEST_SIDE, THUMBNAIL_SIDE = 1600, 360
# What a decoder raises over damaged bytes; struct.error is no ValueError.
_DAMAGED = (
    OSError, ValueError, SyntaxError, TypeError, LookupError, ArithmeticError, AttributeError,
    EOFError, struct.error, Image.DecompressionBombError,
)  # fmt: skip
_TURNS: Mapping[int, Image.Transpose] = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""EXIF's orientation → what makes it upright."""


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo as we keep it: JPEG without EXIF, and a small one. Degrees, UTC."""

    content: bytes
    thumbnail: bytes
    width: int
    height: int
    latitude: float | None = None
    longitude: float | None = None
    taken_at: datetime | None = None


def develop(raw: bytes) -> Photo | None:
    """The photo in `raw`; None when it is no picture that can be opened, or one too large.

    What is written beside the picture may be damaged: that costs its position, never the photo.
    """
    try:
        with Image.open(io.BytesIO(raw)) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                return None
            exif = _exif(opened)
            opened.draft("RGB", (LARGEST_SIDE, LARGEST_SIDE))  # JPEG is decoded small at once
            upright = _upright(opened.convert("RGB"), exif)
    except _DAMAGED:
        return None
    latitude, longitude = _position(exif)
    small = upright.copy()
    small.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE))
    return Photo(
        content=_jpeg(upright, 85),
        thumbnail=_jpeg(small, 80),
        width=upright.width,
        height=upright.height,
        latitude=latitude,
        longitude=longitude,
        taken_at=_moment(exif),
    )


def _exif(picture: Image.Image) -> Image.Exif:
    try:
        return picture.getexif()
    except _DAMAGED:
        return Image.Exif()


def _upright(picture: Image.Image, exif: Image.Exif) -> Image.Image:
    """Small first, then turned. Nothing but the pixels is carried over, not even a comment."""
    picture.thumbnail((LARGEST_SIDE, LARGEST_SIDE))
    try:
        turn = _TURNS.get(exif.get(ExifTags.Base.Orientation, 1))
    except _DAMAGED:
        turn = None
    turned = picture if turn is None else picture.transpose(turn)
    turned.info = {}
    return turned


def _jpeg(picture: Image.Image, quality: int) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=quality, optimize=True)
    return out.getvalue()


def _position(exif: Image.Exif) -> tuple[float, float] | tuple[None, None]:
    try:
        gps = exif.get_ifd(ExifTags.IFD.GPSInfo)
        lat, lon = (
            sum(float(part) / 60**i for i, part in enumerate(gps[tag]))
            for tag in (ExifTags.GPS.GPSLatitude, ExifTags.GPS.GPSLongitude)
        )
        lat *= -1 if gps.get(ExifTags.GPS.GPSLatitudeRef) == "S" else 1
        lon *= -1 if gps.get(ExifTags.GPS.GPSLongitudeRef) == "W" else 1
    except _DAMAGED:
        return None, None
    if not (-90 <= lat <= 90 and -180 <= lon <= 180) or (lat == 0 and lon == 0):
        return None, None
    return lat, lon


def _moment(exif: Image.Exif) -> datetime | None:
    """When it was taken. Cameras write local time without saying which; kept as if it were UTC,
    good enough to tell today's photo from last year's."""
    try:
        written = exif.get_ifd(ExifTags.IFD.Exif).get(ExifTags.Base.DateTimeOriginal)
        return datetime.strptime(str(written), "%Y:%m:%d %H:%M:%S").replace(tzinfo=UTC)
    except _DAMAGED:
        return None
