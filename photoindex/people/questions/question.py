"""Define the questions that may be asked, and the limits that they share."""

from dataclasses import dataclass
from typing import Literal

from photoindex.people.questions.claimed import NameEvidence

QuestionKind = Literal["who", "is", "same", "two", "really"]

# Somebody with fewer faces than this is mostly a passer-by; users want to find the others.
MAIN_FACES = 5

# A guess that is less likely than this does not help a user who looks at a face.
WORTH_TELLING = 0.15

# From this probability on, ask whether two clusters are one person. A yes is then about as likely as a no.
EVEN = 0.4

# Log odds are capped at this value to keep the exponentials finite. At this value, certainty is practically complete
# already.
MAX_LOG_ODDS = 30.0

# At most this many units are compared closely, the largest first, with `CANDIDATES` other units each. Units of persons
# are compared in blocks of `BLOCK_ROWS`.
SHORTLIST = 5000
BLOCK_ROWS = 128
CANDIDATES = 8


@dataclass(frozen=True, slots=True)
class Question:
    """Something to ask a human.

    - "who": whose are these faces? `person_id` is a guess, or None.
    - "is": are they `person_id`?
    - "same": are these faces and the `other_faces` one person? If the question is about two persons, they are
      `person_id` and `other_person`.
    - "two": a cluster consists of the `face_ids` and the `other_faces`; are these two different people?
    - "really": this face is assigned to `person_id`; is it really that person, and not `other_person` (None means
      somebody unknown)?

    `cluster_id` is given if `face_ids` are all the faces of that cluster, and `other_cluster` if `other_faces` are. For
    "two", they are given if both sets of faces together are the whole cluster. `probability` is the chance in 0..1 that
    the answer is yes or, for "who", that the guess is right. `settles` is the number of faces that are expected to get
    their name through the answer; faces of passers-by count less. `claimed` is the name that other programs give the
    faces, if one is worth mentioning.
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
    claimed: NameEvidence | None = None

    @property
    def proposed(self) -> str | None:
        """A name that nobody has yet and that other programs surely give the faces, for a question of the kind "who";
        else None.
        """
        is_new = self.kind == "who" and self.person_id is None and self.claimed is not None and self.claimed.sure
        return self.claimed.name if is_new and self.claimed is not None else None
