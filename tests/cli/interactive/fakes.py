"""A screen that types prepared keys, and questions of every kind."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from photoindex.cli.interactive.screen import Colours
from photoindex.domain.targets import Target
from photoindex.operations.asking import Answer, Asked, AskedFace, Known, Likely, Question, Suggestion
from photoindex.operations.suggest import NameEvidence

GRANDMA = Known("Grandma", 214, 200)
TOM = Known("Tom", 12, 1)
CLUSTER = Target("cluster", ids=(12,))
FACES = tuple(AskedFace(face, Path(f"/photos/{face}.jpg"), None, ()) for face in (1, 2, 3))


@dataclass
class FakeScreen:
    """Types the given keys one after another, then says that the terminal is gone. Between keys, it calls functions,
    which do what another process might do.
    """

    keys: list[str | Callable[[], object]] = field(default_factory=list)
    columns: int = 80
    rows: int = 24
    colours: Colours = 0
    cell: tuple[int, int] = (10, 20)
    text: str = ""
    forgotten: int = 0

    def write(self, text: str) -> None:
        self.text += text

    def key(self) -> str:
        while self.keys:
            key = self.keys.pop(0)
            if isinstance(key, str):
                return key
            key()
        return "gone"

    def forget_keys(self) -> None:
        self.forgotten += 1

    def width_of(self, text: str) -> int:
        return len(text)

    @property
    def lines(self) -> list[str]:
        """The lines as they are at the end: a line that was drawn again is counted once."""
        return [line.rpartition("\r\x1b[K")[2] for line in self.text.split("\n")]


def typed(name: str) -> list[str]:
    """The keys that type a name and confirm it."""
    return [*name, "enter"]


def who(likely: Sequence[Likely] = ()) -> Asked:
    """Who is cluster 12 (3 faces)?"""
    question = Question("who", (1, 2, 3), 3.0, 0.0, 12)
    return Asked(
        Suggestion(question, None, None, Answer("name", CLUSTER), Answer("ignore", CLUSTER)), FACES, (), tuple(likely)
    )


def who_says_google() -> Asked:
    """Who is cluster 12? Google Photos says: Anna."""
    claimed = NameEvidence("Anna", ("takeout",), 3, 3, 3, None, 0.97, True)
    question = Question("who", (1, 2, 3), 2.9, 0.97, 12, claimed=claimed)
    yes, no = Answer("name", CLUSTER, "Anna"), Answer("ignore", CLUSTER)
    return Asked(Suggestion(question, None, None, yes, no, "Anna"), FACES, (), ())


def is_grandma() -> Asked:
    """Is cluster 12 Grandma?"""
    question = Question("is", (1, 2, 3), 2.4, 0.83, 12, 1)
    yes, no = Answer("name", CLUSTER, "Grandma"), Answer("not", CLUSTER, "Grandma")
    likely = (Likely(GRANDMA, 0.83), Likely(TOM, 0.1))
    return Asked(Suggestion(question, "Grandma", None, yes, no), FACES, FACES[:1], likely)


def really_tom(other: str | None) -> Asked:
    """Is face 1 really Tom?"""
    question = Question("really", (1,), 0.9, 0.4, person_id=2, other_person=1 if other else None)
    target = Target("face", ids=(1,))
    yes = Answer("name", target, "Tom")
    no = Answer("name", target, other) if other else Answer("not", target, "Tom")
    return Asked(Suggestion(question, "Tom", other, yes, no), FACES[:1], (), ())


def two_people() -> Asked:
    """Does cluster 12 hold two people?"""
    question = Question("two", (1, 2), 1.0, 0.5, 12, other_faces=(3,), other_cluster=12)
    yes, no = Answer("split", CLUSTER, faces=(3,)), Answer("name", CLUSTER)
    return Asked(Suggestion(question, None, None, yes, no), FACES[:2], FACES[2:], ())


def same_clusters() -> Asked:
    """Are clusters 12 and 13 the same person?"""
    question = Question("same", (1, 2), 1.0, 0.62, 12, other_faces=(3,), other_cluster=13)
    yes = Answer("name", Target("cluster", ids=(12, 13)))
    no = Answer("different", CLUSTER, other=Target("cluster", ids=(13,)))
    return Asked(Suggestion(question, None, None, yes, no), FACES[:2], FACES[2:], ())


def same_persons() -> Asked:
    """Are Grandma and Tom the same person?"""
    question = Question("same", (1, 2), 12.0, 0.95, person_id=1, other_faces=(3,), other_person=2)
    one, two = Target("person", name="Grandma"), Target("person", name="Tom")
    yes, no = Answer("merge", two, other=one), Answer("different", one, other=two)
    return Asked(Suggestion(question, "Grandma", "Tom", yes, no), FACES[:2], FACES[2:], ())


def about(asked: Asked, faces: tuple[int, ...]) -> Asked:
    """The same question about other faces."""
    question = replace(asked.suggestion.question, face_ids=faces)
    return replace(asked, suggestion=replace(asked.suggestion, question=question))
