"""Ask within a sitting: choose fresh questions, note the faces that are shown, and find doubts about an answer."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from photoindex.domain.assignment_table import AUTOMATIC, CONFIRMED, SUGGESTED
from photoindex.domain.names import find_person
from photoindex.domain.seen import Seen
from photoindex.domain.targets import Target
from photoindex.operations.asking import Answer, Asked, Question, Questions, next_questions
from photoindex.operations.preview import Unlike, preview_name, unlike_merge, unlike_name
from photoindex.operations.sitting import Sitting

__all__ = ["Doubts", "Sitting", "Unlike", "doubts_about", "fresh_questions", "seen_of"]


@dataclass(frozen=True, slots=True)
class Doubts:
    """Why an answer may be a mistake: faces do not look like the person, or one person would have two faces in `twice`
    photos.
    """

    unlike: Unlike | None
    twice: int


def fresh_questions(
    sitting: Sitting, *, limit: int, examples: int, person: str | None = None, skip: Collection[Question] = ()
) -> Questions:
    """Let names follow from the latest answers, then choose the best next questions, as `next_questions` does.

    Raises:
        IndexFileError: the index does not exist yet.
        NotFoundError: nothing has been scanned yet, or nobody has the name.
    """
    sitting.work(questions=False)
    found = next_questions(sitting.index, limit=limit, examples=examples, person=person, skip=skip)
    return replace(found, asked=tuple(replace(asked, seen=sitting.seen(_faces(asked))) for asked in found.asked))


def seen_of(sitting: Sitting, asked: Asked) -> Seen | None:
    """All faces that an answer may be about, as they are now, to go with the answer. None if the question's own faces
    have changed since it was chosen.

    Raises:
        IndexFileError: the index does not exist.
    """
    if asked.seen is not None and sitting.seen(asked.seen.face_ids) != asked.seen:
        return None
    answers = (asked.suggestion.yes, asked.suggestion.no)
    targets = [target for answer in answers for target in (answer.target, answer.other) if target is not None]
    return sitting.seen({face for target in targets for face in _faces_of(sitting, target)}.union(_faces(asked)))


def doubts_about(sitting: Sitting, answer: Answer) -> Doubts:
    """Find reasons to ask before an answer that names or merges is stored.

    Raises:
        NotFoundError: one of the faces does not exist.
        UsageError: the name is invalid.
    """
    if answer.kind == "merge" and answer.other is not None:
        name, unlike = answer.other.name, _unlike_persons(sitting, answer.target.name, answer.other.name)
    elif answer.kind == "name":
        name = answer.name or ""
        unlike = unlike_name(sitting, answer.target.ids, name) if answer.target.kind == "cluster" else None
    else:
        return Doubts(None, 0)
    return Doubts(unlike, preview_name(sitting, _to_name(sitting, answer.target, name), name).twice)


def _unlike_persons(sitting: Sitting, gone: str, stays: str) -> Unlike | None:
    one, other = (find_person(name, sitting.view.warm.state.persons.values()) for name in (gone, stays))
    return unlike_merge(sitting, one.person_id, other.person_id) if one is not None and other is not None else None


def _to_name(sitting: Sitting, target: Target, name: str) -> list[int]:
    """The faces that get the name: in a cluster, those that are not confirmed as somebody else's."""
    state, faces = sitting.view.warm.state, list(_faces_of(sitting, target))
    if target.kind != "cluster":
        return faces
    person = find_person(name, state.persons.values())
    who = person.person_id if person is not None else None
    return [face for face in faces if state.confirmed.get(face, who) == who]


def _faces(asked: Asked) -> set[int]:
    question = asked.suggestion.question
    return {*question.face_ids, *question.other_faces}


def _faces_of(sitting: Sitting, target: Target) -> Iterable[int]:
    """The faces of a target; none if it does not exist any more, which the answer reports."""
    warm = sitting.view.warm
    if target.kind == "face":
        return target.ids
    if target.kind == "cluster":
        clusters = warm.snapshot.clusters
        return [
            face
            for face, cluster in zip(clusters.face_id.tolist(), clusters.cluster_id.tolist(), strict=True)
            if cluster in target.ids and face not in warm.state.not_faces
        ]
    person = find_person(target.name, warm.state.persons.values())
    if person is None:
        return ()
    return map(int, warm.snapshot.assigned.faces_of(person.person_id, CONFIRMED, AUTOMATIC, SUGGESTED))
