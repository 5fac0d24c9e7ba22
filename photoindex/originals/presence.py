"""Check whether a file exists and is still the photo that was scanned."""

import errno
import os
import stat
from dataclasses import dataclass
from enum import Enum

from photoindex.domain.file_numbers import numbers_of
from photoindex.domain.photo import PhotoFile
from photoindex.errors import PhotoError

_NOT_THERE = {errno.ENOENT, errno.ENOTDIR, errno.ELOOP}


@dataclass(frozen=True, slots=True)
class Original:
    """A file as it was when it was scanned, and the SHA-256 of its photo in hexadecimal."""

    file: PhotoFile
    content_hash: str


class Presence(Enum):
    """The present state of a file. `IN_DOUBT` means that the times of the file changed since the scan, so that only its
    bytes can show whether the file was edited.
    """

    HERE = "here"
    IN_DOUBT = "in doubt"
    CHANGED = "changed"
    GONE = "gone"
    UNREADABLE = "unreadable"


CHANGED_WORDS = "is no longer the photo that was scanned; scan again"


def presence_of(original: Original) -> Presence:
    """The presence of a file, found without opening it."""
    before = original.file
    try:
        status = os.stat(before.path)  # noqa: PTH116 - called for every photo that is found
    except OSError as error:
        return Presence.GONE if error.errno in _NOT_THERE else Presence.UNREADABLE
    now = numbers_of(status)
    if not stat.S_ISREG(status.st_mode) or now.size != before.size:
        return Presence.CHANGED
    moved = before.ctime_ns is not None and now.ctime_ns is not None and now.ctime_ns != before.ctime_ns
    return Presence.IN_DOUBT if moved or now.mtime_ns != before.mtime_ns else Presence.HERE


def presence_by_content(original: Original) -> Presence:
    """The presence of a file. If its times leave doubt, its bytes are compared, so the result is never `IN_DOUBT`.

    Raises:
        OSError: the bytes are needed but cannot be read.
    """
    presence = presence_of(original)
    if presence is not Presence.IN_DOUBT:
        return presence
    return Presence.HERE if _hash_of(original) == original.content_hash else Presence.CHANGED


def check_original(original: Original) -> None:
    """Make sure that a file still holds the photo that was scanned. If the times of the file leave doubt, its bytes are
    compared.

    Raises:
        PhotoError: the file is missing, cannot be read, or holds something else.
    """
    try:
        presence = presence_by_content(original)
    except OSError as error:
        raise PhotoError("read", f"cannot be read: {error.strerror or error}") from error
    if presence is Presence.CHANGED:
        raise PhotoError("changed", CHANGED_WORDS)
    if presence is Presence.GONE:
        raise PhotoError("read", "the file is no longer there")
    if presence is Presence.UNREADABLE:
        raise PhotoError("read", "cannot be read")


def is_another_now(original: Original) -> bool:
    """Whether a readable file holds something other than the photo that was scanned."""
    try:
        return presence_by_content(original) is Presence.CHANGED
    except OSError:
        return False


def _hash_of(original: Original) -> str:
    import hashlib  # loads OpenSSL; most files need not be hashed

    with original.file.path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
