"""Paths of the user's own files in, what the system says of them out: there or not, the same or another one, intact."""

from photoindex.originals.answers import ANSWER_SECONDS, in_time
from photoindex.originals.identity import Identify, Identity, identity_of, spelled

__all__ = [
    "ANSWER_SECONDS",
    "Identify",
    "Identity",
    "identity_of",
    "in_time",
    "spelled",
]
