"""Export photos into a folder that opens in any browser as a slideshow."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from photoindex.advice.actions import Action
from photoindex.errors import NotFoundError, PhotoError, StorageError
from photoindex.export.extras import (
    check_music,
    planned_manifest,
    planned_music,
    put_manifest,
    put_music,
    remove_stale,
)
from photoindex.export.files import copy_atomically, link_atomically, readable, write_atomically
from photoindex.export.folder import PAGE_NAME, ExportFolder, FileState, open_folder
from photoindex.export.ledger import DISPLAY, FOLDERS, PHOTOS, TILES, Entry, Ledger, MadeFile, write_ledger
from photoindex.export.page import Show, Slide, slideshow_page
from photoindex.export.plan import Task, anything_to_show, plan_tasks, stale_files
from photoindex.export.records import (
    ExportOptions,
    ExportPhoto,
    ExportReport,
    Progress,
    Skipped,
    no_progress,
    skipped,
)
from photoindex.export.rendition import Renditions, render


def export_photos(
    photos: Sequence[ExportPhoto], folder: Path, options: ExportOptions, progress: Progress = no_progress
) -> ExportReport:
    """Make `folder`, or update it with `options.update`: index.html, photos/, tiles/ and, if needed, display/ and
    music/.

    Photos keep their order and their names; duplicates (by content) are exported once. Originals are only read. An
    update removes only files that an earlier export made and that have not changed since. An export that was
    interrupted at any moment can be completed by running it again with `update`. Unreadable photos are listed in the
    report's `skipped`.

    Raises UsageError if the folder is not empty (without `update`), holds a foreign index.html, is the folder of one of
    the photos, or leads elsewhere through links, or if the music cannot be played; NotFoundError if there are photos
    and none of them can be opened; StorageError if the disk is full or writing is refused.
    """
    if options.music is not None:
        check_music(options.music)
    export_folder, ledger = open_folder(folder, photos, update=options.update)
    if photos and not anything_to_show(ledger, photos, export_folder):
        raise NotFoundError(
            f"none of the {len(photos):,} photos can be opened now, for example {readable(photos[0].path)}",
            hint="Connect their disk, or scan again if they were moved. Nothing was exported.",
        )
    export_folder.make(PHOTOS)
    export_folder.clear_parts_in(FOLDERS)
    removed, left = _remove_stale(ledger, photos, export_folder)
    tasks, left_out = plan_tasks(ledger, photos, export_folder, options)
    _remove_unreadable(ledger, tasks, export_folder)
    planned = Ledger(
        tuple(task.entry for task in tasks),
        ledger.pages,
        planned_music(options.music, ledger.music, export_folder),
        planned_manifest(options.manifest is not None, ledger.manifest, export_folder),
    )
    remove_stale(ledger, planned, export_folder)
    write_ledger(export_folder.root, planned)
    put_music(options.music, planned.music, ledger.music, export_folder)
    entries, failed = _carry_out(tasks, export_folder, progress)
    manifest = put_manifest(options.manifest, planned.manifest, export_folder)
    done = replace(planned, entries=tuple(entry for _, entry in entries), manifest=manifest)
    slides = tuple(Slide(task.photo, entry.photo, entry.display, entry.tile) for task, entry in entries)
    _write_page(export_folder, done, slideshow_page(Show(options.texts, slides, options.chapters, planned.music)))
    added = sum(task.is_new for task, _ in entries)
    return ExportReport(added, len(entries) - added, removed, (*left, *left_out, *failed))


def _remove_stale(
    ledger: Ledger, photos: Sequence[ExportPhoto], export_folder: ExportFolder
) -> tuple[int, list[Skipped]]:
    wanted = {photo.content_hash for photo in photos}
    removed = 0
    left: list[Skipped] = []
    for entry, made in stale_files(ledger, photos, export_folder):
        state = export_folder.remove(made)
        if state is FileState.CHANGED and entry.done:
            left.append(Skipped(export_folder.path(made), "edited"))
        removed += state is FileState.SAME and made == entry.photo and entry.content_hash not in wanted
    return removed, left


def _remove_unreadable(ledger: Ledger, tasks: Sequence[Task], export_folder: ExportFolder) -> None:
    """Remove the remaining files, such as display files, of photos that are wanted but can no longer be exported."""
    planned = {task.entry.content_hash for task in tasks}
    for entry in ledger.entries:
        if entry.content_hash not in planned:
            for made in entry.files():
                export_folder.remove(made)


def _carry_out(
    tasks: Sequence[Task], export_folder: ExportFolder, progress: Progress
) -> tuple[list[tuple[Task, Entry]], list[Skipped]]:
    for folder, wanted in ((DISPLAY, any(task.write_display for task in tasks)), (TILES, bool(tasks))):
        if wanted:
            export_folder.make(folder)
    done: list[tuple[Task, Entry]] = []
    failed: list[Skipped] = []
    for number, task in enumerate(tasks, start=1):
        try:
            done.append((task, _made(task, export_folder)))
        except PhotoError as error:
            export_folder.remove(task.entry.photo)
            failed.append(skipped(task.photo.path, error))
        except StorageError as error:
            raise _with_outcome(error, len(done), len(tasks), export_folder) from error
        progress(number, len(tasks))
    return done, failed


def _made(task: Task, export_folder: ExportFolder) -> Entry:
    """Write the files of one photo; return its entry with their sizes and times."""
    photo = task.entry.photo
    if task.write_photo and photo.target is not None:
        link_atomically(photo.target, export_folder.path(photo))
    elif task.write_photo:
        task.photo.check()
        copy_atomically(task.photo.path, export_folder.path(photo))
    renditions = _renditions(task, export_folder.path(photo))
    display = _put(export_folder, task.entry.display, renditions.display, write=task.write_display)
    tile = _put(export_folder, task.entry.tile, renditions.tile, write=task.write_tile)
    if task.entry.done:
        return task.entry
    # A file that its owner changed is not measured again: otherwise the next update would treat it as ours.
    if task.write_photo or export_folder.state(photo) is FileState.SAME:
        photo = export_folder.measured(photo)
    return Entry(task.entry.content_hash, photo, display, tile, done=True)


def _renditions(task: Task, path: Path) -> Renditions:
    """The renditions that have to be written. Without one that it needs, a photo cannot be shown: raises PhotoError."""
    if not (task.write_display or task.write_tile):
        return Renditions(None, None)
    faces = [face.box for face in task.photo.faces if face.main] or [face.box for face in task.photo.faces]
    long_side = max(task.photo.width, task.photo.height)
    try:
        return render(path, faces, long_side=long_side, display=task.write_display, tile=task.write_tile)
    except PhotoError:
        # A browser may show more of a damaged photo than we do.
        if task.display_needed:
            raise
        return Renditions(None, None)


def _put(export_folder: ExportFolder, made: MadeFile | None, data: bytes | None, *, write: bool) -> MadeFile | None:
    """Write a rendition if it has to be written, and return its file; None if there is none."""
    if made is None or (write and data is None):
        return None
    if data is not None:
        write_atomically(export_folder.path(made), data, mtime_ns=made.mtime_ns)
    return export_folder.measured(made) if export_folder.state(made) is FileState.SAME else made


def _with_outcome(error: StorageError, done: int, total: int, export_folder: ExportFolder) -> StorageError:
    message = f"{error.message}. {done} of {total} photos are in {readable(export_folder.root)}"
    if error.hint != StorageError.hint:
        return StorageError(message, hint=error.hint, advice=error.advice)
    return StorageError(message, hint="Make room or choose another folder.", advice=Action.CONTINUE_EXPORT)


def _write_page(export_folder: ExportFolder, ledger: Ledger, page: bytes) -> None:
    # The record lists the new page before the page exists, so that after an interruption the next update still
    # recognises it.
    now = export_folder.page_digest()
    digest = hashlib.sha256(page).hexdigest()
    pages = (digest,) if now is None else (now, digest)
    write_ledger(export_folder.root, replace(ledger, pages=tuple(dict.fromkeys(pages))))
    write_atomically(export_folder.root / PAGE_NAME, page)
