"""Photos: the position is read first, then everything but the picture is thrown away."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import UTC, datetime

from PIL import ExifTags, Image, ImageOps, UnidentifiedImageError

# A decompression bomb is refused, not opened: no phone takes more than this many pixels.
Image.MAX_IMAGE_PIXELS = 120_000_000
LARGEST_SIDE, THUMBNAIL_SIDE = 1600, 360


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
    """The photo in `raw`; None when it is no picture that can be opened."""
    try:
        with Image.open(io.BytesIO(raw)) as opened:
            exif = opened.getexif()
            upright = ImageOps.exif_transpose(opened).convert("RGB")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None
    position = _position(exif)
    upright.thumbnail((LARGEST_SIDE, LARGEST_SIDE))
    small = upright.copy()
    small.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE))
    return Photo(
        content=_jpeg(upright, 85),
        thumbnail=_jpeg(small, 80),
        width=upright.width,
        height=upright.height,
        latitude=position[0],
        longitude=position[1],
        taken_at=_moment(exif),
    )


def _jpeg(picture: Image.Image, quality: int) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=quality, optimize=True)
    return out.getvalue()


def _position(exif: Image.Exif) -> tuple[float, float] | tuple[None, None]:
    gps = exif.get_ifd(ExifTags.IFD.GPSInfo)
    try:
        lat, lon = (
            sum(float(part) / 60**i for i, part in enumerate(gps[tag]))
            for tag in (ExifTags.GPS.GPSLatitude, ExifTags.GPS.GPSLongitude)
        )
        lat *= -1 if gps.get(ExifTags.GPS.GPSLatitudeRef) == "S" else 1
        lon *= -1 if gps.get(ExifTags.GPS.GPSLongitudeRef) == "W" else 1
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        return None, None
    if not (-90 <= lat <= 90 and -180 <= lon <= 180) or (lat == 0 and lon == 0):
        return None, None
    return lat, lon


def _moment(exif: Image.Exif) -> datetime | None:
    """When it was taken. Cameras write local time without saying which; kept as if it were UTC,
    good enough to tell today's photo from last year's."""
    written = exif.get_ifd(ExifTags.IFD.Exif).get(ExifTags.Base.DateTimeOriginal)
    try:
        return datetime.strptime(str(written), "%Y:%m:%d %H:%M:%S").replace(tzinfo=UTC)
    except ValueError:
        return None
