"""The operations that pages call, on one index. Pages reach the index only through this module."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from photoindex.domain.names import matches_start
from photoindex.domain.people import Decision, Person
from photoindex.domain.seen import Seen
from photoindex.domain.targets import Target
from photoindex.errors import NotFoundError, UsageError
from photoindex.operations.answer import AnswerReport, Part, answer, redo_answer, undo_answer
from photoindex.operations.confirm import confirm
from photoindex.operations.different import different
from photoindex.operations.disagreements import Disagreements, settle
from photoindex.operations.explain import Explained, explain_face
from photoindex.operations.history import Told, told_of
from photoindex.operations.label import (
    LabelReport,
    SaidReport,
    Unlike,
    ignore,
    label,
    label_if_alike,
    not_a_face,
    reject,
)
from photoindex.operations.likely import LikelyPersons
from photoindex.operations.lineup import FaceTile, Lineup, examples_of, line_up, line_up_cluster
from photoindex.operations.merge import MergeReport, merge, merge_if_alike
from photoindex.operations.news import News, news
from photoindex.operations.preview import NamePreview, preview_name, unlike_name
from photoindex.operations.sitting import Card, Sitting
from photoindex.operations.split import SplitReport, parts_of, split_by_hand, split_by_machine
from photoindex.operations.status import Status, status
from photoindex.operations.surroundings import Surroundings, surroundings_of
from photoindex.operations.undo import undo
from photoindex.review.asking import Questions
from photoindex.review.exports import Exports
from photoindex.review.shown import Shown

__all__ = ["Library", "Selection"]

_NAMES = 8


@dataclass(frozen=True, slots=True)
class Selection:
    """The faces that an answer is about: either whole `clusters`, or some `faces`.

    `refused` are faces of the clusters that the user marked as somebody else; `left` are faces of the
    clusters that the answer does not mention. `seen` are the faces as the page showed them; None if that is not known.
    """

    clusters: tuple[int, ...] = ()
    faces: tuple[int, ...] = ()
    refused: tuple[int, ...] = ()
    left: tuple[int, ...] = ()
    seen: Seen | None = None


class Library:
    """One index, as the pages see it. Its methods may be called from several threads."""

    def __init__(self, sitting: Sitting) -> None:
        self.sitting = sitting
        self.index = sitting.index
        self.questions = Questions(sitting)
        self.exports = Exports()
        self.shown = Shown()
        self.disagreements = Disagreements(sitting)
        self._likely = LikelyPersons(sitting)

    def status(self) -> Status:
        return status(self.index)

    def news(self) -> News:
        """The answers and the time of the last sitting, and what is new since."""
        return news(self.index)

    def cluster(self, cluster_id: int) -> Lineup:
        """The open faces of a cluster, the doubtful ones last."""
        return line_up_cluster(self.sitting, cluster_id)

    def faces(self, face_ids: Sequence[int]) -> tuple[FaceTile, ...]:
        return line_up(self.sitting, face_ids)

    def seen(self, face_ids: Sequence[int]) -> str:
        """The text that a page sends back with an answer about these faces."""
        return self.shown.remember(self.sitting.seen(face_ids))

    def examples(self, person_id: int, near: datetime | None, most: int) -> tuple[FaceTile, ...]:
        return examples_of(self.sitting, person_id, near, most)

    def around(self, face_id: int) -> Surroundings:
        """The photo of a face, and who else is in it."""
        return surroundings_of(self.index, face_id)

    def explain(self, face_id: int) -> Explained:
        return explain_face(self.index, face_id)

    def parts(self, target: Target) -> tuple[tuple[int, ...], ...]:
        """The parts into which the machine would split a cluster or person, the largest first."""
        return parts_of(self.index, target)

    def persons(self) -> tuple[Card, ...]:
        """Everybody who has a name, sorted by the number of faces, highest first."""
        return self.sitting.people().persons

    def names(self, typed: str) -> list[Card]:
        """The persons whose names a typed text may mean, the best first."""
        fitting = [row for row in self.persons() if row.name and matches_start(typed, row.name)]
        return sorted(fitting, key=lambda row: len(row.name or "") != len(typed.strip()))[:_NAMES]

    def name_of(self, person_id: int) -> str:
        """The name of a person.

        Raises: NotFoundError: the person does not exist, or no longer exists.
        """
        name = next((row.name for row in self.persons() if row.id == person_id), None)
        if name is None:
            raise NotFoundError("this person no longer exists", hint="Reload the page.")
        return name

    def likely(self, face_ids: Sequence[int], most: int) -> tuple[Person, ...]:
        """The persons whom these faces resemble, the most similar first."""
        return self._likely.of(face_ids, most)

    def preview(self, chosen: Selection, name: str) -> NamePreview:
        """What a name would do, without recording anything."""
        return preview_name(self.sitting, self._faces_in(chosen), name)

    def name(self, chosen: Selection, name: str, *, agreed: bool) -> LabelReport | AnswerReport | Unlike:
        """Give faces a name, and record that the `refused` ones are not that person, as one answer. Unless `agreed`,
        clusters that do not look like the person are not named.
        """
        target = self._target(chosen)
        if target.kind == "cluster" or not (chosen.clusters or chosen.refused):
            return (label if agreed else label_if_alike)(self.index, target, name, seen=chosen.seen)
        unlike = unlike_name(self.sitting, chosen.clusters, name) if chosen.clusters and not agreed else None
        if unlike is not None:
            return unlike
        parts = [Part("name", target.ids, name, as_group=bool(chosen.clusters))]
        if chosen.refused:
            parts.append(Part("not", chosen.refused, name))
        return answer(self.index, parts, source=f'name {target} "{name}"', seen=chosen.seen)

    def reject(self, chosen: Selection, name: str) -> SaidReport:
        return reject(self.index, self._target(chosen), name, seen=chosen.seen)

    def ignore(self, chosen: Selection) -> SaidReport:
        return ignore(self.index, self._target(chosen), seen=chosen.seen)

    def not_a_face(self, chosen: Selection) -> SaidReport:
        return not_a_face(self.index, self._target(chosen), seen=chosen.seen)

    def keep(self, chosen: Selection) -> list[Decision]:
        return confirm(self.index, self._target(chosen), seen=chosen.seen)

    def split(self, target: Target, face_ids: Sequence[int], to: str | None, seen: Seen | None) -> SplitReport:
        return split_by_hand(self.index, target, face_ids, to, seen=seen)

    def divide(self, target: Target, parts: int, seen: Seen | None) -> SplitReport:
        return split_by_machine(self.index, target, parts, seen=seen)

    def different(self, one: Target, other: Target, seen: Seen | None) -> Decision:
        return different(self.index, one, other, seen=seen)

    def merge(self, gone: str, stays: str, seen: Seen | None, *, agreed: bool) -> MergeReport | Unlike:
        return (merge if agreed else merge_if_alike)(self.index, gone, stays, seen=seen)

    def settle(self, face_id: int, name: str | None, others: Sequence[str], seen: Seen | None) -> tuple[Decision, ...]:
        return settle(self.index, face_id, name, others, seen=seen)

    def undo(self, seq: int | None) -> tuple[Told, ...]:
        """Undo the latest answer, or the decision with this number; return the decisions that no longer count."""
        if seq is not None:
            return told_of(self.index, [undo(self.index, seq).undone.seq])
        return self._told(undo_answer(self.index).decisions)

    def redo(self) -> tuple[Told, ...]:
        """Bring back what was undone last; return the decisions that count again."""
        return self._told(redo_answer(self.index).decisions)

    def _told(self, decisions: Sequence[Decision]) -> tuple[Told, ...]:
        return told_of(self.index, sorted(decision.seq for decision in decisions))

    def _target(self, chosen: Selection) -> Target:
        if chosen.clusters and not (chosen.refused or chosen.left):
            return Target("cluster", ids=chosen.clusters)
        return Target("face", ids=self._faces_in(chosen))

    def _faces_in(self, chosen: Selection) -> tuple[int, ...]:
        out = {*chosen.refused, *chosen.left}
        of_clusters = (face for each in chosen.clusters for face in self.cluster(each).face_ids)
        faces = tuple(face for face in (*chosen.faces, *of_clusters) if face not in out)
        if not faces:
            raise UsageError("no face is chosen", hint="Choose at least one face.")
        return faces
