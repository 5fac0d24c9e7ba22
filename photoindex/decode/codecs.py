"""Open images of a fixed set of formats with Pillow and pi-heif, with no output and with our own error messages."""

import logging
import os
import struct
import threading
import warnings
import zlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from functools import cache
from io import BytesIO
from types import TracebackType

# The plugins are imported one by one, because Pillow would otherwise import all of its plugins to find one.
from PIL import (
    AvifImagePlugin,
    BmpImagePlugin,
    GifImagePlugin,
    Image,
    ImageCms,
    ImageFile,
    JpegImagePlugin,
    MpoImagePlugin,
    PngImagePlugin,
    UnidentifiedImageError,
    WebPImagePlugin,
)

from photoindex.errors import PhotoError

_PLUGINS = (
    JpegImagePlugin.JpegImageFile,
    MpoImagePlugin.MpoImageFile,
    PngImagePlugin.PngImageFile,
    WebPImagePlugin.WebPImageFile,
    GifImagePlugin.GifImageFile,
    BmpImagePlugin.BmpImageFile,
    AvifImagePlugin.AvifImageFile,
)
_FORMATS = tuple(plugin.format for plugin in _PLUGINS if plugin.format != MpoImagePlugin.MpoImageFile.format)

# AVIF files may carry these brands too; Pillow tries AVIF first, then HEIF.
_HEIF_BRANDS = frozenset((b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1", b"msf1"))

CODEC_ERRORS = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    LookupError,
    MemoryError,
    OSError,
    RuntimeError,
    SyntaxError,
    SystemError,
    TypeError,
    ValueError,
    struct.error,
    zlib.error,
    Image.DecompressionBombError,
    ImageCms.PyCMSError,
)
"""The errors that Pillow, pi-heif and the libraries below them raise for a damaged file."""

# Scans run one process per core; threads inside a decoder would only compete with the other processes.
AvifImagePlugin.DEFAULT_MAX_THREADS = 1

# Pillow logs problems with a file; without a handler, Python prints them to the terminal.
logging.getLogger("PIL").addHandler(logging.NullHandler())


class _Shared:
    """A context that changes process-wide state; threads that are inside it at the same time share the change.

    The first thread to enter makes the change and the last to leave undoes it, so that it stays in effect for all.
    """

    def __init__(self, context: Callable[[], AbstractContextManager[None]]) -> None:
        self._context = context
        self._lock = threading.Lock()
        self._users = 0
        self._undo = ExitStack()

    def __enter__(self) -> None:
        with self._lock:
            if self._users == 0:
                self._undo.enter_context(self._context())
            self._users += 1

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._lock:
            self._users -= 1
            if self._users == 0:
                self._undo.close()


@contextmanager
def _own_limits_and_no_warnings() -> Iterator[None]:
    limit = Image.MAX_IMAGE_PIXELS
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        Image.MAX_IMAGE_PIXELS = None
        try:
            yield
        finally:
            Image.MAX_IMAGE_PIXELS = limit


@contextmanager
def _discarded_standard_error() -> Iterator[None]:
    try:
        terminal = os.dup(2)
    except OSError:
        # There is no standard error to silence, as in a program without a console.
        yield
        return
    with open(os.devnull, "wb") as nowhere:  # noqa: PTH123 - not a path of ours
        os.dup2(nowhere.fileno(), 2)
    try:
        yield
    finally:
        os.dup2(terminal, 2)
        os.close(terminal)


quiet_pillow = _Shared(_own_limits_and_no_warnings)
"""Context for every call into Pillow. It turns off Pillow's warnings and its pixel limit, because we check our own.
"""

silent_decoder = _Shared(_discarded_standard_error)
"""Context for libtiff, OpenCV and LibRaw, which print their warnings straight to file descriptor 2."""


def open_image(data: bytes) -> ImageFile.ImageFile:
    """Identify an image by its content, without decoding its pixels.

    Raises PhotoError if the data is empty, or if it is a HEIC file and HEIC cannot be decoded here. Other failures
    raise one of CODEC_ERRORS.
    """
    if not data:
        raise PhotoError("decode", "the file is empty", "empty")
    formats = _FORMATS
    if data[4:8] == b"ftyp" and data[8:12] in _HEIF_BRANDS:
        formats = (*_FORMATS, _register_heif())
    return Image.open(BytesIO(data), formats=formats)


@cache
def _register_heif() -> str:
    """Load the HEIF decoder when the first HEIF file is opened; return Pillow's name of the format."""
    try:
        import pi_heif
    except ImportError as error:
        raise PhotoError("decode", f"HEIC needs the package pi-heif, which cannot be loaded: {error}") from error
    # Only the picture itself is needed: depth maps and other layers take time and may be damaged.
    # The previews that phones embed have 320 or 512 pixels, fewer than any detector uses.
    pi_heif.register_heif_opener(decode_threads=1, thumbnails=False, depth_images=False, aux_images=False)
    return "HEIF"


def photo_error(error: BaseException) -> PhotoError:
    """Turn a decoder's error into one that the owner of the photo can understand."""
    reason = " ".join(str(error).split())
    if isinstance(error, UnidentifiedImageError):
        return PhotoError("decode", "not a readable image", "not-an-image")
    if isinstance(error, MemoryError):
        return PhotoError("decode", "not enough memory to decode it", "too-much-memory")
    # Only the error's text shows that a file is truncated, in Pillow as in the libraries below it.
    if isinstance(error, EOFError) or any(word in reason.lower() for word in ("truncated", "need_more_input")):
        return PhotoError("decode", "the file is truncated", "truncated")
    return PhotoError("decode", f"damaged: {reason or type(error).__name__}", "damaged")
