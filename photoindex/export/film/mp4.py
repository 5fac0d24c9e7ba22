"""Encode a film as MP4: H.264 through the optional package PyAV."""

from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path
from typing import Any

from PIL import Image

from photoindex.advice.machines import InstallPackage
from photoindex.errors import MissingLibraryError, StorageError
from photoindex.export.files import readable
from photoindex.export.film.records import MARK

FILM_PACKAGE = "av>=14.0"
RATE = 30
# x264's scale of quality: 18 looks like the original, each 6 more halve the size.
_QUALITY = "20"
_BT709 = 1


def require_encoder() -> Any:
    """The module `av`. Raises MissingLibraryError if it is not installed, or has no encoder for H.264."""
    try:
        import av
    except ImportError as error:
        raise _missing() from error
    if "libx264" not in av.codecs_available:
        raise _missing()
    return av


def _missing() -> MissingLibraryError:
    return MissingLibraryError(
        "films need the package PyAV (av) with the encoder x264, which is not installed",
        hint="Its wheels contain FFmpeg with x264, which are under the GPL; photoindex itself is not.",
        advice=InstallPackage(FILM_PACKAGE),
    )


class VideoFile:
    """A video file that is being written. Use it as a context manager."""

    def __init__(self, path: Path, size: tuple[int, int]) -> None:
        """Begin a file for pictures of this size, both even. Raises MissingLibraryError and StorageError."""
        self._av, self._path, self._frames = require_encoder(), path, 0
        with self._writing():
            # "faststart" puts the table of contents first, so that a film plays before all of it was loaded.
            self._container = self._av.open(str(path), "w", format="mp4", options={"movflags": "+faststart"})
            self._container.metadata["comment"] = MARK
            self._stream = self._container.add_stream("libx264", rate=RATE)
            self._stream.width, self._stream.height = size
            self._stream.pix_fmt = "yuv420p"
            self._stream.options = {"crf": _QUALITY, "preset": "medium"}
            context = self._stream.codec_context
            context.time_base = Fraction(1, RATE)
            context.colorspace = context.color_primaries = context.color_trc = _BT709
            context.color_range = 1

    def show(self, picture: Image.Image, frames: int = 1) -> None:
        """Add a picture for this many frames. Raises StorageError."""
        with self._writing():
            frame = self._av.VideoFrame.from_image(picture)
            frame = frame.reformat(format="yuv420p", dst_colorspace="ITU709", dst_color_range="MPEG")
            for _ in range(frames):
                frame.pts = self._frames
                frame.time_base = Fraction(1, RATE)
                self._frames += 1
                self._container.mux(self._stream.encode(frame))

    def __enter__(self) -> "VideoFile":
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        try:
            if kind is None:
                with self._writing():
                    self._container.mux(self._stream.encode(None))
        finally:
            with self._writing():
                self._container.close()

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """Turn FFmpeg's errors into StorageError."""
        try:
            yield
        except self._av.FFmpegError as error:
            raise StorageError(f"Cannot write {readable(self._path)}: {error.strerror or error}") from error
