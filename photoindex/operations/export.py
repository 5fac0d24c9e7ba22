"""Export found photos as folders, links, crops of faces, tables or a contact sheet."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import Literal

from photoindex.export.contents.form import PLAIN, Form, Strip
from photoindex.export.engine.records import Change, Plan, RunOptions, RunReport, Watch
from photoindex.export.engine.run import export_files
from photoindex.export.engine.settings import settings_for
from photoindex.export.presets.crops import plan_crops
from photoindex.export.presets.photos import LinkKind, plan_copies, plan_links
from photoindex.export.presets.records import PresetFace, PresetPhoto
from photoindex.export.presets.sheet import plan_sheet
from photoindex.export.presets.sheet_records import SheetTexts
from photoindex.export.presets.table import plan_tables
from photoindex.export.presets.template import PathTemplate, TemplateTexts
from photoindex.export.records import SKIP_REASONS, ExportPhoto, Skipped, SkipReason
from photoindex.operations.common.own_exports import refuse_library
from photoindex.operations.common.typed_paths import absolute
from photoindex.operations.find import Found, FoundPhoto
from photoindex.operations.querying.places import require_places
from photoindex.store.database.parquet import parquet_of_csv
from photoindex.store.opening.index import Index
from photoindex.store.tables.current_pack import require_current_pack
from photoindex.store.tables.roots import root_paths
from photoindex.store.views.face_details import FaceDetails, face_details, formats_of
from photoindex.store.views.search import FoundFace

__all__ = [
    "Change",
    "Form",
    "LinkKind",
    "Preset",
    "PresetRequest",
    "PresetTexts",
    "RunReport",
    "SheetTexts",
    "SkipReason",
    "Skipped",
    "Strip",
    "TemplateTexts",
    "Watch",
    "export_preset",
]

Preset = Literal["folder", "links", "crops", "table", "sheet"]

# The index is read in pieces, and closed between them, so that others can use it during a long export.
_AT_ONCE = 500
# The settings that each kind has, and their usual values.
_USUAL: Mapping[Preset, Mapping[str, object]] = {
    "folder": {"template": "{original}", **PLAIN},
    "links": {"template": "{original}", "link": "symbolic"},
    "crops": {"size": None},
    "table": {},
    "sheet": {},
}


@dataclass(frozen=True, slots=True)
class PresetTexts:
    """The words in file names and on contact sheets."""

    template: TemplateTexts
    sheet: SheetTexts


@dataclass(frozen=True, slots=True)
class PresetRequest:
    """What to export. `template` names the files of "folder" and "links", `link` is the kind of "links", and `form` is
    what is changed about the photos. In an update, what is not given here stays as in the earlier export.
    """

    preset: Preset
    template: str | None = None
    form: Form = field(default_factory=Form)
    link: LinkKind | None = None
    update: bool = False
    dry_run: bool = False


def export_preset(
    index: Index, found: Found, folder: Path, request: PresetRequest, *, texts: PresetTexts, watch: Watch
) -> RunReport:
    """Export these photos to a folder; it also raises the errors of `export_files`.

    If the query names people, only their faces are cropped, and only their names become folders; else those of all
    named people.

    Raises:
        UsageError: the folder belongs to the library, so that the record of the export would hide its photos from
            scans; or the template is wrong.
        MissingLibraryError: the template has names of places, and the package with the gazetteer is not installed.
    """
    refuse_library(index, folder)
    place = absolute(folder)
    photos = _Photos(index, found, only_people=request.preset == "crops")
    settings = settings_for(place, request.preset, _USUAL[request.preset], _given(request), update=request.update)
    values = settings.values
    form = Form.of(values)
    request = replace(request, template=values.get("template"), form=form, link=values.get("link"))
    said = {key: value for key, value in values.items() if value}
    options = RunOptions(request.preset, said, update=request.update, dry_run=request.dry_run, strip=form.strip)
    report = export_files(_plan(photos, place, request, texts, watch), place, options, watch)
    return replace(report, settings=settings)


def _plan(photos: "_Photos", place: Path, request: PresetRequest, texts: PresetTexts, watch: Watch) -> Plan:
    match request.preset:
        case "folder" | "links":
            assert request.template is not None
            template = PathTemplate(request.template, texts.template)
            if template.needs_places:
                photos.require_places()
            if request.link is None:
                return plan_copies(photos(), template, request.form)
            return plan_links(photos(), template, place, request.link)
        case "crops":
            return plan_crops(photos(), texts.template.unnamed, request.form.size)
        case "table":
            return plan_tables(photos(), parquet_of_csv)
        case "sheet":
            return plan_sheet(photos, texts.sheet, watch.photo)


def _given(request: PresetRequest) -> dict[str, object]:
    """What the user asked for. An empty template counts: it is wrong, because a variable was not set."""
    given = {"template": request.template, "link": request.link, **request.form.changes}
    return {name: value for name, value in given.items() if name in _USUAL[request.preset]}


class _Photos:
    """Gives the found photos with everything that presets need, in the order in which they were found."""

    def __init__(self, index: Index, found: Found, *, only_people: bool) -> None:
        self._index, self._found, self._only_people = index, found, only_people
        self._lost: dict[int, SkipReason] = {
            item.photo.photo_id: SKIP_REASONS[item.presence] for item in found.lost
        }  # fmt: skip
        self._people = frozenset(match.person.person_id for match in found.people)
        with index.reading() as connection:
            self._roots = sorted(root_paths(connection), key=lambda root: -len(root.parts))

    def require_places(self) -> None:
        """Raise MissingLibraryError if places have no names because the package for them is not installed."""
        with self._index.reading() as connection:
            require_places(connection)

    def __call__(self) -> Iterator[PresetPhoto]:
        remaining = iter([*self._found.photos, *(item.photo for item in self._found.lost)])
        while batch := list(islice(remaining, _AT_ONCE)):
            ids = [photo.photo_id for photo in batch]
            with self._index.reading() as connection:
                formats = formats_of(connection, ids)
                faces = [face.face_id for photo in batch for face in photo.faces]
                details = face_details(connection, require_current_pack(connection).fingerprint, faces)
            for photo in batch:
                yield self._photo(photo, formats.get(photo.photo_id, ""), details)

    def _photo(self, photo: FoundPhoto, kind: str, details: Mapping[int, FaceDetails]) -> PresetPhoto:
        original = next(
            item for item in self._found.originals[photo.photo_id] if item.file.path == photo.paths[0]
        )  # fmt: skip
        lost: SkipReason | None = "away" if photo.away else self._lost.get(photo.photo_id)
        named = [face for face in photo.faces if face.name is not None]
        wanted = [face for face in named if not self._people or face.person_id in self._people]
        faces = photo.faces
        if self._only_people:
            faces = tuple(wanted) if self._people else tuple(face for face in faces if face.status != "ignored")
        return PresetPhoto(
            ExportPhoto(
                original.file.path, photo.content_hash, photo.taken_at, (), original, lost, photo.taken_precision
            ),
            photo.photo_id,
            kind,
            (photo.width, photo.height),
            self._below(original.file.path),
            _names(named),
            _names(wanted),
            tuple(_face(face, details.get(face.face_id)) for face in faces),
            photo.texts,
            photo.place,
        )

    def _below(self, path: Path) -> tuple[str, ...]:
        root = next((root for root in self._roots if path.is_relative_to(root)), path.parent)
        return path.parent.relative_to(root).parts


def _names(faces: Sequence[FoundFace]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(face.name for face in faces if face.name is not None))


def _face(face: FoundFace, details: FaceDetails | None) -> PresetFace:
    known = {} if details is None else {name: getattr(details, name) for name in _DETAILS}
    return PresetFace(
        face.face_id, face.box, person_id=face.person_id, person=face.name, status=face.status,
        confidence=face.probability, cluster_id=face.cluster_id, **known,
    )  # fmt: skip


_DETAILS = ("landmarks", "score", "size", "sharpness", "yaw", "quality")
