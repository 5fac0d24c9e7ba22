"""Describe damage of an index by its kind and the part of the index that is damaged."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum


class DamageKind(Enum):
    """A kind of damage. The values are stored in the note about damage beside the index, so they never change."""

    UNREADABLE = "unreadable"
    """The database cannot be read to its end."""

    # Rows that contradict other rows of the index, or values that contradict each other:
    FILE_WITHOUT_PHOTO = "file without photo"
    ANALYSIS_WITHOUT_PHOTO = "analysis without photo"
    FACE_WITHOUT_EMBEDDING = "face without embedding"
    FACE_OUTSIDE_PHOTO = "face outside photo"
    FACE_WITHOUT_PHOTO = "face without photo"
    FACE_WITHOUT_ANALYSIS = "face without analysis"
    EMBEDDING_WITHOUT_FACE = "embedding without face"
    MEMBER_WITHOUT_FACE = "member without face"
    MEMBER_WITHOUT_CLUSTER = "member without cluster"
    FACE_IN_SEVERAL_CLUSTERS = "face in several clusters"
    ASSIGNMENT_WITHOUT_FACE = "assignment without face"
    ASSIGNMENT_WITHOUT_PERSON = "assignment without person"
    FACE_ASSIGNED_SEVERAL_TIMES = "face assigned several times"
    PORTRAIT_WITHOUT_FACE = "portrait without face"
    TEXT_WITHOUT_PHOTO = "text without photo"
    PLACE_WITHOUT_PHOTO = "place without photo"
    PHOTO_IN_UNKNOWN_PLACE = "photo in unknown place"
    PORTRAIT_WITHOUT_PERSON = "portrait without person"
    ANSWER_WITHOUT_SITTING = "answer without sitting"
    CLAIM_WITHOUT_IMPORT = "claim without import"
    INVALID_EMBEDDING = "invalid embedding"

    # Decisions, which no repair changes:
    FACE_WITHOUT_DECISION = "face without decision"
    UNDO_WITHOUT_DECISION = "undo without decision"
    INVALID_DECISION = "invalid decision"
    """The field `Damage.what` of some decisions has a value that no decision can have."""

    # Files that the index describes:
    DAMAGED_LINE = "damaged line"
    """The decisions file has lines that cannot be read."""
    DECISION_WITHOUT_LINE = "decision without line"
    """The decisions file lacks decisions of the index."""
    ROTTEN_PHOTO_FILE = "rotten photo file"
    """The content of photo files has changed, though their sizes and times have not."""

    # Tables, columns and values that differ from those that the migrations create:
    MISSING_TABLE = "missing table"
    NOT_A_TABLE = "not a table"
    MISSING_SEQUENCE = "missing sequence"
    MISSING_COLUMN = "missing column"
    OTHER_TYPE = "other type"
    COMPUTED_COLUMN = "computed column"
    IMPOSSIBLE_VALUE = "impossible value"
    WRONG_VIEW = "wrong view"
    """A view that users may query is missing, or has other columns. photoindex itself does not need it."""
    EXTRA_OBJECT = "extra object"
    """An object that does not belong in an index but does no harm, because nothing uses it."""


@dataclass(frozen=True, slots=True)
class Damage:
    """A kind of damage and, for some kinds, where it is.

    - `what` is the damaged table, sequence or other object or, for invalid decisions, the invalid field.
    - `column` is the damaged column of the table `what`, or empty if the damage concerns a whole object.
    - `found` and `wanted` are the types of the column, or `found` is the kind of an object, such as "view".
    """

    kind: DamageKind
    what: str = ""
    column: str = ""
    found: str = ""
    wanted: str = ""

    @property
    def is_harmless(self) -> bool:
        return self.kind in (DamageKind.EXTRA_OBJECT, DamageKind.WRONG_VIEW)


_DIFFERENCES: Mapping[DamageKind, str] = {
    DamageKind.MISSING_TABLE: "the table {what} is missing",
    DamageKind.NOT_A_TABLE: "the table {what} is a {found}",
    DamageKind.MISSING_SEQUENCE: "the sequence {what} is missing",
    DamageKind.MISSING_COLUMN: "the table {what} has no column {column}",
    DamageKind.OTHER_TYPE: "the column {column} of the table {what} is {found}, not {wanted}",
    DamageKind.COMPUTED_COLUMN: "the column {column} of the table {what} is computed, not stored",
}


def difference_in_words(damage: Damage) -> str | None:
    """How a table, column or sequence differs from what the migrations create, for errors and for reports alike; None
    for other kinds of damage. Names of objects come from the index, so the text is not safe for a terminal.
    """
    text = _DIFFERENCES.get(damage.kind)
    if text is None:
        return None
    return text.format(what=damage.what, column=damage.column, found=damage.found, wanted=damage.wanted)
