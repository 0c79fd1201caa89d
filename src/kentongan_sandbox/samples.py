"""Things to send when nobody has a file at hand: a photo, a drum beat, a film, a small PDF."""

from __future__ import annotations

from pathlib import Path

HERE = Path(__file__).parent / "static" / "samples"


def photo(seed: int = 0) -> bytes:
    """A JPEG of 960 × 720 pixels; other seeds give other streets."""
    from . import drawing  # the drawing library is only loaded when somebody sends a sample

    return drawing.photo(seed)


def sticker() -> bytes:
    """A WebP of 256 × 256 pixels with a clear ground."""
    from . import drawing

    return drawing.sticker()


def knock() -> bytes:
    """Two seconds of a wooden drum: an Ogg Opus voice note."""
    return (HERE / "knock.ogg").read_bytes()


def clip() -> bytes:
    """Two seconds of rising water: a small MP4."""
    return (HERE / "water.mp4").read_bytes()


def document() -> bytes:
    """A one-page PDF with one line of text."""
    stream = b"BT /F1 24 Tf 60 760 Td (Surat dari warga) Tj ET"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, table)
    tail = b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
    return out + head + tail % (len(objects) + 1, len(out))
