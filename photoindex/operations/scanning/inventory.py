"""Compare the files in the folders with what the index knows about them."""

import os
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from photoindex.crawl import CrawlProblem, FoundFile, OptedOut, OtherFile
from photoindex.domain.photo import PhotoFile
from photoindex.operations.scanning.unchanged import Likeness, likeness, numbers_are_stable
from photoindex.store.database.path_text import is_below, path_of, prefix_of, text_of
from photoindex.store.tables.known_files import KnownFile

_TELL_EVERY = 1000
# One existing file proves that a root is online. At most this many files are looked for, which does not take long.
_ENOUGH = 200


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which files to read: new and changed files and, with `retry_failed`, files that failed before.

    `force` reads all files again. `since_ns` leaves out files that were modified before that time (nanoseconds since
    1970, UTC).
    """

    retry_failed: bool = False
    force: bool = False
    since_ns: int | None = None


@dataclass(slots=True)
class Inventory:
    """The files of the folders, sorted by what to do with them.

    - `todo`: files to read; first new and changed ones, then those that may have changed, then the `outdated` ones.
    - `outdated`: files that seem unchanged and whose photos the pack has analysed with an earlier recipe only.
    - `described`: unchanged files whose ctime or inode the index does not know yet.
    - `back`: files that were missing and are back; `gone`: files that no longer exist.
    - `away`: roots that held photos and seem empty now. Nothing below them counts as gone, because the folder of an
      unmounted disk looks the same.
    - `problems`: files and folders that could not be read or listed; nothing below them counts as gone either.
    - `opted_out`: folders left out because of a file in them, if they are roots or hold known photos.
    - `unchanged`, `still_failing` (failed before and unchanged), `older` (than `Wanted.since_ns`), `left_out` (known
      and existing, but not part of this walk), `found`: numbers of files.
    - `whole`: the walk reached its end.
    - `videos`: the number of videos below each root; videos are not read.
    """

    roots: Sequence[Path]
    todo: list[PhotoFile] = field(default_factory=list)
    outdated: list[PhotoFile] = field(default_factory=list)
    described: list[PhotoFile] = field(default_factory=list)
    back: list[Path] = field(default_factory=list)
    gone: list[Path] = field(default_factory=list)
    away: list[Path] = field(default_factory=list)
    problems: list[CrawlProblem] = field(default_factory=list)
    opted_out: list[OptedOut] = field(default_factory=list)
    unchanged: int = 0
    still_failing: int = 0
    older: int = 0
    left_out: int = 0
    found: int = 0
    whole: bool = False
    videos: Counter[Path] = field(default_factory=Counter)


def take_inventory(
    roots: Sequence[Path],
    walk: Iterable[FoundFile | OtherFile | CrawlProblem],
    known: dict[str, KnownFile],
    *,
    inner_roots: Collection[Path] = (),
    wanted: Wanted,
    stop: Callable[[], bool],
    looking: Callable[[int], None],
    began_ns: int | None = None,
    opted_out: Sequence[OptedOut] = (),
) -> Inventory:
    """Walk the folders and sort every file by what to do with it. Only names and file numbers are read.

    Args:
        walk: a crawl of `roots`.
        known: what the index knows about the paths in `roots`; every path that the walk finds is removed from it.
        inner_roots: folders inside `roots` that were scanned separately once, and may be unmounted separately.
        began_ns: see `likeness`; by default, now.
        opted_out: the folders that the walk leaves out; the list grows during the walk.
    """
    inventory = Inventory(roots)
    not_met = {text_of(root) for root in (*roots, *inner_roots)}
    sorting = _Sorting(inventory, wanted, time.time_ns() if began_ns is None else began_ns, not_met)
    for item in walk:
        if stop():
            return inventory
        if not isinstance(item, FoundFile):
            _note(item, inventory)
            continue
        sorting.take(item, known)
        if inventory.found % _TELL_EVERY == 0:
            looking(inventory.found)
    looking(inventory.found)
    sorting.finish(known, opted_out)
    return inventory


def _note(item: OtherFile | CrawlProblem, inventory: Inventory) -> None:
    if isinstance(item, CrawlProblem):
        inventory.problems.append(item)
    else:
        inventory.videos[_root_of(item.text, inventory.roots)] += 1


class _Sorting:
    """Sorts the files one by one."""

    def __init__(self, inventory: Inventory, wanted: Wanted, began_ns: int, not_met: set[str]) -> None:
        self._inventory, self._wanted, self._began_ns = inventory, wanted, began_ns
        self._not_met = not_met
        self._in_doubt: list[PhotoFile] = []
        self._renumbered: list[tuple[FoundFile, KnownFile]] = []
        self._numbered = 0

    def take(self, file: FoundFile, known: dict[str, KnownFile]) -> None:
        text = text_of(file.text)
        if self._not_met:
            self._not_met = {root for root in self._not_met if not is_below(text, root)}
        self._sort(file, known.pop(text, None))
        self._inventory.found += 1

    def finish(self, not_seen: dict[str, KnownFile], opted_out: Sequence[OptedOut]) -> None:
        """Answer the questions that only a complete walk can answer."""
        inventory = self._inventory
        self._settle_renumbered()
        inventory.todo.extend(self._in_doubt)
        inventory.todo.extend(inventory.outdated)
        hidden = tuple(prefix_of(folder.path) for folder in opted_out)
        not_met = {root for root in self._not_met if not prefix_of(root).startswith(hidden)}
        _notice_absence(not_seen, not_met, inventory)
        inventory.opted_out = [folder for folder in opted_out if _matters(folder, not_seen, inventory)]
        inventory.whole = True

    def _sort(self, file: FoundFile, before: KnownFile | None) -> None:
        if before is None:
            self._read(file, self._inventory.todo)
            return
        alike = likeness(before, file, self._began_ns)
        self._numbered += before.inode is not None and file.inode is not None
        if alike is Likeness.RENUMBERED:
            self._renumbered.append((file, before))
        elif alike is Likeness.SAME:
            self._keep(file, before)
        else:
            self._read(file, self._inventory.todo if alike is Likeness.CHANGED else self._doubtful(before))

    def _settle_renumbered(self) -> None:
        """Decide about files whose inode differs, now that it is known whether inodes are stable on this disk."""
        stable = numbers_are_stable(self._numbered, len(self._renumbered))
        for file, before in self._renumbered:
            if stable:
                self._read(file, self._doubtful(before))
            else:
                self._keep(file, before)

    def _doubtful(self, before: KnownFile) -> list[PhotoFile]:
        return self._inventory.outdated if before.outdated else self._in_doubt

    def _keep(self, file: FoundFile, before: KnownFile) -> None:
        """Keep an unchanged file, unless it must be read anyway."""
        inventory, wanted = self._inventory, self._wanted
        if before.missing:
            inventory.back.append(file.path)
        retried = before.transient or (before.failed and wanted.retry_failed)
        if retried or wanted.force or not (before.analysed or before.failed):
            self._read(file, inventory.outdated if before.outdated else inventory.todo)
            return
        if before.failed:
            inventory.still_failing += 1
        else:
            inventory.unchanged += 1
        if before.missing or before.ctime_ns is None or before.inode is None:
            self._describe(file, before)

    def _describe(self, file: FoundFile, before: KnownFile) -> None:
        if (file.ctime_ns, file.inode) not in ((None, None), (before.ctime_ns, before.inode)):
            self._inventory.described.append(file.photo_file)

    def _read(self, file: FoundFile, where: list[PhotoFile]) -> None:
        if self._wanted.since_ns is not None and file.mtime_ns < self._wanted.since_ns:
            self._inventory.older += 1
        else:
            where.append(file.photo_file)


def _is_bare(root: str, absent: Sequence[str]) -> bool:
    """Whether a root held photos, none of which exists now. (If the root was walked under another name, they still
    exist.)
    """
    below = [text for text in absent if text.startswith(prefix_of(root))]
    return bool(below) and not any(os.path.lexists(path_of(text)) for text in below[:_ENOUGH])


def _matters(folder: OptedOut, not_seen: Collection[str], inventory: Inventory) -> bool:
    """Whether the user would miss this folder: it is a root, or holds known photos."""
    return folder.path in inventory.roots or any(text.startswith(prefix_of(folder.path)) for text in not_seen)


def _notice_absence(not_seen: dict[str, KnownFile], not_met: set[str], inventory: Inventory) -> None:
    """Distinguish deleted files from offline roots. An inner root that was deleted is missing for good; one that is
    empty counts as offline, because it may be the mount point of an unmounted disk.
    """
    absent = [text for text, before in not_seen.items() if not before.missing]
    asked = {text_of(root) for root in inventory.roots}
    away = [root for root in not_met if _is_bare(root, absent) and (root in asked or path_of(root).is_dir())]
    inventory.away = sorted(path_of(root) for root in away)
    inventory.problems = [problem for problem in inventory.problems if problem.path not in inventory.away]
    unread = {text_of(problem.path) for problem in inventory.problems}
    exempt = tuple(prefix_of(folder) for folder in (*away, *unread))
    unseen = [path_of(text) for text in absent if not text.startswith(exempt) and text not in unread]
    # Files that an exclude pattern or an ignore file hides from this scan still exist.
    inventory.gone = [path for path in unseen if not os.path.lexists(path)]
    inventory.left_out = len(unseen) - len(inventory.gone)


def _root_of(text: str, roots: Sequence[Path]) -> Path:
    """The innermost root that contains a path."""
    holding = [root for root in roots if Path(text).is_relative_to(root)]
    return max(holding, key=lambda root: len(root.parts), default=roots[0])
