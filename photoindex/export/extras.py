"""Put music and a manifest beside the photos of a slideshow."""

import json
import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from photoindex.errors import PhotoError, UsageError
from photoindex.export.files import copy_atomically, readable, write_atomically
from photoindex.export.folder import ExportFolder, FileState
from photoindex.export.ledger import MUSIC, ROOT, Ledger, MadeFile
from photoindex.export.names import NameBook

MANIFEST_NAME = "manifest.json"
# What Chromium, Firefox and Safari play; Safari plays Ogg since version 18.4.
AUDIO_SUFFIXES = (".mp3", ".m4a", ".aac", ".ogg", ".oga", ".opus", ".flac", ".wav")


def check_music(path: Path) -> None:
    """Check that browsers may play this file.

    Raises:
        UsageError: it does not exist, is not a file or is empty, or its suffix is not that of a known audio format.
    """
    try:
        empty = path.stat().st_size == 0
    except OSError as error:
        raise _unusable(path, error.strerror or str(error), "Name an audio file.") from error
    if not path.is_file() or empty:
        raise _unusable(path, "it is empty" if path.is_file() else "it is not a file", "Name an audio file.")
    if path.suffix.lower() not in AUDIO_SUFFIXES:
        known = ", ".join(suffix.removeprefix(".").upper() for suffix in AUDIO_SUFFIXES)
        raise _unusable(path, "browsers do not play this kind of file", f"Convert it to one of {known}.")


def planned_music(path: Path | None, before: MadeFile | None, export_folder: ExportFolder) -> MadeFile | None:
    """The copy of the audio file `path`; without one, the music of an earlier export, if it is still there."""
    if path is None:
        return before if before and export_folder.state(before) is not FileState.ABSENT else None
    found = path.stat()
    copy = MadeFile(MUSIC, path.name, found.st_size, found.st_mtime_ns)
    if before and replace(before, name=copy.name) == copy and export_folder.state(before) is FileState.SAME:
        return before
    taken = [name for name in export_folder.names(MUSIC) if before is None or name != before.name]
    return replace(copy, name=NameBook(taken).take(path.name))


def put_music(path: Path | None, music: MadeFile | None, before: MadeFile | None, export_folder: ExportFolder) -> None:
    """Copy the music that was planned, unless it is there. Raises UsageError, StorageError."""
    if path is None or music is None or music == before:
        return
    export_folder.make(MUSIC)
    try:
        copy_atomically(path, export_folder.path(music))
    except PhotoError as error:
        raise _unusable(path, error.message, "Name an audio file.") from error


def planned_manifest(wanted: bool, before: MadeFile | None, export_folder: ExportFolder) -> MadeFile | None:
    """The file for a manifest: a new name if somebody else's file has the usual one."""
    if not wanted:
        return None
    name = before.name if before and export_folder.state(before) is not FileState.CHANGED else None
    name = name or NameBook(export_folder.names(ROOT)).take(MANIFEST_NAME)
    return MadeFile(ROOT, name, mtime_ns=time.time_ns())


def put_manifest(
    manifest: Mapping[str, object] | None, planned: MadeFile | None, folder: ExportFolder
) -> MadeFile | None:
    """Write the manifest, for its owner only, because it names photos that were left out."""
    if planned is None or manifest is None:
        return None
    text = json.dumps(manifest, indent=1, ensure_ascii=False, default=str)
    data = text.encode("utf-8", "backslashreplace")
    write_atomically(folder.path(planned), data, mtime_ns=planned.mtime_ns, private=True)
    return folder.measured(planned)


def remove_stale(before: Ledger, planned: Ledger, export_folder: ExportFolder) -> None:
    """Remove the music and the manifest of an earlier export that the next one does not replace."""
    for old, new in ((before.music, planned.music), (before.manifest, planned.manifest)):
        if old is not None and (new is None or new.name != old.name):
            export_folder.remove(old)


def _unusable(path: Path, why: str, hint: str) -> UsageError:
    return UsageError(f"{readable(path)} cannot be played with a slideshow: {why}", hint=hint)
