"""Bound the work of decoding a file before it begins: small files can demand hours of work."""

import struct

from PIL import Image

from photoindex.decode.containers import PNG
from photoindex.decode.heif_effort import check_items
from photoindex.decode.jpeg_segments import first_scan, scans
from photoindex.decode.limits import DecodeLimits, check_pixels, cost_at_once, is_jpeg
from photoindex.errors import PhotoError

_SOS = b"\xff\xda"

# Decoders inflate each of these chunks, to up to a thousand times its size.
_COMPRESSED = frozenset((b"zTXt", b"iTXt", b"iCCP"))
_COMPRESSED_SHARE = 250

# BITMAPINFOHEADER: biWidth and biHeight, biCompression, which is 1 or 2 for runs of 8 or 4 bits.
_BMP_SIZE, _BMP_COMPRESSION = 18, 30
# Pillow unpacks runs one by one, a hundred times slower than other compressions.
_COST_OF_RUNS = 10


def check_parts(data: bytes, limits: DecodeLimits) -> None:
    """Refuse a PNG with too many chunks, a BMP with too many runs or a HEIF with too many items.

    Raises PhotoError ("too-much-work", or any other reason that `check_items` gives).
    """
    if data[4:8] == b"ftyp":
        check_items(data, limits)
    elif data.startswith(PNG):
        _check_chunks(data, limits.parts)
    elif data.startswith(b"BM") and len(data) > _BMP_COMPRESSION + 4:
        width, height = struct.unpack_from("<ii", data, _BMP_SIZE)
        in_runs = int.from_bytes(data[_BMP_COMPRESSION : _BMP_COMPRESSION + 4], "little") in {1, 2}
        most = limits.max_pixels // _COST_OF_RUNS
        if in_runs and abs(width * height) + len(data) > most:
            what = f"a run-length encoded BMP of {width} x {abs(height)} pixels in {len(data):,} bytes"
            raise PhotoError("decode", f"{what}, over the limit of {most:,} pixels plus bytes", "too-much-work")


def _check_chunks(data: bytes, most: int) -> None:
    at, count, compressed, most_compressed = len(PNG), 0, 0, most // _COMPRESSED_SHARE
    while at + 8 <= len(data):
        size, kind = struct.unpack_from(">I4s", data, at)
        at += 12 + size
        count += 1
        compressed += kind in _COMPRESSED
        if count > most or compressed > most_compressed:
            limit = f"{most:,} chunks" if count > most else f"{most_compressed:,} compressed texts and profiles"
            raise PhotoError("decode", f"a PNG with more than {limit}", "too-much-work")


def check_scans(data: bytes, opened: Image.Image, limits: DecodeLimits) -> None:
    """Refuse a JPEG that needs too many passes over its picture or too much memory for its coefficients.

    Raises PhotoError ("too-much-work", "too-much-memory").
    """
    if not is_jpeg(opened):
        return
    first = first_scan(data, limits.parts)
    if first < 0:
        return
    progressive = bool(opened.info.get("progressive"))
    if not progressive and data[first + 4] >= getattr(opened, "layers", 0):
        # Here the first scan holds all colours, and libjpeg stops after it.
        return
    # Otherwise all coefficients are held until the last scan.
    kind = "progressive JPEG" if progressive else "JPEG in several scans"
    check_pixels(kind, opened.size, limits, cost_at_once("JPEG"))
    most = max(1, limits.passes // max(1, opened.width * opened.height))
    # Counting two bytes is fast, but they may also occur elsewhere.
    if data.count(_SOS) > most and (count := scans(data, first, most)) > most:
        what = f"a JPEG of {opened.width} x {opened.height} pixels in {count:,} scans or more"
        raise PhotoError("decode", f"{what}, over the limit of {limits.passes:,} pixels in all scans", "too-much-work")
