"""Things to send when nobody has a file at hand: a drawn photo, a drum beat, a small PDF."""

from __future__ import annotations

import random
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw, ImageFilter

HERE = Path(__file__).parent / "static" / "samples"


def photo(seed: int = 0, size: tuple[int, int] = (960, 720)) -> bytes:
    """A drawn street at dusk with a hole full of water, as JPEG; other seeds, other streets."""
    dice = random.Random(seed)
    width, height = size
    horizon = int(height * dice.uniform(0.38, 0.5))
    image = Image.new("RGB", size)
    draw = ImageDraw.Draw(image)
    sky = dice.choice([(244, 200, 150), (176, 205, 220), (120, 130, 165)])
    for y in range(horizon):
        share = y / horizon
        draw.line([(0, y), (width, y)], fill=_mix(sky, (250, 240, 225), share))
    _houses(draw, dice, width, horizon)
    draw.rectangle([0, horizon, width, height], fill=(96, 92, 88))
    side = [(0, horizon), (width * 0.3, horizon), (0, height)]
    draw.polygon(side, fill=(120, 132, 92))
    draw.polygon([(width, horizon), (width * 0.72, horizon), (width, height)], fill=(132, 128, 96))
    for step in range(5):
        top = horizon + (height - horizon) * step / 5
        draw.rectangle(
            [width * 0.49, top, width * 0.51, top + 30 + 10 * step], fill=(214, 208, 190)
        )
    _hole(draw, dice, size)
    speckled = image.filter(ImageFilter.GaussianBlur(0.8))
    out = BytesIO()
    speckled.save(out, "JPEG", quality=82)
    return out.getvalue()


def sticker() -> bytes:
    """A drum with two sticks, 256 × 256 WebP with a clear ground."""
    image = Image.new("RGBA", (256, 256), (0, 0, 0, 0))
    draw = ImageDraw.Draw(image)
    draw.rounded_rectangle(
        [84, 20, 172, 236], 44, fill=(150, 98, 52), outline=(96, 58, 28), width=6
    )
    draw.rounded_rectangle([118, 60, 138, 196], 10, fill=(70, 40, 20))
    draw.line([(30, 200), (112, 120)], fill=(210, 170, 120), width=14)
    out = BytesIO()
    image.save(out, "WEBP")
    return out.getvalue()


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


def _mix(one: tuple[int, int, int], other: tuple[int, int, int], share: float) -> tuple[int, ...]:
    return tuple(int(a + (b - a) * share) for a, b in zip(one, other, strict=True))


def _houses(draw: ImageDraw.ImageDraw, dice: random.Random, width: int, horizon: int) -> None:
    x = -20
    while x < width:
        wide, tall = dice.randint(70, 150), dice.randint(60, 150)
        wall = dice.choice([(222, 204, 176), (196, 170, 140), (205, 212, 205), (180, 150, 128)])
        draw.rectangle([x, horizon - tall, x + wide, horizon], fill=wall)
        roof = [(x - 10, horizon - tall), (x + wide / 2, horizon - tall - 45)]
        draw.polygon([*roof, (x + wide + 10, horizon - tall)], fill=(150, 84, 60))
        draw.rectangle(
            [x + 20, horizon - tall + 25, x + 45, horizon - tall + 55], fill=(92, 96, 100)
        )
        x += wide + dice.randint(4, 40)


def _hole(draw: ImageDraw.ImageDraw, dice: random.Random, size: tuple[int, int]) -> None:
    width, height = size
    x, y = width * dice.uniform(0.38, 0.58), height * dice.uniform(0.68, 0.8)
    wide, tall = width * dice.uniform(0.16, 0.26), height * dice.uniform(0.07, 0.11)
    for grow, colour in ((1.12, (70, 66, 62)), (1.0, (128, 112, 88)), (0.75, (150, 140, 120))):
        box = [x - wide * grow / 2, y - tall * grow / 2, x + wide * grow / 2, y + tall * grow / 2]
        draw.ellipse(box, fill=colour)
