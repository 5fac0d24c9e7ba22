"""Advise about a person, a cluster or a decision."""

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class ShowCluster:
    """Look at this cluster."""

    cluster_id: int


@dataclass(frozen=True, slots=True)
class ListFaces:
    """List the faces of the clusters with these `ids`, or of the person called `name`."""

    kind: str
    ids: tuple[int, ...] = ()
    name: str = ""


@dataclass(frozen=True, slots=True)
class NameCluster:
    """Name the clusters with these ids."""

    ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class RemoveName:
    """Remove the name from the clusters or faces with these `ids`, or from the faces of the person called `name`."""

    kind: str
    ids: tuple[int, ...] = ()
    name: str = ""


@dataclass(frozen=True, slots=True)
class RenamePerson:
    """Give a person the name `new` or, if `new` is None, another name that is still to be chosen."""

    name: str
    new: str | None = None


@dataclass(frozen=True, slots=True)
class MergePeople:
    """Say that two people are the same."""

    name: str
    other: str


@dataclass(frozen=True, slots=True)
class UndoDecision:
    """Undo the decision with this number."""

    seq: int


@dataclass(frozen=True, slots=True)
class SayBirth:
    """Say when the person called `name` was born."""

    name: str


PeopleAdvice: TypeAlias = (
    ShowCluster | ListFaces | NameCluster | RemoveName | RenamePerson | MergePeople | UndoDecision | SayBirth
)
