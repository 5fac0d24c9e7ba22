"""Read the names in the database of digiKam, `digikam4.db`.

- A face is a row of `ImageTagProperties`: the photo, a tag, a property and a rectangle as text,
  `<rect x="302" y="83" width="87" height="105"/>`. Under the property `tagRegion`, the tag is the person, confirmed by
  the user. `autodetectedFace`, `autodetectedPerson` and `ignoredFace` hold faces that nobody named, suggestions and
  ignored faces; their boxes are given without a name.
- A tag is a person if `TagProperties` says so (`person`), with the full name as value. The tags for unknown,
  unconfirmed and ignored faces are marked as persons too, but also as `unknownPerson` and so on, and name nobody. A tag
  region of another tag shows something else than a person.
- A person's tag on a photo (`ImageTags`) without a face there is a name without a box.
- Rectangles are in pixels of the upright photo, after the orientation in `ImageInformation`, which is the one of the
  file, unless a user turned a photo that digiKam may not write to. `width` and `height` there are those of the stored
  image. A rectangle that does not lie in the upright photo is left out, because versions of 2019 and before stored some
  in the frame of the stored image; the name is kept.
- A path consists of the root of the collection, the album and the file name. The root is the parameter `path` or
  `mountpath` of an identifier such as `volumeid:?path=/home/ann/Pictures` or `networkshareid:?mountpath=/mnt/nas`.
  Volumes are mostly identified by their UUID or label, and then the path on the volume, `specificPath`, is all that is
  known.

Sources: the database's structure in `core/data/database/dbconfig.xml.cmake.in`; `tagregion.cpp`, `facetagsiface.cpp`,
`facetags.cpp` and `collectionmanager_p.cpp` in `core/libs/database` of digiKam; for the frame, `adjustFaceRectangles`
in `fileworkeriface.cpp`, `createItem` in `facegroup_p.cpp`, and `commitFaces` in `itemscanner_photo.cpp` of version 8,
which turns the regions of XMP, relative to the stored image, upright.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from heapq import merge
from itertools import groupby, islice
from operator import itemgetter
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote

from photoindex.domain.geometry import Box
from photoindex.interop.databases import DatabaseKind, names_in_databases
from photoindex.interop.foreign_sqlite import Database
from photoindex.interop.gathered import Gathered
from photoindex.interop.photo_names import PhotoHint, PhotoNames, Unread
from photoindex.interop.regions import in_fractions, size_in_file
from photoindex.interop.values import count, moment, path_text, text

FILE_NAME = "digikam4.db"

REQUIRED = {
    "AlbumRoots": "id identifier specificPath",
    "Albums": "id albumRoot relativePath",
    "Images": "id album name status category fileSize",
    "ImageInformation": "imageid creationDate orientation width height",
    "Tags": "id name",
    "TagProperties": "tagid property value",
    "ImageTags": "imageid tagid",
    "ImageTagProperties": "imageid tagid property value",
}
"""The tables and columns that are read; they have been the same since schema version 6 of 2010."""

# Visible and hidden photos; others are in the trash or gone.
_KEPT_STATUSES = frozenset((1, 2))
_IMAGE = 1
_CONFIRMED = "tagRegion"
# Boxes without a name. A suggestion is stored twice, and its second form begins with the tag of the suggested person.
_UNNAMED = frozenset(("autodetectedFace", "autodetectedPerson", "ignoredFace"))
_NOBODY = frozenset(("unknownPerson", "unconfirmedPerson", "ignoredPerson"))
_TAGGED = ""
_RECTANGLE = re.compile(r"(?:\d+,autodetectedFace,)?<rect((?: +[a-z]+=\"-?\d{1,7}\"){4}) */>")
_ATTRIBUTE = re.compile(r"([a-z]+)=\"(-?\d+)\"")
_MOST_INVALID = 1000
# Of one photo.
_MOST_ROWS = 20_000
# Rectangles are rounded to whole pixels, and cut at the edges of the photo.
_BEYOND_EDGE = 0.02

# Each list in the order of the photos, which the database's indexes give, so that no list has to be kept.
_FACES = f"""
SELECT imageid, tagid, property, value FROM ImageTagProperties
WHERE property IN ('{_CONFIRMED}', {", ".join(f"'{name}'" for name in sorted(_UNNAMED))})
    AND typeof(imageid) = 'integer' ORDER BY imageid
"""
_TAGS = f"SELECT imageid, tagid, '{_TAGGED}', NULL FROM ImageTags WHERE typeof(imageid) = 'integer' ORDER BY imageid"
_PHOTO = """
SELECT i.status, i.category, a.albumRoot, a.relativePath, i.name, i.fileSize, n.creationDate, n.orientation, n.width,
    n.height
