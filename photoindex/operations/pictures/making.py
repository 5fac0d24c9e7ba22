"""Make the thumbnails of all faces of a photo from its original."""

import threading
from collections.abc import Sequence

from photoindex.domain.thumbnail import FacePlace, ThumbnailKey, key_of
from photoindex.operations.pictures.originals import FOR_DISPLAY, decoded
from photoindex.operations.pictures.records import NoPicture
from photoindex.originals import Original
from photoindex.thumbnails import decoding_side, thumbnails_in


def thumbnails_from(
    original: Original, places: Sequence[FacePlace], turns: threading.Semaphore = FOR_DISPLAY
) -> dict[ThumbnailKey, bytes] | NoPicture:
    """The large thumbnails of these faces of a photo, as WebP; `turns` limits how many photos are decoded at once."""
    found = decoded(original, decoding_side([place.box for place in places]), turns)
    if isinstance(found, NoPicture):
        return found
    images = thumbnails_in([found.image], places, found.profile, "thorough")
    return {key_of(original.content_hash, place.box): image for place, image in zip(places, images, strict=True)}
