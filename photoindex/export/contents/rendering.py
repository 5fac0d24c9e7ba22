"""Make a new picture of a photo: upright, in sRGB, and with the metadata that the user wants to keep."""

import io
from pathlib import Path
from typing import Any

from photoindex.decode import load_upright, packets_of
from photoindex.export.contents.carried import carried_exif
from photoindex.export.contents.form import Form, Kind
from photoindex.export.contents.xmp import without
from photoindex.export.files import reading

# Quality 92 is indistinguishable from the original on a screen, at a third of the size of 100.
_SETTINGS: dict[Kind, dict[str, Any]] = {
    "JPEG": {"quality": 92, "progressive": True},
    "PNG": {},
    "WEBP": {"quality": 90},
}
# A segment of a JPEG holds 64 kB; a longer packet is left out.
_MOST_XMP = 65_000


def rendered(path: Path, kind: Kind, form: Form) -> bytes:
    """The photo in this format, with a long side of at most `form.size` pixels. Raises PhotoError.

    Unless the user wants neither, it keeps the Exif facts and the XMP of the photo, except for what is no longer true:
    the orientation, the boxes of faces and the small preview.
    """
    with load_upright(path, max_side=form.size) as image:
        settings = dict(_SETTINGS[kind])
        if form.strip != "metadata":
            settings |= _metadata(path, kind, location=form.strip != "location")
        out = io.BytesIO()
        image.save(out, kind, **settings)
        return out.getvalue()


def _metadata(path: Path, kind: Kind, *, location: bool) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    exif = carried_exif(path, location=location)
    if exif:
        found["exif"] = exif
    with reading(path):
        packets = packets_of(path)
    packet = without(packets[0], location=not location, layout=True) if packets and kind != "PNG" else None
    if packet and len(packet) < _MOST_XMP:
        found["xmp"] = packet
    return found
