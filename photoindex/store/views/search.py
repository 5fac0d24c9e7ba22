"""Find photos that match a query, and look up single photos."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from photoindex.domain.geometry import Box
from photoindex.domain.people import AssignmentStatus
from photoindex.domain.photo import TakenFrom, TakenPrecision, Tolerated
from photoindex.domain.photo_texts import PhotoTexts
from photoindex.query.meaning import Meaning, statuses_of
from photoindex.query.tree import Like, Tree, leaves, wanted_people
from photoindex.store.database.connection import Connection
from photoindex.store.database.path_text import path_of, text_of
from photoindex.store.tables.photo_texts import texts_of
from photoindex.store.views.matching import SHOWN, Condition, condition_of, undated_condition_of
from photoindex.store.views.matching_faces import QUALITY

if TYPE_CHECKING:
    from photoindex.domain.places import PhotoPlace


@dataclass(frozen=True, slots=True)
class FoundFace:
    """A face in a found photo. If the face belongs to nobody, `name` is None and `status` is "none" or "ignored"."""

    face_id: int
    box: Box
    name: str | None
    status: str = "none"
    probability: float | None = None
    person_id: int | None = None
    cluster_id: int | None = None


@dataclass(frozen=True, slots=True)
class FoundPhoto:
    """A photo that matches. `paths` are all present files that hold the photo: readable files come first, and each
    group is sorted by name. The first path represents the photo. If `away` is true, all these files are on offline
    disks. `texts` are its title, caption and keywords, and `place` is where it was taken, if that is known.
    """

    photo_id: int
    content_hash: str
    paths: tuple[Path, ...]
    taken_at: datetime | None
    taken_precision: TakenPrecision
    taken_from: TakenFrom
    width: int
    height: int
    faces: tuple[FoundFace, ...]
    away: bool = False
    texts: PhotoTexts = field(default=PhotoTexts(), repr=False)
    place: "PhotoPlace | None" = None

    def held_by(self, paths: tuple[Path, ...], *, away: bool) -> "FoundPhoto":
        """The same photo with other paths; `dataclasses.replace` takes ten times as long."""
        if paths == self.paths and away == self.away:
            return self
        return FoundPhoto(
            self.photo_id, self.content_hash, paths, self.taken_at, self.taken_precision, self.taken_from, self.width,
            self.height, self.faces, away, self.texts, self.place,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class PhotoRow:
    """A photo as `show photo` prints it, with all files that hold it, including missing ones."""

    paths: tuple[Path, ...]
    photo_id: int
    content_hash: str
    format: str
    width: int
    height: int
    taken_at: datetime | None
    taken_precision: TakenPrecision
    taken_from: TakenFrom
    taken_trusted: bool
    camera: str | None
    latitude: float | None
    longitude: float | None
    damage: str | None
    tolerated: Tolerated
    title: str = ""
    caption: str = ""
    keywords: tuple[str, ...] = ()
    place: "PhotoPlace | None" = None


Order = Literal["date", "name", "quality", "confidence", "likeness", "random"]

# Of several faces, the best one decides the place of a photo.
_BEST = "(SELECT max({value}) FROM shown WHERE shown.photo_id = photo.photo_id AND {who})"
_MATCHED = f"""
WITH {SHOWN},
matched AS (
    SELECT photo_id, content_hash, taken_at, taken_precision, taken_from, width, height, {{rank}} AS rank
    FROM photo WHERE {{condition}}
),
present AS (
    SELECT photo_id, list(path ORDER BY path) AS paths FROM file
    WHERE missing_since IS NULL AND photo_id IN (SELECT photo_id FROM matched) GROUP BY photo_id
)
SELECT photo_id, content_hash, paths, taken_at, taken_precision, taken_from, width, height
FROM matched JOIN present USING (photo_id)
ORDER BY {{order}}
LIMIT $limit::BIGINT OFFSET $skip::BIGINT
"""
_COUNT = f"""
WITH {SHOWN}
SELECT count(*) FROM photo WHERE photo_id IN (SELECT photo_id FROM file WHERE missing_since IS NULL) AND {{condition}}
"""
_BY_DATE = "taken_at NULLS LAST, paths[1]"
_ORDERS: Mapping[Order, str] = {
    "date": _BY_DATE,
    "name": r"lower(regexp_extract(paths[1], '[^/\\]*$')), paths[1]",
    "quality": f"rank DESC NULLS LAST, {_BY_DATE}",
    "confidence": f"rank DESC NULLS LAST, {_BY_DATE}",
    "likeness": f"rank DESC NULLS LAST, {_BY_DATE}",
    "random": "rank, content_hash",
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which photos to list, and how: those that match all of the `trees`, after the first `skip`, at most `limit`.

    "quality" and "confidence" begin with the photo with the best face: the best one of the people whom the trees name,
    or of all people; "likeness" begins with the photo with the face that is most similar to a photo that the trees
    name. "random" gives the same order for the same `seed`, as long as no photo is added.
    """

    trees: Sequence[Tree]
    meaning: Meaning
    order: Order = "date"
    seed: str = ""
    skip: int = 0
    limit: int | None = None


