"""Prepare questions for the templates: the faces to show, and what each answer sends."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from photoindex.operations.lineup import FaceTile
from photoindex.operations.suggest import Question
from photoindex.review.asking import Asked
from photoindex.review.library import Library
from photoindex.review.wording.questions import about_photo, hint_of, many, title_of

# As many faces as fit on a screen. The cluster's own page shows all of them.
MOST_TILES = 48
_EXAMPLES = 6
LIKELY = 5
_PREVIEWED = 5


@dataclass(frozen=True, slots=True)
class Tile:
    """A face as a template shows it. `ticked` is None where faces cannot be chosen."""

    face: FaceTile
    ticked: bool | None = None


@dataclass(frozen=True, slots=True)
class Call:
    """What an answer sends: the address of an action and its values. If it `wants_name`, a name is added."""

    path: str
    body: Mapping[str, Any]
    wants_name: bool = False


@dataclass(frozen=True, slots=True)
class Headline:
    """A question as the list of questions shows it: its words, and some of its faces."""

    key: str
    kind: str
    title: str
    amount: int
    faces: tuple[int, ...]
    others: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Card:
    """A question in full. `faces` are what it asks about, `others` are the faces to compare them with. `unshown` faces
    belong to the question but are not on the page. `yes` and `no` are what these answers send; None if there is no
    such answer. `proposed` is what the name box holds at first. `base` is what every answer sends about the faces.
    """

    headline: Headline
    detail: str
    hint: str
    faces: tuple[Tile, ...]
    unshown: int
    others: tuple[Tile, ...]
    other_detail: str
    cluster_id: int | None
    person: str | None
    other_person: str | None
    likely: tuple[str, ...]
    proposed: str | None
    base: Mapping[str, Any]
    yes: Call | None
    no: Call | None
    doubtful: tuple[int, ...]
    context: str
    seen: str


def headline_of(asked: Asked) -> Headline:
    """The words of a question and its first faces; nothing is read from the index."""
    question = asked.question
    return Headline(
        asked.key, question.kind, title_of(asked), len(question.face_ids) + len(question.other_faces),
        question.face_ids[:_PREVIEWED], question.other_faces[:_PREVIEWED],
    )  # fmt: skip


def card_of(library: Library, asked: Asked) -> Card:
    """A question with everything that is needed to answer it.

    Raises:
        NotFoundError: one of its faces no longer exists.
    """
    question, suggestion = asked.question, asked.suggestion
    base = _about(question)
    faces = library.faces(question.face_ids)
    choosable = question.kind == "who" and len(faces) > 1
    rest = _rest(faces)
    shown = [*faces[: MOST_TILES - rest], *faces[len(faces) - rest :]] if len(faces) > MOST_TILES else faces
    others = _others(library, question, faces)
    if question.kind == "same":
        shown = sorted(shown, key=by_date)
    doubtful = tuple(face.face_id for face in faces if face.doubtful) if choosable else ()
    return Card(
        headline=headline_of(asked),
        detail=detail_of(faces),
        hint=hint_of(asked),
        faces=tuple(Tile(face, not face.doubtful if choosable else None) for face in shown),
        unshown=len(faces) - len(shown),
        others=tuple(map(Tile, others[:MOST_TILES])),
        other_detail=detail_of(others),
        cluster_id=question.cluster_id,
        person=suggestion.name,
        other_person=suggestion.other_name,
        likely=likely_names(library, asked),
        proposed=question.proposed,
        base=base,
        yes=_yes(asked, base),
        no=_no(asked, base),
        doubtful=doubtful,
        seen=library.shown.remember(asked.seen),
        context=about_photo(library.around(faces[0].face_id)) if _alone(question) else "",
    )


def by_date(face: FaceTile) -> tuple[bool, datetime]:
    """The order of faces by date; those without a date come last."""
    return face.taken is None, face.taken or datetime.min


def _rest(faces: Sequence[FaceTile]) -> int:
    """How many doubtful faces to show if not all faces fit on the page."""
    return min(sum(face.doubtful for face in faces), MOST_TILES // 2)


def _others(library: Library, question: Question, faces: Sequence[FaceTile]) -> tuple[FaceTile, ...]:
    """The faces to compare with: the other set of faces or, for a named person, confirmed faces of a similar date."""
    if question.other_faces:
        others = library.faces(question.other_faces)
        return tuple(sorted(others, key=by_date)) if question.kind == "same" else others
    if question.person_id is None or question.kind == "who":
        return ()
    dates = sorted(face.taken for face in faces if face.taken is not None)
    near = dates[len(dates) // 2] if dates else None
    return library.examples(question.person_id, near, _EXAMPLES)


def detail_of(faces: Sequence[FaceTile]) -> str:
    dates = [face.taken for face in faces if face.taken is not None]
    return many(len(faces), len({face.photo_id for face in faces}), dates)


def _alone(question: Question) -> bool:
    """Whether the question is about one face, which may be recognised by what else is in the photo."""
    return question.kind in ("who", "is", "really") and len(question.face_ids) == 1


def likely_names(library: Library, asked: Asked) -> tuple[str, ...]:
    """The names that the faces in question most likely have, apart from the name that the question asks about."""
    if asked.question.kind in ("same", "two"):
        return ()
    asked_about = {asked.suggestion.name} if asked.question.kind != "who" else set()
    named = (asked.suggestion.claimed_name, asked.suggestion.name, asked.suggestion.other_name)
    first = [name for name in named if name]
    found = [person.name for person in library.likely(asked.question.face_ids, LIKELY + 1)]
    return tuple(name for name in dict.fromkeys([*first, *found]) if name not in asked_about)[:LIKELY]


def _about(question: Question) -> dict[str, Any]:
    """What every answer about the faces of a question sends."""
    if question.kind == "same":
        clusters = [each for each in (question.cluster_id, question.other_cluster) if each is not None]
        return {"clusters": clusters} if len(clusters) == 2 else {"faces": [*question.face_ids, *question.other_faces]}
    return {"cluster": question.cluster_id} if question.cluster_id is not None else {"faces": list(question.face_ids)}


def _yes(asked: Asked, base: Mapping[str, Any]) -> Call | None:
    question = asked.question
    match question.kind:
        case "who":
            return None
        case "is":
            return Call("/api/name", {**base, "name": asked.suggestion.name})
        case "really":
            return Call("/api/keep", {**base, "person_id": question.person_id})
        case "two":
            return Call("/api/split", {"cluster": question.cluster_id, "faces": list(question.other_faces)})
        case "same" if question.other_person is not None:
            return Call("/api/merge", {"person_id": question.other_person, "into": question.person_id})
        case "same":
            return Call("/api/name", base, wants_name=True)


def _no(asked: Asked, base: Mapping[str, Any]) -> Call | None:
    question = asked.question
    match question.kind:
        case "who":
            return None
        case "is" | "really":
            return Call("/api/reject", {**base, "person_id": question.person_id})
        case "two":
            return Call("/api/name", base, wants_name=True)
        case "same" if question.other_person is not None:
            return Call("/api/different", {"persons": [question.person_id, question.other_person]})
        case "same" if question.cluster_id is not None and question.other_cluster is not None:
            return Call("/api/different", {"clusters": [question.cluster_id, question.other_cluster]})
        case "same":
            return Call("/api/different", {"faces": [question.face_ids[0], question.other_faces[0]]})
