"""Define the texts and the pictures of a contact sheet of photos."""

import io
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from PIL import Image

from photoindex.decode import load_upright
from photoindex.domain.photo import TakenPrecision
from photoindex.errors import PhotoError
from photoindex.export.contents.streams import Spool
from photoindex.export.presets.records import PresetPhoto
from photoindex.export.records import Skipped, skipped

# Pixels of the long side of a picture.
_SIDE, _QUALITY = 360, 85


@dataclass(frozen=True, slots=True)
class SheetTexts:
    """The texts of a contact sheet. `note` stands below the title; `missing` replaces a picture that cannot be shown;
    `page` words the number of a page, and `date` the date of a photo.
    """

    title: str
    note: str
    missing: str
    page: Callable[[int], str]
    date: Callable[[datetime, TakenPrecision], str]

    def captions(self, photo: PresetPhoto) -> tuple[str, str, str]:
        """Who is in a photo, when it was taken (empty if unknown), and what its file is called."""
        taken = photo.photo.taken_at
        return ", ".join(photo.people), self.date(taken, photo.photo.taken_precision) if taken else "", photo.name


Photos = Callable[[], Iterable[PresetPhoto]]
"""Gives the photos of the sheet again, each time that it is called."""


class Pictures:
    """Small pictures of the photos. Each photo is decoded once, and kept in a temporary file. `left_out` are the photos
    that cannot be opened.
    """

    def __init__(self, spool: Spool, drawn: Callable[[], None]) -> None:
        self._spool, self._drawn = spool, drawn
        self._places: dict[str, tuple[int, int] | None] = {}
        self.left_out: list[Skipped] = []

    def of(self, photo: PresetPhoto) -> bytes | None:
        """A JPEG of the photo; None if it cannot be opened."""
        key = photo.photo.content_hash
        if key not in self._places:
            self._places[key] = self._made(photo)
            self._drawn()
        place = self._places[key]
        return None if place is None else self._spool.read(*place)

    def _made(self, photo: PresetPhoto) -> tuple[int, int] | None:
        out = io.BytesIO()
        try:
            photo.photo.check()
            with load_upright(photo.path, max_side=_SIDE) as image:
                image.thumbnail((_SIDE, _SIDE), Image.Resampling.LANCZOS)
                image.save(out, "JPEG", quality=_QUALITY)
        except PhotoError as error:
            self.left_out.append(skipped(photo.path, error))
            return None
        start = self._spool.size
        self._spool.add(out.getvalue())
        return start, len(out.getvalue())
