"""Relatives: rank people by their resemblance to somebody."""

from dataclasses import dataclass

import numpy as np

from photoindex.advice.actions import Action
from photoindex.domain.names import match_names
from photoindex.errors import NotFoundError
from photoindex.operations.identities.snapshot import Library, load_library
from photoindex.people.parties import NOBODY, ClusterIds, Parties, persons_among
from photoindex.people.similarity.resemblance import Resemblance, cluster_means, rank_by_resemblance
from photoindex.store.opening.index import Index


@dataclass(frozen=True, slots=True)
class Relative:
    """A person's name, the number of their faces, and their resemblance to the requested person."""

    name: str
    faces: int
    resemblance: Resemblance


@dataclass(frozen=True, slots=True)
class Relatives:
    """All other named people, the most similar first."""

    person_id: int
    name: str
    ranked: tuple[Relative, ...]


def relatives(index: Index, name: str) -> Relatives:
    """Rank all other named persons by their resemblance to this one.

    Raises:
        NotFoundError: nobody has the name, the person has no face, or nobody else has a name.
    """
    library = load_library(index)
    person = match_names([name], list(library.state.persons.values()))[0].person
    rows = _rows_of_people(library)
    if person.person_id not in rows:
        raise NotFoundError(f"there is no face of {person.name} to compare")
    if len(rows) < 2:
        raise NotFoundError(f"nobody but {person.name} has a name", advice=Action.SUGGEST_NAMES)
    faces = library.faces
    means = {
        who: cluster_means(faces.embedding[theirs], ClusterIds(faces.cluster[theirs])) for who, theirs in rows.items()
    }
    ranked = rank_by_resemblance(person.person_id, means)
    return Relatives(
        person.person_id,
        person.name,
        tuple(Relative(library.name(item.person_id), len(rows[item.person_id]), item) for item in ranked),
    )


def _rows_of_people(library: Library) -> dict[int, np.ndarray[tuple[int], np.dtype[np.int64]]]:
    """The rows of each person's faces in the library: int64, ascending."""
    sure = [item.person_id if item.status in ("confirmed", "automatic") else None for item in library.assignments]
    who = Parties(np.array([NOBODY if person is None else person for person in sure], dtype=np.int64))
    return {person: np.flatnonzero(who == person) for person in persons_among(who)}
