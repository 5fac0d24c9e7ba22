"""Say why a photo or a face cannot be shown."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from photoindex.operations.thumbnails import PictureProblem

_REASONS: "Mapping[PictureProblem, str]" = {
    "unknown": "the index does not know them",
    "missing": "no file holds them any more",
    "offline": "their disk is offline",
    "replaced": "their files have changed since they were scanned",
    "unreadable": "their files cannot be read",
    "damaged": "their files cannot be decoded",
}


def why_not(reason: "PictureProblem") -> str:
    """Why several photos cannot be shown."""
    return _REASONS[reason]
