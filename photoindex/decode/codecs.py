"""Pillow and pi-heif as this project uses them: a fixed set of formats, quiet, and with our words for their errors."""

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

# Named one by one, because Pillow otherwise imports all its plugins to find one of these.
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

# AVIF files may carry these brands too; Pillow tries AVIF first and goes on to HEIF when it is none.
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
"""What Pillow, pi-heif and the libraries below them raise over one damaged file."""

# Scans run one process a core; threads inside a decode would only compete with the other processes.
AvifImagePlugin.DEFAULT_MAX_THREADS = 1

# Pillow logs what it dislikes about a file; without a handler Python prints that to the terminal.
logging.getLogger("PIL").addHandler(logging.NullHandler())


class _Shared:
    """A context that changes something of the whole process: threads in it at the same time share one change.

    The first to enter makes it and the last to leave undoes it, so that none restores what another has changed.
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
def _standard_error_to_nowhere() -> Iterator[None]:
    try:
        terminal = os.dup(2)
    except OSError:
        # There is no standard error, as in a program without a console: nothing to silence.
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
"""Context for every call into Pillow: no warnings, and its own limit of pixels is off, because ours is checked."""

silent_decoder = _Shared(_standard_error_to_nowhere)
"""Context for libtiff, OpenCV and LibRaw, which print their complaints straight to file descriptor 2."""


def open_image(data: bytes) -> ImageFile.ImageFile:
    """Identify an image by its content, without decoding its pixels.

    Raises PhotoError when there is no data or a HEIC cannot be decoded here, else one of CODEC_ERRORS.
    """
    if not data:
        raise PhotoError("decode", "the file is empty", "empty")
    formats = _FORMATS
    if data[4:8] == b"ftyp" and data[8:12] in _HEIF_BRANDS:
        formats = (*_FORMATS, _register_heif())
    return Image.open(BytesIO(data), formats=formats)


@cache
def _register_heif() -> str:
    """Load the HEIF decoder when the first such file comes; the name of its format in Pillow."""
    try:
        import pi_heif
    except ImportError as error:
        raise PhotoError("decode", f"HEIC needs the package pi-heif, which cannot be loaded: {error}") from error
    # Only the picture itself is wanted: depth maps and other layers cost time and are one more thing to be damaged.
    # The previews that phones put inside have 320 or 512 pixels, fewer than any detector looks at.
    pi_heif.register_heif_opener(decode_threads=1, thumbnails=False, depth_images=False, aux_images=False)
    return "HEIF"


def photo_error(error: BaseException) -> PhotoError:
    """What went wrong in a decoder, in words for the owner of the photo."""
    reason = " ".join(str(error).split())
    if isinstance(error, UnidentifiedImageError):
        return PhotoError("decode", "not an image that can be read", "not-an-image")
    if isinstance(error, MemoryError):
        return PhotoError("decode", "too little memory to decode it", "too-much-memory")
    # Pillow and the libraries below it tell no other way.
    if isinstance(error, EOFError) or any(word in reason.lower() for word in ("truncated", "need_more_input")):
        return PhotoError("decode", "the file ends in the middle (truncated)", "truncated")
    return PhotoError("decode", f"damaged: {reason or type(error).__name__}", "damaged")
