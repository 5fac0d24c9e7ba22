"""Check the content of a decision, whether it comes from a file, a backup or the index itself."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from math import isfinite
from string import hexdigits
from typing import get_args

from photoindex.domain.dates import end_of, start_of
from photoindex.domain.geometry import Box
from photoindex.domain.people import Decision, DecisionKind, FaceRef, SplitBy
from photoindex.errors import UsageError
from photoindex.query.line import LONGEST

NEEDS_PERSON: tuple[DecisionKind, ...] = ("name", "confirm", "reject", "rename", "lifespan", "merge", "portrait")

# A new decision gets a time after all existing decisions. After a decision at the end of the calendar, no further
# decision would be possible, so that decision could never be undone. A clock that is merely wrong does not show such a
# year.
EARLIEST, LATEST = datetime(1970, 1, 1), datetime(2200, 1, 1)
# Detectors draw boxes a little beyond the edge of the image. Coordinates beyond this limit cannot be a face.
_FARTHEST = 3.0
_HASH_LENGTH = 64
_LOWER_HEX = frozenset(hexdigits.lower())


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault of a decision, and the field that has it. The field has the same name as in the decision's line of text,
    for example "others[0][2].box".
    """

    field: str
    why: str


def faults(decision: Decision) -> Iterator[Fault]:
    """Every fault that would make a later command fail or could not be repaired afterwards."""
    if not EARLIEST <= decision.at < LATEST:
        yield Fault("at", f"{decision.at.isoformat()!r} is a time after which no decision can be made")
    groups = [("faces", decision.faces), *((f"others[{part}]", group) for part, group in enumerate(decision.others))]
    for name, group in groups:
        for number, ref in enumerate(group):
            yield from _about_face(ref, f"{name}[{number}]")
    yield from _about_groups(decision)
    yield from _about_import(decision)
    yield from _about_life(decision)
    yield from _about_search(decision)


def stored_faults(decision: Decision) -> Iterator[Fault]:
    """The faults of a decision that is stored in an index. In an index, persons have ids, and the kind of a decision
    may come from a newer version.
    """
    kind = decision.kind
    if kind not in get_args(DecisionKind):
        yield Fault("kind", f"a kind of decision that is not known here: {kind}")
    needs_other = kind == "merge" or (kind == "different" and not decision.others)
    if decision.person_id is None and (kind in NEEDS_PERSON or needs_other):
        yield Fault("person", "does not say which person it is about")
    if decision.other_id is None and needs_other:
        yield Fault("other", "does not say which two people it is about")
    if not decision.uid:
        yield Fault("uid", "missing")
    if decision.split_by is not None and (kind != "split" or decision.split_by not in get_args(SplitBy)):
        yield Fault("split_by", "does not say how a split was made")
    yield from faults(decision)


def _about_face(ref: FaceRef, field: str) -> Iterator[Fault]:
    if len(ref.content_hash) != _HASH_LENGTH or not _LOWER_HEX.issuperset(ref.content_hash):
        yield Fault(
            f"{field}.photo", f"{ref.content_hash[:80]!r} is not the SHA-256 of a photo in 64 hexadecimal digits"
        )
    if not _is_in_image(ref.box):
        yield Fault(f"{field}.box", "a face that does not lie in its photo: x, y, width, height are fractions of it")


def _is_in_image(box: Box) -> bool:
    numbers = (box.x, box.y, box.width, box.height)
    if not all(isfinite(number) and abs(number) <= _FARTHEST for number in numbers):
        return False
    return box.width > 0 and box.height > 0 and box.x < 1 and box.y < 1 and box.x + box.width > 0 < box.y + box.height


def _about_groups(decision: Decision) -> Iterator[Fault]:
    kind, faces, others = decision.kind, decision.faces, decision.others
    if kind in ("split", "twice", "carry", "not-a-face") and not faces:
        yield Fault("faces", f"missing, and a decision of the kind {kind} is about them")
    elif others and not faces:
        yield Fault("faces", "missing, although there are other groups of faces")
    if kind in ("split", "carry") and not others:
        yield Fault("others", f"missing, and a decision of the kind {kind} is about them")
    if not all(others):
        yield Fault("others", "a group without a face")
    if kind == "carry" and others and [len(group) for group in others] != [len(faces)]:
        yield Fault("others", "not one group with as many faces as the first")
    if kind == "portrait" and len(faces) > 1:
        yield Fault("faces", "several faces, but a portrait is one face")
    if kind == "twice" and len({ref.content_hash for ref in faces}) > 1:
        yield Fault("faces", "faces of several photos, where one person may be anyway")


def _about_import(decision: Decision) -> Iterator[Fault]:
    """An undo or an import that came with another import could not be undone together with it."""
    if decision.batch and decision.kind in ("undo", "import"):
        yield Fault("batch", f"a decision of the kind {decision.kind} does not come from an import")
    if decision.kind == "import" and any(decision.groups):
        yield Fault("faces", "an import says nothing about faces by itself")
    if decision.programs and decision.kind != "import":
        yield Fault("programs", "not an import")


def _about_search(decision: Decision) -> Iterator[Fault]:
    """Whether the query can be understood is found out when it is used: it may come from a newer version."""
    if decision.kind != "search":
        if decision.search or decision.query or decision.query_people:
            yield Fault("search", "not a saved search")
        return
    if not decision.search:
        yield Fault("search", "missing, and a saved search needs a name")
    if len(decision.query) > LONGEST:
        yield Fault("query", f"a query of {len(decision.query):,} characters")


def _about_life(decision: Decision) -> Iterator[Fault]:
    ends = {}
    for field, text, moment in (("born", decision.born, start_of), ("died", decision.died, end_of)):
        try:
            ends[field] = moment(text) if text is not None else None
        except UsageError as error:
            yield Fault(field, error.message)
    born, died = ends.get("born"), ends.get("died")
    if born and died and born > died:
        yield Fault("died", "a day before the birth")