def photos_matching(
    connection: Connection, fingerprint: str, wanted: Wanted, *, details: bool = True
) -> list[FoundPhoto]:
    """The present photos that match. In the order "date", the earliest come first, and undated photos last.

    Only faces whose status counts in some part of the tree have names in the result. Without `details`, the photos
    have no faces, texts and places.
    """
    condition = condition_of(wanted.trees, wanted.meaning, fingerprint)
    rank, ranked = _rank(wanted)
    values = {**condition.values, **ranked, "skip": wanted.skip}
    values["limit"] = wanted.limit if wanted.limit is not None else 2**62
    statement = _MATCHED.format(condition=condition.sql, rank=rank, order=_ORDERS[wanted.order])
    rows = connection.execute(statement, values).fetchall()
    statuses = statuses_of(wanted.trees, wanted.meaning)
    ids = [row[0] for row in rows]
    faces = _faces_by_photo(connection, ids, fingerprint, statuses) if details else {}
    texts, places = _described(connection, ids) if details else ({}, {})
    return [
        FoundPhoto(
            photo_id, content_hash, tuple(path_of(path) for path in paths), taken_at, precision, source, width, height,
            tuple(faces.get(photo_id, ())), texts=texts.get(photo_id, _NO_TEXTS), place=places.get(photo_id),
        )
        for photo_id, content_hash, paths, taken_at, precision, source, width, height in rows
    ]  # fmt: skip


_NO_TEXTS = PhotoTexts()


def _described(
    connection: Connection, ids: Sequence[int]
) -> "tuple[Mapping[int, PhotoTexts], Mapping[int, PhotoPlace]]":
    """The texts and the places of photos, as far as they have any."""
    from photoindex.store.views.place_names import places_of

    return texts_of(connection, ids), places_of(connection, ids)


def count_matching(connection: Connection, fingerprint: str, trees: Sequence[Tree], meaning: Meaning) -> int:
    """The number of present photos that match."""
    return _count(connection, condition_of(trees, meaning, fingerprint))


def count_undated(connection: Connection, fingerprint: str, trees: Sequence[Tree], meaning: Meaning) -> int:
    """The number of present photos without a date that do not match, but would if they had the right date."""
    condition = undated_condition_of(trees, meaning, fingerprint)
    return _count(connection, condition) if condition else 0


def _count(connection: Connection, condition: Condition) -> int:
    row = connection.execute(_COUNT.format(condition=condition.sql), dict(condition.values)).fetchone()
    return int(row[0]) if row else 0