FROM Images AS i LEFT JOIN Albums AS a ON a.id = i.album LEFT JOIN ImageInformation AS n ON n.imageid = i.id
WHERE i.id = ?
"""


class _People(NamedTuple):
    """The names of the tags that are people, the tags that are people but name nobody, and the names of all tags."""

    names: dict[Any, str]
    nobody: frozenset[Any]
    tags: dict[Any, str]


_KIND = DatabaseKind("digiKam", lambda name: name.lower() == FILE_NAME, REQUIRED)


def read(paths: Sequence[Path], photos: Sequence[Path], note: Callable[[Unread], None]) -> Iterator[PhotoNames]:
    """Read databases of digiKam among `paths`, and files called `digikam4.db` below them; see `Reader`."""
    return names_in_databases(_KIND, paths, lambda database, file: _Reading(database, file, note).photos(), note)


class _Reading:
    def __init__(self, database: Database, file: Path, note: Callable[[Unread], None]) -> None:
        self._database = database
        self._file = file
        self._note = note
        self._invalid = 0
        self._roots = _roots_in(database)
        self._people = _people_in(database)

    def photos(self) -> Iterator[PhotoNames]:
        lists = [self._database.rows(query) for query in (_FACES, _TAGS)]
        for photo, rows in groupby(merge(*lists, key=_photo_id), key=_photo_id):
            of_people = list(islice((row for row in rows if row[2] or row[1] in self._people.names), _MOST_ROWS))
            if of_people and (found := self._of_photo(photo, of_people)):
                yield found

    def _of_photo(self, photo: int, rows: list[tuple[Any, ...]]) -> PhotoNames | None:
        known = next(self._database.rows(_PHOTO, (photo,)), None)
        if known is None or known[0] not in _KEPT_STATUSES or known[1] != _IMAGE:
            return None
        _, _, root, album, name, size, date, turned, width, height = known
        path = self._path(root, album, name)
        if not path:
            self._report(Unread(self._file, "photo-missing", f"photo {photo}"))
            return None
        orientation = turned if isinstance(turned, int) and 1 <= turned <= 8 else 1
        stored = (count(width), count(height))
        upright = size_in_file(stored[0], stored[1], orientation) if stored[0] and stored[1] else None
        gathered = Gathered("upright", upright)
        self._gather(gathered, rows, upright, f"photo {photo}")
        wide, high = upright or (None, None)
        hint = PhotoHint(path, count(size), wide, high, moment(date))
        return gathered.photo_names(hint, "digikam", self._file)

    def _path(self, root: Any, album: Any, name: Any) -> str:
        """The path of a photo, from its root if that is known; "" if the name is not."""
        folder, file = path_text(album).strip("/"), path_text(name)
        above = self._roots.get(root, "").rstrip("/")
        return "/".join(part for part in (above, folder, file) if part) if file else ""

    def _gather(
        self, gathered: Gathered, rows: list[tuple[Any, ...]], upright: tuple[int, int] | None, place: str
    ) -> None:
        seen: set[tuple[str, Box]] = set()
        with_face = {tag for _, tag, kind, _ in rows if kind}
        for _, tag, kind, value in sorted(rows, key=_stable):
            name = self._people.names.get(tag, "")
            if kind == _TAGGED:
                # The tag of a suggested person is not a name either.
                if tag not in with_face:
                    gathered.add_name(name)
                continue
            box = _box_of(value, upright)
            if box is None:
                self._report(Unread(self._file, "malformed", f"{place}: {str(value)[:80]}"))
            is_person = bool(name) or tag in self._people.nobody
            said = name or ("" if is_person else self._people.tags.get(tag, "")) if kind == _CONFIRMED else ""
            if box is None or (said, box) not in seen:
                gathered.add(said, box, "face" if is_person or kind != _CONFIRMED else "other")
            if box is not None:
                seen.add((said, box))

    def _report(self, unread: Unread) -> None:
        self._invalid += 1
        if self._invalid <= _MOST_INVALID:
            self._note(unread)


_photo_id: Callable[[tuple[Any, ...]], Any] = itemgetter(0)


def _stable(row: tuple[Any, ...]) -> tuple[str, ...]:
    return tuple(map(repr, row))


def _roots_in(database: Database) -> dict[Any, str]:
    rows = database.rows("SELECT id, identifier, specificPath FROM AlbumRoots LIMIT 10000")
    return {root: _root_path(path_text(identifier), path_text(specific)) for root, identifier, specific in rows}


def _root_path(identifier: str, specific: str) -> str:
    """The folder that an identifier of digiKam stands for, as far as it says; several mount points may be listed."""
    scheme, _, query = identifier.partition(":?")
    parameters = dict(reversed([pair.partition("=")[::2] for pair in query.split("&")]))
    if scheme == "networkshareid":
        return unquote(parameters.get("mountpath", ""))
    if path := parameters.get("path"):
        return unquote(path)
    return unquote(parameters.get("mountpath", "")).rstrip("/") + specific


def _people_in(database: Database) -> _People:
    tags = {tag: text(name) for tag, name in database.rows("SELECT id, name FROM Tags LIMIT 1000000")}
    people: dict[Any, str] = {}
    nobody = set()
    for tag, kind, value in database.rows("SELECT tagid, property, value FROM TagProperties LIMIT 1000000"):
        if kind == "person":
            people[tag] = text(value) or tags.get(tag, "")
        elif kind in _NOBODY:
            nobody.add(tag)
    return _People({tag: name for tag, name in people.items() if tag not in nobody}, frozenset(nobody), tags)


def _box_of(value: Any, upright: tuple[int, int] | None) -> Box | None:
    """The box of a rectangle, in fractions of the upright photo; None if it is invalid or outside the photo."""
    match = _RECTANGLE.fullmatch(value.strip()) if isinstance(value, str) and upright else None
    if match is None or upright is None:
        return None
    numbers = {name: int(number) for name, number in _ATTRIBUTE.findall(match[1])}
    if numbers.keys() != {"x", "y", "width", "height"} or numbers["width"] <= 0 or numbers["height"] <= 0:
        return None
    box = in_fractions(Box(numbers["x"], numbers["y"], numbers["width"], numbers["height"]), *upright)
    inside = min(box.x, box.y) >= -_BEYOND_EDGE and max(box.x + box.width, box.y + box.height) <= 1 + _BEYOND_EDGE
    return box if inside else None
