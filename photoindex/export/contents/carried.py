"""Carry the Exif facts of a photo over to a new picture of it."""

from pathlib import Path

from PIL import Image

from photoindex.decode import read_blocks
from photoindex.decode.codecs import CODEC_ERRORS, open_image, quiet_pillow
from photoindex.errors import PhotoError
from photoindex.export.files import reading

_ORIENTATION, _EXIF, _GPS, _MAKER_NOTE = 0x0112, 0x8769, 0x8825, 0x927C
# Tags of the first directory that say something about the photo rather than about how its pixels are stored:
# description, camera, orientation, software, date, artist, copyright, and the texts of Windows.
_KEPT = frozenset((
    0x010E, 0x010F, 0x0110, 0x0131, 0x0132, 0x013B, 0x8298, _EXIF, _GPS, 0x9C9B, 0x9C9C, 0x9C9D, 0x9C9E, 0x9C9F,
))  # fmt: skip
# Pixel dimensions and the link to the interoperability directory.
_OF_OLD_PICTURE = (0xA002, 0xA003, 0xA005)
# An Exif block must fit into one segment of a JPEG.
_MOST_BYTES = 65_000
_MOST_READ = 400_000_000


def carried_exif(path: Path, *, location: bool) -> bytes:
    """The Exif block for a new upright picture of a photo; empty if nothing is known about it. Raises PhotoError if the
    file cannot be read.

    Maker notes are left out: their contents refer to places in the old file.
    """
    with quiet_pillow:
        try:
            old = _exif_of(path)
            new = Image.Exif()
            for tag, value in old.items():
                if tag in _KEPT - {_EXIF, _GPS}:
                    new[tag] = value
            copied = [_copy_directory(old, new, directory) for directory in (_EXIF, *((_GPS,) if location else ()))]
            if not new and not any(copied):
                return b""
            new[_ORIENTATION] = 1
            data = new.tobytes()
        except CODEC_ERRORS:
            # Damaged metadata; the picture counts.
            return b""
    return data if len(data) < _MOST_BYTES else b""


def _copy_directory(old: Image.Exif, new: Image.Exif, directory: int) -> bool:
    """Copy the tags of a directory; whether there are any."""
    facts = old.get_ifd(directory)
    left_out = (_MAKER_NOTE, *_OF_OLD_PICTURE) if directory == _EXIF else ()
    kept = {tag: value for tag, value in facts.items() if tag not in left_out}
    if kept:
        new.get_ifd(directory).update(kept)
    return bool(kept)


def _exif_of(path: Path) -> Image.Exif:
    with reading(path), path.open("rb") as file:
        blocks = read_blocks(file)
        exif = Image.Exif()
        if blocks.kind:
            if blocks.exif:
                exif.load(blocks.exif)
            return exif
        file.seek(0)
        data = file.read(_MOST_READ)
    if data[:4] in {b"II*\0", b"MM\0*"}:
        # A TIFF and most RAW files are built like an Exif block.
        exif.load(data)
        return exif
    try:
        with open_image(data) as opened:
            return opened.getexif()
    except PhotoError:
        return exif
