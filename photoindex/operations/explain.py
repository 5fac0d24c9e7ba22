"""Explain: why a face is whose it is."""

from dataclasses import dataclass

import numpy as np

from photoindex.domain.photo import shown_date
from photoindex.errors import NotFoundError
from photoindex.operations.identities.snapshot import load_library
from photoindex.operations.identities.targets import known_faces
from photoindex.people.questions.explanation import Explanation, explain
from photoindex.people.similarity.verification import rate_at
from photoindex.store.opening.index import Index
from photoindex.store.tables.faces import FaceRow
from photoindex.store.tables.taken_dates import TakenRow, taken_of


@dataclass(frozen=True, slots=True)
class Explained:
    """The face, the reasons, the names of the persons by id, the reasons in plain words, and when the photo was taken,
    as far as that is known.
    """

    face: FaceRow
    explanation: Explanation
    names: dict[int, str]
    words: tuple[str, ...]
    taken: TakenRow | None = None


def explain_face(index: Index, face_id: int) -> Explained:
    """Explain a face by its id.

    Raises:
        NotFoundError: there is no such face, or it was drawn by hand and has nothing to compare.
    """
    library = load_library(index)
    with index.reading() as connection:
        (row,) = known_faces(connection, [face_id])
        taken = taken_of(connection, row.photo_id)
    places = np.flatnonzero(library.faces.face_id == face_id)
    if len(places) == 0:
        raise NotFoundError(f"face {face_id} cannot be compared with others: it was drawn by hand")
    thresholds = library.pack.thresholds
    found = explain(library.faces, library.assignments, library.state, library.background, int(places[0]))
    names = {who: person.name for who, person in library.state.persons.items()}
    words = [_whose(found, names, row.cluster_id)]
    if found.faces:
        nearest = found.faces[0]
        rate = rate_at(nearest.similarity, thresholds)
        words.append(
            f"The nearest confirmed face is face {nearest.face_id} of {names[nearest.person_id]}, "
            f"similarity {nearest.similarity:.2f}: {rate_in_words(rate.low, rate.high)}."
        )
    words += _comparison(found, names) + _limits(found, names, taken)
    return Explained(row, found, names, tuple(words), taken)


def rate_in_words(low: float, high: float) -> str:
    """How often two different people look that alike, given bounds of the false-match rate."""
    if low == 0.0 and high == 1.0:
        return "how often two different people look that alike was not measured for this pack"
    if low == 0.0:
        return f"fewer than one pair of different people in {1 / high:,.0f} looks that alike"
    if high == 1.0:
        return f"more than one pair of different people in {1 / low:,.0f} looks that alike"
    return f"about one pair of different people in {1 / low:,.0f} looks that alike"


def _whose(found: Explanation, names: dict[int, str], cluster_id: int | None) -> str:
    item = found.assignment
    name = names.get(item.person_id or 0, "")
    where = (
        f"It is one of {found.cluster_size} faces in cluster {cluster_id}." if cluster_id else "It is in no cluster."
    )
    match item.status:
        case "confirmed":
            return f"You said that this is {name}. {where}"
        case "automatic":
            return f"This follows from what you said of other faces: {name}, {_chance(item.probability)} sure. {where}"
        case "suggested":
            return f"This may be {name} ({item.probability:.0%}), but is not sure enough to count. {where}"
        case "ignored":
            return f"This counts as a stranger to be left alone. {where}"
        case _:
            return f"Nobody has said who this is. {where}"


def _chance(probability: float) -> str:
    """In percent; nothing that the machine made out is certain."""
    return "over 99%" if probability > 0.99 else f"{probability:.0%}"


def _comparison(found: Explanation, names: dict[int, str]) -> list[str]:
    allowed = [item for item in found.candidates if not item.forbidden]
    if not allowed:
        return []
    first = allowed[0]
    words = [
        f"By looks alone it is most like {names[first.person_id]}: {first.evidence:.1f} deviations above strangers, "
        f"{first.probability:.0%} likely."
    ]
    if found.margin is not None:
        second = names[allowed[1].person_id]
        words.append(f"The runner-up is {second}, {abs(found.margin):.1f} deviations {_side(found.margin)}.")
    return words


def _side(margin: float) -> str:
    return "behind" if margin >= 0 else "ahead, but with fewer faces to go by"


def _limits(found: Explanation, names: dict[int, str], taken: TakenRow | None) -> list[str]:
    words = [f"It cannot be {names[who]}, who has another face in this photo." for who in found.same_photo]
    words += [
        "You said that it is no stranger to be ignored." if who is None else f"You said that it is not {names[who]}."
        for who in found.rejected
        if who is None or who in names
    ]
    words += [
        f"{names[who]} was not alive when the photo was taken{_when(taken)}."
        for who in found.outside_life
        if who in names
    ]
    words += [f"You said that it is somebody else than a face of {names[who]}." for who in found.ruled_out]
    if found.apart and not found.ruled_out:
        words.append("You said that it and some other faces are different people.")
    return words


def _when(taken: TakenRow | None) -> str:
    """Which date it was, and where it came from: only such as deserve trust rule anybody out."""
    if taken is None:
        return ""
    return f": {shown_date(taken.moment, taken.precision)}, from its {_FIELDS.get(taken.source, 'file')}"


_FIELDS: dict[str, str] = {"exif": "Exif data", "xmp": "XMP data", "iptc": "IPTC data", "raw": "RAW data"}
