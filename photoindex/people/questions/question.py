"""Define the questions that may be asked, and the limits that they share."""

from dataclasses import dataclass
from typing import Literal

QuestionKind = Literal["who", "is", "same", "two", "really"]

# Somebody with fewer faces than this is mostly a passer-by; users want to find the others.
MAIN_FACES = 5

# A guess less likely than this does not help somebody who looks at a face.
WORTH_TELLING = 0.15

# From this probability on, ask whether two clusters are one person: that is then about as likely as not.
EVEN = 0.4

# Log odds are capped here, where certainty is practically complete already; this keeps the exponentials finite.
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
    - "same": are these faces and the `other_faces` one person? If the question is about two persons, they are
      `person_id` and `other_person`.
    - "two": are the `other_faces`, which are part of a cluster, somebody else than the rest of the cluster, the
      `face_ids`?
    - "really": is this face, which counts as `person_id`, really them, and not `other_person` (None: nobody known)?

    `cluster_id` and `other_cluster` are given if the faces are all the faces of that cluster (for "two", if both sets
    together are). `probability` is the chance in 0..1 that the answer is yes or, for "who", that the guess is right.
    `settles` is the number of faces that are expected to get their name by the answer; faces of passers-by count less.
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
