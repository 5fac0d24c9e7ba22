"""Record which faces somebody looked at, and what was known about them then."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Seen:
    """The faces that an answer is about, as they were shown. `digest` is a hash of what humans had said about these
    faces and of the clusters that held them; it changes only if one of these changes.
    """

    face_ids: tuple[int, ...]
    digest: str
