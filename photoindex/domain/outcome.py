"""The outcome of scanning one photo file: analysed, already known, or failed. Plain data, sent between processes."""

from dataclasses import dataclass, field

from photoindex.domain.face import Face
from photoindex.domain.photo import PhotoFacts, PhotoFile
from photoindex.errors import FailureReason


@dataclass(frozen=True, slots=True)
class Analysed:
    """The photo was decoded and searched for faces.

    `content_hash` is the sha256 of the file's bytes in hexadecimal. `damage` describes the defect of a file that could
    be read only in part; it is None for an intact file. `thumbnails` are the large thumbnails of the faces as WebP, in
    the order of `faces`; they are stored beside the index and then dropped from the outcome.
    """

    file: PhotoFile
    content_hash: str
    facts: PhotoFacts
    damage: str | None
    faces: tuple[Face, ...]
    thumbnails: tuple[bytes, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class AlreadyKnown:
    """The file holds a photo that was analysed before under another path."""

    file: PhotoFile
    content_hash: str


@dataclass(frozen=True, slots=True)
class Failed:
    """The file could not be processed. `stage` is read, decode, extra, detect, embed or worker; `reason`, `needs`,
    `needed` and `allowed` are as in `PhotoError`.
    """

    file: PhotoFile
    stage: str
    error: str
    reason: FailureReason = "worker-died"
    needs: str = ""
    needed: int | None = None
    allowed: int | None = None


Outcome = Analysed | AlreadyKnown | Failed
