"""How large a photo may be, so that one file cannot take the memory of the whole machine."""

from dataclasses import dataclass, replace
from math import ceil, sqrt

from PIL import Image

from photoindex.domain.limits import MAX_PIXELS
from photoindex.errors import PhotoError

# Bytes that a decode holds at its peak for each pixel of the file, measured on pictures of 48 to 200 megapixels: WebP
# keeps two canvases besides two copies of the picture, AVIF its planes (of up to 12 bits) and two copies, HEIF its
# planes and one copy, a TIFF is held twice while it is turned, a progressive JPEG has all its coefficients in memory.
_BYTES_PER_PIXEL = {"WEBP": 16, "AVIF": 11, "HEIF": 7, "TIFF": 8, "JPEG": 7, "MPO": 7}
_BYTES_PER_PIXEL_ELSEWHERE = 5

_JPEG_SCALES = (1, 2, 4, 8)

# Whoever lowers `max_pixels` means large pictures, not small ones in large files.
_LEAST_FILE_BYTES = 200_000_000
_LEAST_PASSES = 3_000_000_000
_LEAST_PARTS = 500_000
_LEAST_DESCRIPTION_BYTES = 100_000_000


@dataclass(frozen=True, slots=True)
class DecodeLimits:
    """What one photo may cost.

    `max_pixels`: a file that declares more pixels is refused, whatever its format. `max_bytes`: formats that can only
    be decoded in full are refused when that would need more memory than this. `array_pixels`: the decoded array holds
    at most so many pixels; larger photos come reduced. `shared_bytes`: who decodes several photos at once does not
    decode two that each need more than this. What else is bounded follows from `max_pixels`.
    """

    max_pixels: int = MAX_PIXELS
    max_bytes: int = 1_500_000_000
    array_pixels: int = 50_000_000
    shared_bytes: int = 400_000_000

    @property
    def file_bytes(self) -> int:
        """How long a file may be, which is read as a whole: two bytes a pixel, where raw files and scans stay below."""
        return max(2 * self.max_pixels, _LEAST_FILE_BYTES)

    @property
    def passes(self) -> int:
        """How many pixels all scans of a JPEG or all parts of a HEIF may have together.

        Most progressive JPEGs have ten scans.
        """
        return max(6 * self.max_pixels, _LEAST_PASSES)

    @property
    def parts(self) -> int:
        """How many segments, chunks, blocks or strips a file may have."""
        return max(self.max_pixels // 1000, _LEAST_PARTS)

    @property
    def description_bytes(self) -> int:
        """How many bytes of metadata and profiles a file may have, counted for each picture in it that has them."""
        return max(self.max_pixels // 5, _LEAST_DESCRIPTION_BYTES)

    @property
    def shared(self) -> "DecodeLimits":
        """The limits for a photo that is decoded beside others."""
        return replace(self, max_bytes=min(self.max_bytes, self.shared_bytes))


class NeedsMoreMemoryError(PhotoError):
    """Decoding the photo would need more than `DecodeLimits.max_bytes`."""


def check_size(image: Image.Image, limits: DecodeLimits) -> None:
    """Refuse an opened, not yet decoded image that is too large; raises PhotoError."""
    kind, cost = image.format or "", 0
    if not _decodes_reduced(image):
        cost = cost_at_once(kind)
        kind = "progressive JPEG" if is_jpeg(image) else kind
    check_pixels(kind, image.size, limits, cost)


def cost_at_once(kind: str) -> int:
    """Bytes a pixel of a format, named as Pillow does, that are held where it is decoded in full."""
    return _BYTES_PER_PIXEL.get(kind, _BYTES_PER_PIXEL_ELSEWHERE)


def check_pixels(kind: str, size: tuple[int, int], limits: DecodeLimits, cost: int) -> None:
    """Refuse a photo of `size` (width, height) that takes `cost` bytes a pixel, 0 where they are never held at once."""
    allowed = min(limits.max_pixels, limits.max_bytes // cost) if cost else limits.max_pixels
    width, height = size
    if width * height > allowed:
        what = f"{kind} of {width} x {height} pixels"
        if width * height > limits.max_pixels:
            raise PhotoError("decode", f"{what}, over the limit of {limits.max_pixels:,} pixels", "too-many-pixels")
        needed, limit = (f"{size / 1e9:.1f} GB" for size in (width * height * cost, limits.max_bytes))
        message = f"{what}, which takes {needed} to decode, over the limit of {limit}"
        raise NeedsMoreMemoryError("decode", message, "too-much-memory")


def is_jpeg(image: Image.Image) -> bool:
    """Whether libjpeg decodes it; MPO is a JPEG with further ones behind."""
    return image.format in {"JPEG", "MPO"}


def _decodes_reduced(image: Image.Image) -> bool:
    # A progressive JPEG is decoded at any scale too, but all its coefficients are held in memory at full size.
    return is_jpeg(image) and not image.info.get("progressive")


def jpeg_scale(size: tuple[int, int], limits: DecodeLimits, least_side: int | None) -> int:
    """The divisor 1, 2, 4 or 8 at which libjpeg decodes an image of `size` (width, height).

    It is the least that keeps to `array_pixels`, or the largest whose long side still reaches `least_side`.
    """
    for scale in _JPEG_SCALES:
        if size[0] * size[1] <= limits.array_pixels * scale * scale:
            break
    if least_side is not None:
        scale = max([scale, *(larger for larger in _JPEG_SCALES if max(size) // larger >= least_side)])
    return scale


def reduction(size: tuple[int, int], limits: DecodeLimits) -> int:
    """The integer divisor that brings `size` (width, height) to at most `array_pixels`; 1 leaves it alone."""
    return max(1, ceil(sqrt(size[0] * size[1] / limits.array_pixels)))
