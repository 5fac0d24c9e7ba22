"""Define what may be asked, and the limits that all questions share."""

from dataclasses import dataclass
from typing import Literal

QuestionKind = Literal["who", "is", "same", "two", "really"]

# Somebody with fewer faces than this is mostly a passer-by; users want to find the others.
MAIN_FACES = 5

# A guess less likely than this does not help somebody who looks at a face.
WORTH_TELLING = 0.15

# Two clusters are asked about when they are about as likely to be one person as two.
EVEN = 0.4

# Log odds are capped here, beyond which nothing becomes more certain; keeps the exponentials finite.
MAX_LOG_ODDS = 30.0

# At most this many units are compared closely, the largest first, in blocks of `BLOCK_ROWS`, with `CANDIDATES` each.
SHORTLIST = 5000
BLOCK_ROWS = 256
CANDIDATES = 8


@dataclass(frozen=True, slots=True)
class Question:
    """Something to ask a human.

    - "who": whose are these faces? `person_id` is a guess, or None.
    - "is": are they `person_id`?
    - "same": are these faces and the `other_faces` one person? Of two persons, `person_id` and `other_person`.
    - "two": are the `other_faces`, a part of the cluster, somebody else than the rest, `face_ids`?
    - "really": is this face, which counts as `person_id`, really them, and not `other_person` (None: nobody known)?

    `cluster_id` and `other_cluster` are given where the faces are all faces of that cluster (for "two", where both sets
    together are). `probability` is the chance in 0..1 of the answer yes, for "who" that the guess is right; `settles`
    is the number of faces that the answer is expected to bring to their name, with faces of passers-by counting less.
    """

    kind: QuestionKind
    face_ids: tuple[int, ...]
    settles: float
    probability: float
    cluster_id: int | None = None
    person_id: int | None = None
    other_faces: tuple[int, ...] = ()
    other_cluster: int | None = None
    other_person: int | None = None
