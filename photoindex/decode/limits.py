"""Limit the size of photos, so that one file cannot use up the memory of the whole machine."""

from dataclasses import dataclass, replace
from math import ceil, sqrt

from PIL import Image

from photoindex.domain.limits import MAX_PIXELS
from photoindex.errors import PhotoError

# Peak memory of decoding in bytes per pixel of the file, measured on pictures of 48 to 200 megapixels: WebP keeps two
# canvases besides two copies of the picture, AVIF its planes (of up to 12 bits) and two copies, HEIF its planes and one
# copy; a TIFF is held twice while it is turned; a progressive JPEG has all its coefficients in memory.
_BYTES_PER_PIXEL = {"WEBP": 16, "AVIF": 11, "HEIF": 7, "TIFF": 8, "JPEG": 7, "MPO": 7}
_BYTES_PER_PIXEL_ELSEWHERE = 5

_JPEG_SCALES = (1, 2, 4, 8)

# Lowering `max_pixels` is meant to exclude large pictures, not small ones in large files.
_LEAST_FILE_BYTES = 200_000_000
_LEAST_PASSES = 3_000_000_000
_LEAST_PARTS = 500_000
_LEAST_DESCRIPTION_BYTES = 100_000_000


@dataclass(frozen=True, slots=True)
class DecodeLimits:
    """The limits for one photo.

    `max_pixels`: a file that declares more pixels is refused, whatever its format. `max_bytes`: formats that can only
    be decoded at full size are refused if that would need more memory than this. `array_pixels`: the most pixels of the
    decoded array; larger photos are reduced. `shared_bytes`: if several photos are decoded at the same time, at most
    one of them may need more memory than this. All other limits follow from `max_pixels`.
    """

    max_pixels: int = MAX_PIXELS
    max_bytes: int = 1_500_000_000
    array_pixels: int = 50_000_000
    shared_bytes: int = 400_000_000

    @property
    def file_bytes(self) -> int:
        """The size of the largest file that is accepted. There is such a limit because files are read whole. It allows
        two bytes per pixel; real RAW files and scans stay below that.
        """
        return max(2 * self.max_pixels, _LEAST_FILE_BYTES)

    @property
    def passes(self) -> int:
        """The most pixels that all scans of a JPEG, or all parts of a HEIF, may have together.

        Most progressive JPEGs have ten scans.
        """
        return max(6 * self.max_pixels, _LEAST_PASSES)

    @property
    def parts(self) -> int:
        """The most segments, chunks, blocks or strips in a file."""
        return max(self.max_pixels // 1000, _LEAST_PARTS)

    @property
    def description_bytes(self) -> int:
        """The most bytes of metadata and profiles in a file, counted for each picture in it that has them."""
        return max(self.max_pixels // 5, _LEAST_DESCRIPTION_BYTES)

    @property
    def shared(self) -> "DecodeLimits":
        """The limits for a photo that is decoded at the same time as others."""
        return replace(self, max_bytes=min(self.max_bytes, self.shared_bytes))


class NeedsMoreMemoryError(PhotoError):
    """Decoding the photo would need more than `DecodeLimits.max_bytes`."""


def check_size(image: Image.Image, limits: DecodeLimits) -> None:
    """Refuse an image that is opened but not yet decoded if it is too large; raises PhotoError."""
    kind, cost = image.format or "", 0
    if not _decodes_reduced(image):
        cost = cost_at_once(kind)
        kind = "progressive JPEG" if is_jpeg(image) else kind
    check_pixels(kind, image.size, limits, cost)


def cost_at_once(kind: str) -> int:
    """The bytes per pixel needed to decode a format, by Pillow's name, at full size."""
    return _BYTES_PER_PIXEL.get(kind, _BYTES_PER_PIXEL_ELSEWHERE)


def check_pixels(kind: str, size: tuple[int, int], limits: DecodeLimits, cost: int) -> None:
    """Refuse a photo of `size` (width, height) that is too large.

    `cost` is the memory it needs in bytes per pixel, or 0 if it can be decoded at a reduced size.
    """
    allowed = min(limits.max_pixels, limits.max_bytes // cost) if cost else limits.max_pixels
    width, height = size
    pixels = width * height
    if pixels > allowed:
        what = f"{kind} of {width} x {height} pixels"
        if pixels > limits.max_pixels:
            message = f"{what}, over the limit of {limits.max_pixels:,} pixels"
            raise PhotoError("decode", message, "too-many-pixels", needed=pixels, allowed=limits.max_pixels)
        needed, limit = (f"{size / 1e9:.1f} GB" for size in (pixels * cost, limits.max_bytes))
        message = f"{what}, which takes {needed} to decode, over the limit of {limit}"
        raise NeedsMoreMemoryError("decode", message, "too-much-memory", needed=pixels * cost, allowed=limits.max_bytes)


def is_jpeg(image: Image.Image) -> bool:
    """Whether libjpeg decodes the image. This includes MPO files, each of which is a JPEG followed by further JPEGs."""
    return image.format in {"JPEG", "MPO"}


def _decodes_reduced(image: Image.Image) -> bool:
    # A progressive JPEG can be decoded at any scale too, but its coefficients are held in memory at full size.
    return is_jpeg(image) and not image.info.get("progressive")


def jpeg_scale(size: tuple[int, int], limits: DecodeLimits, least_side: int | None) -> int:
    """The divisor 1, 2, 4 or 8 at which libjpeg decodes an image of `size` (width, height).

    Two divisors are considered, and the larger one is returned: the smallest that respects `array_pixels`, and the
    largest with which the long side still has `least_side` pixels.
    """
    for scale in _JPEG_SCALES:
        if size[0] * size[1] <= limits.array_pixels * scale * scale:
            break
    if least_side is not None:
        scale = max([scale, *(larger for larger in _JPEG_SCALES if max(size) // larger >= least_side)])
    return scale


def reduction(size: tuple[int, int], limits: DecodeLimits) -> int:
    """The integer divisor that reduces `size` (width, height) to at most `array_pixels`; 1 if it already fits."""
    return max(1, ceil(sqrt(size[0] * size[1] / limits.array_pixels)))
