"""Name the kinds of damage that a check finds in an index."""

from collections.abc import Mapping

from photoindex.domain.damage import Damage, DamageKind, difference_in_words

# Each text is used after a number ("3 faces without an embedding") and also without one.
_WORDS: Mapping[DamageKind, str] = {
    DamageKind.UNREADABLE: "it cannot be read to its end",
    DamageKind.FILE_WITHOUT_PHOTO: "files of photos that do not exist",
    DamageKind.ANALYSIS_WITHOUT_PHOTO: "analyses of photos that do not exist",
    DamageKind.FACE_WITHOUT_EMBEDDING: "faces without an embedding",
    DamageKind.FACE_OUTSIDE_PHOTO: "faces whose box is not in a photo",
    DamageKind.FACE_WITHOUT_PHOTO: "faces of photos that do not exist",
    DamageKind.FACE_WITHOUT_ANALYSIS: "faces without an analysis",
    DamageKind.EMBEDDING_WITHOUT_FACE: "embeddings without a face",
    DamageKind.MEMBER_WITHOUT_FACE: "cluster members without a face",
    DamageKind.MEMBER_WITHOUT_CLUSTER: "members of clusters that were never made",
    DamageKind.FACE_IN_SEVERAL_CLUSTERS: "faces in several clusters",
    DamageKind.ASSIGNMENT_WITHOUT_FACE: "assignments without a face",
    DamageKind.ASSIGNMENT_WITHOUT_PERSON: "assignments to persons who do not exist",
    DamageKind.FACE_ASSIGNED_SEVERAL_TIMES: "faces assigned several times",
    DamageKind.PORTRAIT_WITHOUT_FACE: "portraits without a face",
    DamageKind.PORTRAIT_WITHOUT_PERSON: "portraits of persons who do not exist",
    DamageKind.TEXT_WITHOUT_PHOTO: "texts of photos that do not exist",
    DamageKind.PLACE_WITHOUT_PHOTO: "places of photos that do not exist",
    DamageKind.PHOTO_IN_UNKNOWN_PLACE: "photos at places that do not exist",
    DamageKind.ANSWER_WITHOUT_SITTING: "answers of sittings that do not exist",
    DamageKind.CLAIM_WITHOUT_IMPORT: "names from other programs without their import",
    DamageKind.INVALID_EMBEDDING: "embeddings of the wrong length or not of unit norm",
    DamageKind.FACE_WITHOUT_DECISION: "faces of decisions that do not exist",
    DamageKind.UNDO_WITHOUT_DECISION: "undos of decisions that do not exist",
    DamageKind.INVALID_DECISION: "decisions with an invalid {what}",
    DamageKind.DAMAGED_LINE: "damaged lines in the decisions file",
    DamageKind.DECISION_WITHOUT_LINE: "decisions that are not in the decisions file",
    DamageKind.ROTTEN_PHOTO_FILE: "photo files whose content changed though size and time did not",
    DamageKind.IMPOSSIBLE_VALUE: "rows of the table {what} with an impossible {column}",
    DamageKind.WRONG_VIEW: "the view {what} is missing, or has other columns than it should",
    DamageKind.EXTRA_OBJECT: "the {found} {what} does not belong there",
}

# The fields of a decision whose names are not clear to users.
_FIELDS: Mapping[str, str] = {
    "kind": "decisions of an unknown kind",
    "at": "decisions with an impossible time",
    "faces": "decisions with an invalid face",
    "others": "decisions with an invalid group of faces",
    "person": "decisions that do not say which person they are about",
    "other": "decisions that do not say which two people they are about",
    "split_by": "decisions that do not say how a split was made",
    "batch": "undos and imports that belong to another import",
    "programs": "decisions with programs, although they are no imports",
    "search": "saved searches without a name, or decisions that are no saved searches",
    "query": "saved searches with an invalid query",
}


def in_words(damage: Damage) -> str:
    """What is damaged. Names of objects come from the index, so the text is not safe for a terminal."""
    if damage.kind is DamageKind.INVALID_DECISION and damage.what in _FIELDS:
        return _FIELDS[damage.what]
    difference = difference_in_words(damage)
    if difference is not None:
        return difference
    return _WORDS[damage.kind].format(what=damage.what, column=damage.column, found=damage.found)


def is_counted(damage: Damage) -> bool:
    """Whether there may be several such rows or files; objects of the index are named one by one."""
    named = damage.kind in {DamageKind.WRONG_VIEW, DamageKind.EXTRA_OBJECT}
    return not named and difference_in_words(damage) is None
