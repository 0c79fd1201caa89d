"""Pictures drawn on the spot: a street with a hole in it, a drum as a sticker."""

from __future__ import annotations

import random
from io import BytesIO

from PIL import Image, ImageDraw, ImageFilter


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
