"""Sum up an import, made or only planned."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from photoindex.domain.claims import Claim
from photoindex.interop.photo_names import Fault, Unread
from photoindex.operations.importing.heard import (
    Heard,
    LeftOut,
    RefusedBox,
    UnclearPhoto,
    UnusableName,
)
from photoindex.operations.importing.people import AlikeNames, NamesHere, Renamed
from photoindex.operations.importing.plan import Conflict, ForPerson, MineKind, Outcome, Plan, TwoFaces


@dataclass(frozen=True, slots=True)
class PersonGiven:
    """Somebody who gets faces, whether they are new, and how many faces they get."""

    name: str
    is_new: bool
    faces: int


@dataclass(frozen=True, slots=True)
class NamesReport:
    """What an import did, or would do.

    - `head` is the number of the decision that stands for the import; None if nothing was recorded. `dry_run` says that
      nothing was meant to be recorded. `recorded` is the number of decisions that the import brought or would bring.
    - `entries` counts the photos that each program lists, `photos` those of them that are in the index. `unknown` is
      the number of the others, `unclear` of those that may be several photos of the index.
    - `outcomes` counts named faces by what becomes of them, and `conflicts` those among them that contradict what a
      human said, by what that was. `decided` is the number of conflicts in which the human's word stays for good.
    - `left_out` counts regions that name nobody, by reason.
    - `claims` is the number of names without a box, which are kept for suggestions, and `new_claims` the number of
      those that no earlier import brought.
    - `renamed` are names that people here had earlier, `spelled` names that people here have in another spelling, and
      `alike` names of new people who may be somebody else.
    - `faults` counts what could not be read.

    The lists `..._examples` hold the first items only.
    """

    head: int | None
    dry_run: bool
    recorded: int
    entries: Mapping[str, int]
    photos: int
    unknown: int
    unknown_examples: tuple[str, ...]
    unclear: int
    unclear_examples: tuple[UnclearPhoto, ...]
    outcomes: Mapping[Outcome, int]
    left_out: Mapping[LeftOut, int]
    refused_examples: tuple[RefusedBox, ...]
    unusable: int
    unusable_examples: tuple[UnusableName, ...]
    people: tuple[PersonGiven, ...]
    claims: int
    new_claims: int
    conflicts: Mapping[MineKind, int]
    decided: int
    conflict_examples: tuple[Conflict, ...]
    twice: int
    twice_examples: tuple[TwoFaces, ...]
    renamed: tuple[Renamed, ...]
    spelled: tuple[AlikeNames, ...]
    alike: tuple[AlikeNames, ...]
    faults: Mapping[Fault, int]
    unread_examples: tuple[Unread, ...]
    paths: Mapping[str, str]
    """A path of each photo in the examples, by content hash."""

    @property
    def named(self) -> int:
        """The number of faces that get a name."""
        return sum(self.outcomes.get(kind, 0) for kind in ("named", "confirmed", "drawn", "replaced"))


def photos_shown(plan: Plan) -> list[str]:
    """The content hashes of the photos in the examples of a plan."""
    shown = [item.content_hash for item in plan.conflicts.examples]
    return list(dict.fromkeys([*shown, *(item.content_hash for item in plan.twice.examples)]))


def _given(item: ForPerson, names: NamesHere) -> PersonGiven:
    return PersonGiven(item.person.name, names.is_new(item.person), len(item.named) + len(item.confirmed))


def report_of(
    heard: Heard,
    plan: Plan,
    names: NamesHere,
    before: Collection[Claim],
    paths: Mapping[str, str],
    *,
    head: int | None,
    recorded: int,
    dry_run: bool,
) -> NamesReport:
    """Sum up what was read and planned. `before` are the claims that counted before, and `paths` those of
    `photos_shown`.
    """
    given = list(plan.given())
    without_box = list(plan.without_box())
    return NamesReport(
        head=head,
        dry_run=dry_run,
        recorded=recorded,
        entries=dict(sorted(heard.entries.items())),
        photos=plan.photos,
        unknown=heard.unknown.count,
        unknown_examples=tuple(heard.unknown.examples),
        unclear=heard.unclear.count,
        unclear_examples=tuple(heard.unclear.examples),
        outcomes=dict(plan.outcomes),
        left_out=dict(heard.left_out),
        refused_examples=tuple(heard.refused.examples),
        unusable=heard.unusable.count,
        unusable_examples=tuple(heard.unusable.examples),
        people=tuple(_given(item, names) for item in given),
        claims=len(without_box),
        new_claims=len(set(without_box).difference(before)),
        conflicts=dict(plan.kinds),
        decided=plan.decided,
        conflict_examples=tuple(plan.conflicts.examples),
        twice=plan.twice.count,
        twice_examples=tuple(plan.twice.examples),
        renamed=tuple(names.renamed.values()),
        spelled=tuple(names.spelled_otherwise()),
        alike=tuple(names.alike(item.person for item in given if names.is_new(item.person))),
        faults=dict(heard.faults),
        unread_examples=tuple(heard.unread.examples),
        paths=paths,
    )