def _rank(wanted: Wanted) -> tuple[str, dict[str, object]]:
    """SQL for the number or text by which photos are sorted, and its parameters."""
    if wanted.order == "random":
        return "md5(content_hash || $seed)", {"seed": wanted.seed}
    if wanted.order == "likeness":
        return _rank_by_likeness(wanted)
    if wanted.order not in ("quality", "confidence"):
        return "NULL", {}
    people = sorted({wanted.meaning.persons[each.name] for tree in wanted.trees for each in wanted_people(tree)})
    value = QUALITY if wanted.order == "quality" else "probability"
    named = wanted.order == "confidence" or people
    who = "person_id IS NOT NULL AND status IN (SELECT unnest($ranked_statuses::VARCHAR[]))" if named else "TRUE"
    values: dict[str, object] = {"ranked_statuses": list(statuses_of(wanted.trees, wanted.meaning))} if named else {}
    if people:
        who, values = f"{who} AND person_id IN (SELECT unnest($ranked::BIGINT[]))", {**values, "ranked": people}
    return _BEST.format(value=value, who=who), values


def _rank_by_likeness(wanted: Wanted) -> tuple[str, dict[str, object]]:
    similar: dict[int, float] = {}
    for leaf in (leaf for tree in wanted.trees for leaf in leaves(tree) if isinstance(leaf, Like)):
        for face, value in wanted.meaning.likenesses[leaf.path].faces.items():
            similar[face] = max(value, similar.get(face, value))
    values = {"alike": list(similar), "similarity": list(similar.values())}
    return (
        "(SELECT max(value) FROM shown JOIN (SELECT unnest($alike::BIGINT[]) AS face_id, "
        "unnest($similarity::DOUBLE[]) AS value) USING (face_id) WHERE shown.photo_id = photo.photo_id)"
    ), values


def _faces_by_photo(
    connection: Connection, photo_ids: Sequence[int], fingerprint: str, statuses: Sequence[AssignmentStatus]
) -> dict[int, list[FoundFace]]:
    rows = connection.execute(
        "SELECT photo_id, face_id, x, y, width, height, name, coalesce(status, 'none'), probability, "
        "person_id, cluster_id FROM face LEFT JOIN membership USING (face_id) "
        "LEFT JOIN (SELECT * FROM assignment WHERE status IN (SELECT unnest(?::VARCHAR[]))) USING (face_id) "
        "LEFT JOIN person USING (person_id) "
        "WHERE fingerprint = ? AND photo_id IN (SELECT unnest(?::BIGINT[])) "
        "AND face_id NOT IN (SELECT face_id FROM assignment WHERE status = 'not-a-face') ORDER BY photo_id, x, y",
        [list(statuses), fingerprint, list(photo_ids)],
    ).fetchall()
    faces: dict[int, list[FoundFace]] = {}
    for photo_id, face_id, x, y, width, height, *who in rows:
        faces.setdefault(photo_id, []).append(FoundFace(face_id, Box(x, y, width, height), *who))
    return faces


_PHOTO_ROW = """
SELECT (SELECT list(path ORDER BY path) FROM file WHERE file.photo_id = photo.photo_id),
       photo_id, content_hash, format, width, height, taken_at, taken_precision,
       taken_from, taken_trusted,
       nullif(trim(concat_ws(' ', camera_make, camera_model)), ''), latitude, longitude, damage, tolerated
FROM photo WHERE photo_id = {which}
"""


def photo_at(connection: Connection, path: Path) -> PhotoRow | None:
    """The photo that the file at this path holds; None if the index does not know the path."""
    return _photo_row(connection, "(SELECT photo_id FROM file WHERE path = ?)", text_of(path))


def photo_with_id(connection: Connection, photo_id: int) -> PhotoRow | None:
    """The photo with this id; None if the index does not hold it, or knows no file that does."""
    return _photo_row(connection, "?", photo_id)


def _photo_row(connection: Connection, which: str, value: object) -> PhotoRow | None:
    row = connection.execute(_PHOTO_ROW.format(which=which), [value]).fetchone()
    if row is None or row[0] is None:
        return None
    paths, photo_id, *facts = row
    photo = PhotoRow(tuple(path_of(text) for text in paths), photo_id, *facts)
    texts, places = _described(connection, [photo_id])
    said = texts.get(photo_id, _NO_TEXTS)
    return replace(photo, title=said.title, caption=said.caption, keywords=said.keywords, place=places.get(photo_id))
