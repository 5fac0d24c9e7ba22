"""Check the user's own files: whether they exist, are unchanged, or are one file under two paths."""

from photoindex.originals.answers import ANSWER_SECONDS, all_in_time, in_time
from photoindex.originals.identity import Identify, Identity, identity_of, spelled
from photoindex.originals.presence import (
    CHANGED_WORDS,
    Original,
    Presence,
    check_original,
    is_another_now,
    presence_by_content,
    presence_of,
)

__all__ = [
    "ANSWER_SECONDS",
    "CHANGED_WORDS",
    "Identify",
    "Identity",
    "Original",
    "Presence",
    "all_in_time",
    "check_original",
    "identity_of",
    "in_time",
    "is_another_now",
    "presence_by_content",
    "presence_of",
    "spelled",
]
