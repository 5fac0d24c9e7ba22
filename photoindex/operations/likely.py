"""Likely: list the persons whom unnamed faces resemble most, as names to choose from."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from photoindex.domain.people import Person
from photoindex.operations.identities.snapshot import load_library
from photoindex.store.opening.index import Index

__all__ = ["LikelyPerson", "Resemblance", "resemblance"]

# A person whose mean face is less similar than this is not worth a place on the screen.
_LEAST = 0.25


@dataclass(frozen=True, slots=True)
class LikelyPerson:
    """A person, and the cosine similarity of the person's mean face to the mean of the faces in question."""

    person: Person
    similarity: float


@dataclass(frozen=True, slots=True, eq=False)
class Resemblance:
    """The mean face of each of p persons: `means` is float32 (p, d) of unit length, in the order of `persons`.
    `face_id` is int64 (n,), ascending, and `embedding` float32 (n, d).
    """

    persons: tuple[Person, ...]
    means: NDArray[np.float32]
    face_id: NDArray[np.int64]
    embedding: NDArray[np.float32]

    def likely(self, face_ids: Sequence[int], most: int) -> tuple[LikelyPerson, ...]:
        """List up to `most` persons whom these faces resemble, the most similar first. Unknown faces do not count."""
        rows = np.flatnonzero(np.isin(self.face_id, np.asarray(face_ids, dtype=np.int64)))
        if len(rows) == 0 or not self.persons:
            return ()
        similarity = self.means @ _unit(self.embedding[rows].mean(axis=0, keepdims=True))[0]
        order = np.argsort(-similarity, kind="stable")[:most].tolist()
        return tuple(LikelyPerson(self.persons[at], float(similarity[at])) for at in order if similarity[at] >= _LEAST)


def resemblance(index: Index) -> Resemblance:
    """Read what is needed to compare faces with every person.

    Raises:
        NotFoundError: nothing has been scanned yet.
    """
    library = load_library(index)
    counts = ("confirmed", "automatic")
    who = np.array(
        [item.person_id if item.person_id and item.status in counts else 0 for item in library.assignments],
        dtype=np.int64,
    )
    persons = tuple(person for person in library.state.persons.values() if (who == person.person_id).any())
    vectors = [library.faces.embedding[who == person.person_id].mean(axis=0) for person in persons]
    means = _unit(np.stack(vectors)) if vectors else library.faces.embedding[:0]
    return Resemblance(persons, means, library.faces.face_id, library.faces.embedding)


def _unit(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12), dtype=np.float32)
