"""Record which faces somebody looked at, and what was known about them then."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Seen:
    """The faces that an answer is about, as they were shown. `digest` stands for what humans had said about these faces
    and for the clusters that held them; it is equal as long as both stay the same.
    """

    face_ids: tuple[int, ...]
    digest: str
