"""Say why an export skipped a file."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from photoindex.operations.slideshow import Skipped, SkipReason

_WORDS: "Mapping[SkipReason, str]" = {
    "away": "its disk is offline",
    "changed": "is no longer the photo that was scanned; scan again",
    "missing": "the file is missing",
    "unreadable": "cannot be read",
    "edited": "it has changed since it was exported, so it stays",
    "last-name": "it is the last name of its photo, so it stays",
    "keeps-metadata": "its metadata cannot be taken out (--convert jpeg makes a new picture)",
    "not-an-original": "it is a copy that an earlier export made, and has changed since",
}


def in_words(skipped: "Skipped") -> str:
    """The reason, with the details from the system or the decoder."""
    match skipped.reason:
        case "damaged":
            return skipped.detail
        case reason:
            return f"{_WORDS[reason]}: {skipped.detail}" if skipped.detail else _WORDS[reason]
