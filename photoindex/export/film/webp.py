"""Write an animated WebP."""

from collections.abc import Sequence
from typing import Any, BinaryIO

from PIL import Image

from photoindex.export.film.records import MARK, Film

_QUALITY = 78
_SOFTWARE = 0x0131  # the Exif tag


class _Animation(Image.Image):
    """An animation whose pictures are made when Pillow asks for them, so that only one is in memory."""

    def __init__(self, film: Film, size: tuple[int, int], pictures: int) -> None:
        super().__init__()
        self._film, self.n_frames, self._at = film, pictures, -1
        self._mode, self._size = "RGB", size
        self.seek(0)

    def seek(self, frame: int) -> None:
        # At the end, Pillow asks for the first picture once more.
        while self._at < frame:
            self.im = next(self._film).picture.im
            self._at += 1

    def tell(self) -> int:
        return max(self._at, 0)


def write_webp(film: Film, lengths: Sequence[int], size: tuple[int, int], rate: int, file: BinaryIO) -> None:
    """Write the pictures of a film to `file`, repeated in a loop.

    Args:
        lengths: how many frames show each picture.
        size: width and height of the pictures.
        rate: frames in a second.
    """
    animation = _Animation(film, size, len(lengths))
    exif = Image.Exif()
    exif[_SOFTWARE] = MARK
    durations = [1000 * length / rate for length in lengths]
    about: dict[str, Any] = {"duration": durations, "loop": 0, "quality": _QUALITY, "method": 4, "exif": exif}
    animation.save(file, "WEBP", save_all=True, **about)
