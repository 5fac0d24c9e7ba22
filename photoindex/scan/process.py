"""One photo through the whole pipeline, as a plain function: read, decode, detect, align, embed."""

import hashlib
import os
import stat
from pathlib import Path

from photoindex.decode import DecodeLimits
from photoindex.domain.outcome import AlreadyKnown, Analysed, Failed, Outcome
from photoindex.domain.photo import PhotoFile
from photoindex.errors import PhotoError
from photoindex.scan.look import Analyzer, look
from photoindex.scan.messages import Task

__all__ = ["Analyzer", "process_photo"]

# A file is read as a whole, once for its hash and its pixels. The largest photos, scans and raw files, stay below this.
MOST_BYTES = 2_000_000_000


def process_photo(task: Task, analyzer: Analyzer, limits: DecodeLimits) -> Outcome:
    """Process one file. Whatever is wrong with it is in the outcome; nothing is raised for a bad photo."""
    try:
        return _process(task, analyzer, limits)
    except PhotoError as error:
        return Failed(task.file, error.stage, error.message)


def _process(task: Task, analyzer: Analyzer, limits: DecodeLimits) -> Outcome:
    data, file = _read(task.file.path)
    content_hash = hashlib.sha256(data).hexdigest()
    if content_hash in task.known_hashes:
        return AlreadyKnown(file, content_hash)
    photo, faces = look(data, file.path.name, analyzer, limits)
    return Analysed(file, content_hash, photo.facts, photo.damage, tuple(faces))


def _read(path: Path) -> tuple[bytes, PhotoFile]:
    """The bytes of a file, with its size and time from before reading: a later change shows as one in the next scan."""
    try:
        # A pipe that took the place of the file since it was listed must not keep us waiting for a writer.
        with open(path, "rb", opener=_without_waiting) as stream:
            status = os.fstat(stream.fileno())
            if not stat.S_ISREG(status.st_mode):
                raise PhotoError("read", "is no longer a file")
            if status.st_size > MOST_BYTES:
                raise PhotoError("decode", f"is {status.st_size:,} bytes long, over the limit of {MOST_BYTES:,}")
            # One that grows while it is read is not followed for ever.
            data = stream.read(status.st_size)
    except OSError as error:
        raise PhotoError("read", f"cannot be read: {error.strerror or error}") from error
    except MemoryError as error:
        raise PhotoError("decode", "there is not enough memory to read it") from error
    return data, PhotoFile(path, status.st_size, status.st_mtime_ns)


def _without_waiting(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))
