"""Read the names in a catalogue of Lightroom Classic, a file `*.lrcat`.

Adobe does not document the catalogue. What follows is known from catalogues of the versions 6 to 14 and from programs
that read or write them; what is uncertain is marked.

- A face is a row of `AgLibraryFace`: the image and four corners (`tl_x` ... `br_y`) in fractions, with the origin at
  the top left. The corners may be turned with the head, so the box around all four is taken.
- `AgLibraryKeywordFace` links faces to keywords, which are the names. `userPick` is set if the user confirmed the name,
  and `userReject` if the user rejected it; other links are suggestions, in the order of `rankOrder`. Only confirmed
  names count; other faces are boxes without a name. Faces that the user removed are `ignored` and left out.
- A keyword of the type "person" on an image (`AgLibraryKeywordImage`) without a face there is a name without a box.
- The orientation of an image is a pair of letters: "AB" stands for the Exif value 1, "BC" for 6, "CD" for 3, "DA" for
  8. The mirrored ones are BA (2), DC (4), CB (5) and AD (7); these four are uncertain.
- The corners refer to the upright image, in the orientation that Lightroom had for it when the face was found
  (`imageOrientation`). This follows from two programs: Aperture and iPhoto keep faces in the frame of the stored image
  (iphoto2xmp), and transferFaces turns those of Aperture upright before it writes them into a catalogue. Uncertain:
  whether Lightroom turns them again with the image. Where the image has another orientation now, the box is left out
  and the name is kept.
- `fileWidth` and `fileHeight` are the size of the stored image. The catalogue holds no size in bytes.
- A virtual copy is a second way to develop the same file, perhaps cropped. It is left out; the names are those of the
  first.

Sources: `lrcat_schema.sql` of lr-ai-editor (2024); `doc/lrcat_format.md` and `src/images.rs` of lrcat-extractor;
`transferFaces.cpp` by Daniel Höpfl, which writes the faces of Aperture into catalogues of Lightroom 6;
`iphoto2xmp.rb` of iphoto2xmp; the scripts of Massimo Savazzi for Lightroom Classic 14.3, which write the faces of a
catalogue into XMP.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from heapq import merge
from itertools import groupby, islice
from operator import itemgetter
from pathlib import Path
from typing import Any, NamedTuple

from photoindex.domain.geometry import Box
from photoindex.interop.databases import DatabaseKind, names_in_databases
from photoindex.interop.foreign_sqlite import Database
from photoindex.interop.gathered import Gathered
from photoindex.interop.photo_names import Fault, PhotoHint, PhotoNames, Unread
from photoindex.interop.regions import by_edges, size_in_file
from photoindex.interop.values import count, moment, path_text, text

SUFFIX = ".lrcat"

REQUIRED = {
    "AgLibraryFace": "id_local image tl_x tl_y tr_x tr_y bl_x bl_y br_x br_y imageOrientation ignored",
    "AgLibraryKeywordFace": "face tag userPick userReject",
    "AgLibraryKeyword": "id_local name keywordType",
    "AgLibraryKeywordImage": "image tag",
    "Adobe_images": "id_local rootFile masterImage orientation fileWidth fileHeight captureTime",
    "AgLibraryFile": "id_local folder baseName extension",
    "AgLibraryFolder": "id_local rootFolder pathFromRoot",
    "AgLibraryRootFolder": "id_local absolutePath",
}
"""The tables and columns that are read; catalogues before Lightroom 6 have no faces."""

_ORIENTATIONS = {"AB": 1, "BA": 2, "CD": 3, "DC": 4, "CB": 5, "BC": 6, "AD": 7, "DA": 8}
_MOST_INVALID = 1000
# Of one image.
_MOST_ROWS = 20_000

_FACES = """
SELECT f.image, f.id_local, f.tl_x, f.tl_y, f.tr_x, f.tr_y, f.bl_x, f.bl_y, f.br_x, f.br_y, f.imageOrientation,
    f.ignored, k.tag, k.userPick, k.userReject, w.name
FROM AgLibraryFace AS f LEFT JOIN AgLibraryKeywordFace AS k ON k.face = f.id_local
LEFT JOIN AgLibraryKeyword AS w ON w.id_local = k.tag
WHERE typeof(f.image) = 'integer' ORDER BY f.image
"""
_KEYWORDS = """
SELECT i.image, w.id_local, w.name
FROM AgLibraryKeywordImage AS i CROSS JOIN AgLibraryKeyword AS w ON w.id_local = i.tag AND w.keywordType = 'person'
WHERE typeof(i.image) = 'integer' ORDER BY i.image
"""
_IMAGE = """
SELECT i.masterImage, i.orientation, i.fileWidth, i.fileHeight, i.captureTime, r.absolutePath, d.pathFromRoot,
    f.baseName, f.extension
