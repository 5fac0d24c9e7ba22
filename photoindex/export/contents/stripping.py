"""Copy a photo file without its metadata, or without what says where it was taken; the picture stays bit for bit."""

from io import BytesIO
from pathlib import Path

from photoindex.decode import DecodeLimits, of_blocks, read_blocks, read_whole
from photoindex.decode.containers import PNG
from photoindex.decode.profiles import adobe_rgb
from photoindex.export.contents.blocks import StuckError
from photoindex.export.contents.chunks import stripped_png, stripped_webp
from photoindex.export.contents.form import Strip
from photoindex.export.contents.gif import stripped_gif
from photoindex.export.contents.heif import stripped_heif
from photoindex.export.contents.jpeg import stripped_jpeg
from photoindex.export.contents.tiff import TiffError, scrub
from photoindex.export.records import NotExportedError

_PROFILE, _HEAD = b"ICC_PROFILE\0", 1_000_000
_TIFF = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")


def stripped(path: Path, strip: Strip) -> bytes:
    """The content of a photo file without places ("location"), or without all metadata ("metadata").

    Raises:
        NotExportedError: the metadata cannot be taken out, or the file cannot be read.
    """
    data, _ = read_whole(path, DecodeLimits())
    try:
        result = _stripped(data, strip)
    except (StuckError, TiffError) as error:
        raise NotExportedError("keeps-metadata", str(error)) from error
    blocks = read_blocks(BytesIO(result))
    if blocks.kind and of_blocks(blocks).exif.latitude is not None:
        raise NotExportedError("keeps-metadata", "a position is left in it")
    return result


def _stripped(data: bytes, strip: Strip) -> bytes:
    if data.startswith(_TIFF):
        changed = bytearray(data)
        scrub(changed, strip)
        return bytes(changed)
    if data[4:8] == b"ftyp":
        return stripped_heif(data, strip)
    blocks = read_blocks(BytesIO(data))
    metadata = of_blocks(blocks)
    if data.startswith(b"\xff\xd8"):
        # Cameras mark Adobe RGB in the Exif data, without a profile.
        adobe = metadata.exif.adobe_rgb and _PROFILE not in data[:_HEAD]
        return stripped_jpeg(data, strip, metadata.orientation, adobe_rgb() if adobe else b"")
    if data.startswith(PNG):
        return stripped_png(data, strip, metadata.orientation)
    if blocks.kind == "WEBP":
        return stripped_webp(data, strip, metadata.orientation)
    if blocks.kind == "GIF":
        return stripped_gif(data)
    raise StuckError("its format is unknown")
