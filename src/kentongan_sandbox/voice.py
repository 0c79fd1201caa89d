"""Voice notes as the platform sends them: Opus in Ogg, whatever the browser recorded.

Chromium records Opus in WebM; the packets are taken out and put into Ogg unchanged
(RFC 3533, RFC 6716 section 3.1, RFC 7845, Matroska element ids).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

OGG = "audio/ogg; codecs=opus"
RATE = 48_000  # granule positions count samples at this rate
MASTERS = {0x18538067, 0x1F43B675, 0xA0}  # Segment, Cluster, BlockGroup: look inside
BLOCKS = {0xA3, 0xA1}  # SimpleBlock, Block
PACKETS_PER_PAGE = 40
SERIAL = 0x4B454E54


def as_voice(raw: bytes, mime_type: str) -> tuple[bytes, str]:
    """The same sound as Ogg Opus where that is possible; anything else is left as it is."""
    if raw[:4] == b"OggS":
        return raw, OGG
    if raw[:4] != b"\x1a\x45\xdf\xa3":
        return raw, mime_type.split(";")[0]
    start = raw.find(b"OpusHead")
    packets = list(_packets(raw))
    if start < 0 or not packets:
        return raw, mime_type.split(";")[0]
    return ogg_of(packets, raw[start : start + 19]), OGG


def ogg_of(packets: list[bytes], head: bytes) -> bytes:
    """Opus packets in an Ogg container; `head` is the 19 byte OpusHead."""
    tags = b"OpusTags" + struct.pack("<I", 7) + b"sandbox" + struct.pack("<I", 0)
    pages = [_page([head], 0, 0, 2), _page([tags], 0, 1, 0)]
    granule = 0
    for start in range(0, len(packets), PACKETS_PER_PAGE):
        some = packets[start : start + PACKETS_PER_PAGE]
        granule += sum(duration(packet) for packet in some)
        last = 4 if start + len(some) >= len(packets) else 0
        pages.append(_page(some, granule, len(pages), last))
    return b"".join(pages)


def duration(packet: bytes) -> int:
    """Samples at 48 kHz in one Opus packet, from its first byte."""
    if not packet:
        return 0
    config, code = packet[0] >> 3, packet[0] & 3
    if config < 12:
        tenths = (100, 200, 400, 600)[config & 3]
    elif config < 16:
        tenths = (100, 200)[config & 1]
    else:
        tenths = (25, 50, 100, 200)[config & 3]
    frames = (1, 2, 2, packet[1] & 63 if len(packet) > 1 else 0)[code]
    return frames * tenths * RATE // 10_000


def _packets(raw: bytes) -> Iterator[bytes]:
    at = 0
    while at < len(raw):
        try:
            kind, at = _element_id(raw, at)
            size, at = _size(raw, at)
        except IndexError:
            return
        if kind in MASTERS:
            continue
        if size is None:
            return
        if kind in BLOCKS and size > 4:
            yield raw[at + 4 : at + size]
        at += size


def _element_id(raw: bytes, at: int) -> tuple[int, int]:
    length = 9 - raw[at].bit_length()
    return int.from_bytes(raw[at : at + length], "big"), at + length


def _size(raw: bytes, at: int) -> tuple[int | None, int]:
    """The data size of an element; None when it is marked as unknown."""
    length = 9 - raw[at].bit_length()
    mask = (1 << (7 * length)) - 1
    value = int.from_bytes(raw[at : at + length], "big") & mask
    return (None if value == mask else value), at + length


def _page(packets: list[bytes], granule: int, number: int, flags: int) -> bytes:
    lacing = b"".join(b"\xff" * (len(p) // 255) + bytes([len(p) % 255]) for p in packets)
    head = struct.pack("<4sBBqIIIB", b"OggS", 0, flags, granule, SERIAL, number, 0, len(lacing))
    page = head + lacing + b"".join(packets)
    return page[:22] + struct.pack("<I", _crc(page)) + page[26:]


def _crc_table() -> list[int]:
    table = []
    for byte in range(256):
        value = byte << 24
        for _ in range(8):
            value = ((value << 1) ^ (0x04C11DB7 if value & 0x80000000 else 0)) & 0xFFFFFFFF
        table.append(value)
    return table


TABLE = _crc_table()


def _crc(page: bytes) -> int:
    value = 0
    for byte in page:
        value = ((value << 8) & 0xFFFFFFFF) ^ TABLE[(value >> 24) ^ byte]
    return value