FROM Adobe_images AS i LEFT JOIN AgLibraryFile AS f ON f.id_local = i.rootFile
LEFT JOIN AgLibraryFolder AS d ON d.id_local = f.folder
LEFT JOIN AgLibraryRootFolder AS r ON r.id_local = d.rootFolder
WHERE i.id_local = ?
"""


class _Face(NamedTuple):
    """A face with its confirmed names, of which there should be at most one, and the keywords that it is linked to."""

    box: Box | None
    orientation: str
    ignored: bool
    names: frozenset[str]
    linked: frozenset[Any]


_KIND = DatabaseKind("Lightroom", lambda name: name.lower().endswith(SUFFIX), REQUIRED)


def read(paths: Sequence[Path], photos: Sequence[Path], note: Callable[[Unread], None]) -> Iterator[PhotoNames]:
    """Read catalogues of Lightroom Classic among `paths` or below them; see `Reader`."""
    return names_in_databases(_KIND, paths, lambda database, file: _Reading(database, file, note).images(), note)


class _Reading:
    def __init__(self, database: Database, file: Path, note: Callable[[Unread], None]) -> None:
        self._database = database
        self._file = file
        self._note = note
        self._invalid = 0

    def images(self) -> Iterator[PhotoNames]:
        lists = [self._database.rows(query) for query in (_FACES, _KEYWORDS)]
        for image, rows in groupby(merge(*lists, key=_image_id), key=_image_id):
            if found := self._of_image(image, list(islice(rows, _MOST_ROWS))):
                yield found

    def _of_image(self, image: int, rows: list[tuple[Any, ...]]) -> PhotoNames | None:
        known = next(self._database.rows(_IMAGE, (image,)), None)
        if known is None or known[0] is not None:
            return None
        _, letters, width, height, date, *place = known
        path = _path(*place)
        if not path:
            self._report("photo-missing", f"image {image}")
            return None
        stored = (count(width), count(height))
        orientation = _ORIENTATIONS.get(text(letters), 1)
        upright = size_in_file(stored[0], stored[1], orientation) if stored[0] and stored[1] else None
        gathered = Gathered("upright", upright)
        self._gather(gathered, rows, text(letters), f"image {image}")
        wide, high = upright or (None, None)
        return gathered.photo_names(PhotoHint(path, None, wide, high, moment(date)), "lightroom", self._file)

    def _gather(self, gathered: Gathered, rows: list[tuple[Any, ...]], letters: str, place: str) -> None:
        faces = _faces_in([row for row in rows if len(row) > 3])
        linked = {tag for face in faces for tag in face.linked}
        for face in faces:
            if face.ignored:
                continue
            if len(face.names) > 1:
                self._report("malformed", f"{place}: a face with {len(face.names)} names")
            name = next(iter(face.names)) if len(face.names) == 1 else ""
            is_turned = bool(letters) and face.orientation not in {"", letters}
            if is_turned and name:
                self._report("not-supported", f"{place}: a face found in the orientation {face.orientation[:20]}")
            elif face.box is None:
                self._report("malformed", f"{place}: the corners of a face")
            gathered.add(name, None if is_turned else face.box)
        for _, tag, name in (row for row in rows if len(row) == 3):
            # The keyword of a face whose name is only suggested is not a name either.
            if tag not in linked:
                gathered.add_name(text(name))

    def _report(self, fault: Fault, detail: str) -> None:
        self._invalid += 1
        if self._invalid <= _MOST_INVALID:
            self._note(Unread(self._file, fault, detail))


_image_id: Callable[[tuple[Any, ...]], Any] = itemgetter(0)


def _path(root: Any, folder: Any, name: Any, suffix: Any) -> str:
    """The path of a file; folders end in a slash, also on Windows. "" if the name is missing."""
    stem, ending = path_text(name), path_text(suffix)
    file = f"{stem}.{ending}" if stem and ending else stem
    above = path_text(root)
    above = above if not above or above.endswith("/") else f"{above}/"
    below = path_text(folder).strip("/")
    return f"{above}{below}/{file}" if below and file else f"{above}{file}" if file else ""


def _faces_in(rows: list[tuple[Any, ...]]) -> list[_Face]:
    """The faces of one image, each once, from rows of faces with their keywords."""
    faces = []
    ordered = sorted(rows, key=lambda row: tuple(map(repr, row[1:])))
    for _, links in groupby(ordered, key=lambda row: repr(row[1])):
        linked = list(links)
        confirmed = {text(row[15]) for row in linked if row[13] and not row[14]} - {""}
        first = linked[0]
        tags = frozenset(row[12] for row in linked)
        faces.append(_Face(_box_of(first[2:10]), text(first[10]), bool(first[11]), frozenset(confirmed), tags))
    return faces


def _box_of(corners: tuple[Any, ...]) -> Box | None:
    """The box around four corners, given as x, y, x, y ...; None if a number is invalid or missing at the ends."""
    pairs = [corners[start : start + 2] for start in range(0, len(corners), 2)]
    top_left, *_, bottom_right = pairs
    known = [pair for pair in pairs if pair != (None, None)]
    if (None, None) in {top_left, bottom_right} or not all(_is_place(value) for pair in known for value in pair):
        return None
    across, down = zip(*known, strict=True)
    return by_edges(min(across), min(down), max(across), max(down))


def _is_place(value: Any) -> bool:
    return isinstance(value, float | int) and math.isfinite(value) and -1 <= value <= 2
