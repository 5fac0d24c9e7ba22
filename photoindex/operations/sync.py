"""Sync: take over the names that other programs wrote beside photos, and write those that are new here."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from unicodedata import normalize

from photoindex.interop.photo_names import PhotoNames, Unread
from photoindex.interop.regions import WrittenRegion, to_upright
from photoindex.interop.xmp import reader as xmp
from photoindex.operations.common.known_paths import known_folder
from photoindex.operations.exporting.records import Disagreement, ExportReport, ExportRequest, TakenOut
from photoindex.operations.importing.sources import Source
from photoindex.operations.names_export import export_sidecars
from photoindex.operations.names_import import NamesReport, NamesRequest, Prefer, import_names
from photoindex.store.opening.index import Index
from photoindex.store.tables.written_names import WrittenName, every_written_name

__all__ = ["Disagreement", "ExportReport", "ExportRequest", "NamesReport", "Prefer", "SyncReport", "TakenOut", "sync"]

# As in interop/xmp/writing.py: a program may have rounded the box.
_SAME_BOX = 0.9
_ORIENTATIONS = range(1, 9)


@dataclass(frozen=True, slots=True)
class SyncReport:
    """What was new there and came here, and what was new here and was written there; or, after a dry run, would be."""

    from_there: NamesReport
    to_there: ExportReport


def sync(
    index: Index,
    folder: Path,
    request: ExportRequest,
    progress: Callable[[int, int], None],
    *,
    prefer: Prefer | None = None,
    dry_run: bool = False,
    source: str = "sync",
) -> SyncReport:
    """Exchange names with the XMP in and beside the photos in a folder.

    What photoindex wrote itself is not read back: a name that was taken back here is removed there, and does not
    return. A region that photoindex wrote and another program removed stays removed there, and the name stays here;
    with `prefer="mine"`, it is written again.

    Args:
        request: what to write; its folder is set here.
        progress: gets the numbers of files written and of all files.
        prefer: who is right about a face where both sides disagree; None leaves both as they are.
        source: the text that the user typed.

    Raises:
        NotFoundError: nothing has been scanned yet.
        UsageError: the folder does not exist.
        IndexLockedError: another command is reworking the index.
    """
    with index.reading() as connection:
        # Spelled as in the index, so that what photoindex wrote is recognised by its path.
        folder = known_folder(connection, folder)
        ours = every_written_name(connection)
    asked = NamesRequest((folder,), ("xmp",), prefer, dry_run, source)
    from_there = import_names(index, asked, sources=[Source(_Theirs(ours).read, (folder,))])
    mine = prefer == "mine"
    wanted = replace(request, folder=folder, overrule=mine, accept_removal=not mine)
    return SyncReport(from_there, export_sidecars(index, wanted, progress, dry_run=dry_run))


class _Theirs:
    """Reads XMP without what photoindex wrote into it."""

    def __init__(self, ours: Mapping[Path, Sequence[WrittenName]]) -> None:
        self._ours = ours

    def read(
        self, paths: Sequence[Path], photos: Sequence[Path], note: Callable[[Unread], None]
    ) -> Iterator[PhotoNames]:
        """Implement `Reader`."""
        for item in xmp.read(paths, photos, note):
            ours = self._ours.get(item.origin, ())
            if not ours:
                yield item
                continue
            regions = tuple(region for region in item.regions if not any(_is_ours(region, one) for one in ours))
            # The reader takes a region of the whole photo for a name without a box.
            written = {_plain(one.name) for one in ours}
            names = tuple(name for name in item.names if _plain(name) not in written)
            yield replace(item, regions=regions, names=names)


def _is_ours(region: WrittenRegion, one: WrittenName) -> bool:
    """Whether photoindex wrote this region, which may have been turned upright since it was read."""
    if one.box is None or _plain(region.name) != _plain(one.name):
        return False
    box = one.box
    if region.frame == "stored":
        return region.box.iou(box) >= _SAME_BOX
    return any(region.box.iou(to_upright(box, orientation)) >= _SAME_BOX for orientation in _ORIENTATIONS)


def _plain(name: str) -> str:
    return normalize("NFC", name.strip())
