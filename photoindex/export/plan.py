"""Plan an export: decide which photos stay, which are written, and which names they get."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePath

from photoindex.errors import PhotoError
from photoindex.export.files import readable, reading
from photoindex.export.folder import ExportFolder, FileState, is_own
from photoindex.export.ledger import DISPLAY, PHOTOS, TILES, Entry, Ledger, MadeFile
from photoindex.export.names import NameBook
from photoindex.export.records import ExportOptions, ExportPhoto, NotExportedError, Skipped, skipped
from photoindex.export.rendition import LONG_SIDE, needs_rendition


@dataclass(frozen=True, slots=True)
class Task:
    """One photo of the export: its future entry, and which of its files have to be written.

    `display_needed` is true if browsers cannot show the photo itself.
    """

    photo: ExportPhoto
    entry: Entry
    write_photo: bool
    write_display: bool
    write_tile: bool
    display_needed: bool = False

    @property
    def is_new(self) -> bool:
        return self.write_photo


def stale_files(
    ledger: Ledger, photos: Sequence[ExportPhoto], export_folder: ExportFolder
) -> Iterator[tuple[Entry, MadeFile]]:
    """The files of earlier exports to remove: files of photos that are no longer wanted, and links whose target has
    moved.
    """
    wanted: dict[str, list[str]] = {}
    for photo in photos:
        wanted.setdefault(photo.content_hash, []).append(_target(photo.path))
    ours = _own_paths(ledger, export_folder)
    for entry in ledger.entries:
        targets = wanted.get(entry.content_hash)
        if targets is None:
            yield from ((entry, made) for made in entry.files())
        elif entry.photo.target is not None and not _still_leads_there(entry.photo.target, targets, ours):
            yield entry, entry.photo


def anything_to_show(ledger: Ledger, photos: Sequence[ExportPhoto], export_folder: ExportFolder) -> bool:
    """Whether any of the photos can be exported or is already in the folder."""
    copies = {
        entry.content_hash for entry in ledger.entries if export_folder.state(entry.photo) is not FileState.ABSENT
    }
    return any(photo.content_hash in copies or _can_be_read(photo) for photo in photos)


def _can_be_read(photo: ExportPhoto) -> bool:
    try:
        photo.check()
    except PhotoError:
        return False
    return True


def plan_tasks(
    ledger: Ledger, photos: Sequence[ExportPhoto], export_folder: ExportFolder, options: ExportOptions
) -> tuple[list[Task], list[Skipped]]:
    """Return a task for each photo that can be exported, in the given order, and the skipped photos. Writes nothing."""
    planner = _Planner(ledger, photos, export_folder, options)
    tasks: list[Task] = []
    left_out: list[Skipped] = []
    first: dict[str, Path] = {}
    for photo in photos:
        if photo.content_hash in first:
            left_out.append(Skipped(photo.path, "repeated", readable(first[photo.content_hash])))
            continue
        try:
            tasks.append(planner.task(photo))
            first[photo.content_hash] = photo.path
        except PhotoError as error:
            left_out.append(skipped(photo.path, error))
    return tasks, left_out


class _Planner:
    """Chooses names. Names from earlier exports are kept; new names differ from these and from all existing files."""

    def __init__(
        self, ledger: Ledger, photos: Sequence[ExportPhoto], export_folder: ExportFolder, options: ExportOptions
    ) -> None:
        self._folder, self._options = export_folder, options
        self._ours = _own_paths(ledger, export_folder)
        wanted = {photo.content_hash for photo in photos}
        self._known = {entry.content_hash: entry for entry in ledger.entries if entry.content_hash in wanted}
        self._books = {folder: NameBook(export_folder.names(folder)) for folder in (PHOTOS, DISPLAY, TILES)}
        for entry in self._known.values():
            for made in entry.files():
                self._books[made.folder].reserve(made.name)

    def task(self, photo: ExportPhoto) -> Task:
        known = self._known.get(photo.content_hash)
        if known and self._is_there(known, known.photo):
            if known.photo.target is not None:
                # A link shows whatever its target holds now.
                photo.check()
            with reading(self._folder.path(known.photo)):
                mtime_ns = self._folder.path(known.photo).stat().st_mtime_ns
            return self._with_renditions(photo, known, known.photo, mtime_ns, self._folder.path(known.photo))
        photo.check()
        if is_own(photo.path, self._ours):
            raise NotExportedError("not-an-original")
        with reading(photo.path):
            found = photo.path.stat()
        made = self._named(PHOTOS, photo.path.name, known.photo if known else None)
        if self._options.link:
            made = replace(made, target=_target(photo.path))
        else:
            made = replace(made, size=found.st_size, mtime_ns=found.st_mtime_ns)
        return self._with_renditions(photo, known, made, found.st_mtime_ns, photo.path)

    def _with_renditions(
        self, photo: ExportPhoto, known: Entry | None, made: MadeFile, mtime_ns: int, source: Path
    ) -> Task:
        """The task for a photo whose file is `made`; its renditions are made from `source`."""
        stays = known is not None and made is known.photo
        needed = (known.display is not None) if known and stays and known.done else needs_rendition(source)
        display, write_display = None, False
        if needed or max(photo.width, photo.height) > LONG_SIDE:
            display, write_display = self._rendition(DISPLAY, made, known.display if known else None, known, mtime_ns)
        tile, write_tile = self._rendition(TILES, made, known.tile if known else None, known, mtime_ns)
        done = known is not None and known.done and stays and not (write_display or write_tile)
        entry = Entry(photo.content_hash, made, display, tile, done)
        return Task(photo, entry, not stays, write_display, write_tile, display_needed=needed)

    def _rendition(
        self, folder: str, photo: MadeFile, before: MadeFile | None, known: Entry | None, mtime_ns: int
    ) -> tuple[MadeFile, bool]:
        """The JPEG of a photo in a folder, and whether it has to be written."""
        if known and before and self._is_there(known, before):
            return before, False
        made = self._named(folder, f"{PurePath(photo.name).stem}.jpg", before)
        return replace(made, mtime_ns=mtime_ns), True

    def _is_there(self, known: Entry, made: MadeFile) -> bool:
        state = self._folder.state(made)
        # A file that its owner changed after the export stays and is shown. If its entry is not `done`, it is somebody
        # else's file.
        return state is FileState.SAME or (state is FileState.CHANGED and known.done)

    def _named(self, folder: str, wanted: str, before: MadeFile | None) -> MadeFile:
        if before and self._folder.state(before) is FileState.ABSENT:
            return MadeFile(folder, before.name)
        return MadeFile(folder, self._books[folder].take(wanted))


def _own_paths(ledger: Ledger, export_folder: ExportFolder) -> set[Path]:
    return {export_folder.path(made) for made in ledger.files()}


def _still_leads_there(target: str, targets: Sequence[str], ours: set[Path]) -> bool:
    if not os.path.exists(target):  # noqa: PTH110 (Path.exists raises if a folder cannot be entered)
        return False
    return target in targets or any(is_own(Path(path), ours) for path in targets)


def _target(path: Path) -> str:
    # The path is not resolved, so that if the owner points a link elsewhere, our link follows.
    return os.path.abspath(path)  # noqa: PTH100
