"""Compare the files in the trees with what the index knows of them."""

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
from photoindex.store.tables.photos import KnownFile

_TELL_EVERY = 1000
# One existing file proves that a root is online; checking this many missing ones does not take long.
_ENOUGH = 200


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which files to read: new and changed ones, and with `retry_failed` those that failed before.

    `force` reads all again. `since_ns` leaves out files modified earlier (nanoseconds since 1970, UTC).
    """

    retry_failed: bool = False
    force: bool = False
    since_ns: int | None = None


@dataclass(slots=True)
class Stock:
    """The files of the trees, sorted by what to do with them.

    - `todo`: to be read; new and changed files first, then those that may have changed.
    - `described`: unchanged files whose ctime or inode the index does not know yet.
    - `back`: files that were missing and are back; `gone`: files that no longer exist.
    - `away`: roots that held photos and seem empty now. Nothing below them counts as gone, because this is what an
      unmounted disk looks like.
    - `problems`: files and folders that could not be read or listed; nothing below them counts as gone either.
    - `opted_out`: folders left out because of a file in them, if they are roots or hold known photos.
    - `unchanged`, `still_failing` (failed before and unchanged), `older` (than `Wanted.since_ns`), `left_out` (known
      and existing, but not part of this walk), `found`: numbers of files.
    - `whole`: the walk reached its end.
    - `videos`: the number of videos below each root, which are not read.
    """

    roots: Sequence[Path]
    todo: list[PhotoFile] = field(default_factory=list)
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


def take_stock(
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
) -> Stock:
    """Walk the trees and sort every file by what to do with it. Only names and file numbers are read.

    Args:
        walk: a crawl of `roots`.
        known: what the index knows of the paths in `roots`; every path that the walk finds is removed from it.
        inner_roots: trees inside `roots` that were scanned separately once, and may be unmounted separately.
        began_ns: as in `likeness`; default: now.
        opted_out: the folders that the walk leaves out; it grows during the walk.
    """
    stock = Stock(roots)
    sorting = _Sorting(stock, wanted, time.time_ns() if began_ns is None else began_ns)
    not_met = {text_of(root) for root in (*roots, *inner_roots)}
    for item in walk:
        if stop():
            return stock
        if isinstance(item, CrawlProblem):
            stock.problems.append(item)
            continue
        if isinstance(item, OtherFile):
            stock.videos[_root_of(item.text, roots)] += 1
            continue
        text = text_of(item.text)
        if not_met:
            not_met = {root for root in not_met if not is_below(text, root)}
        sorting.take(item, known.pop(text, None))
        stock.found += 1
        if stock.found % _TELL_EVERY == 0:
            looking(stock.found)
    looking(stock.found)
    sorting.settle_renumbered()
    stock.todo.extend(sorting.in_doubt)
    hidden = tuple(prefix_of(folder.path) for folder in opted_out)
    _notice_absence(known, {root for root in not_met if not prefix_of(root).startswith(hidden)}, stock)
    stock.opted_out = [folder for folder in opted_out if _matters(folder, known, stock)]
    stock.whole = True
    return stock


class _Sorting:
    """Sort one file after another."""

    def __init__(self, stock: Stock, wanted: Wanted, began_ns: int) -> None:
        self.in_doubt: list[PhotoFile] = []
        self._stock, self._wanted, self._began_ns = stock, wanted, began_ns
        self._renumbered: list[tuple[FoundFile, KnownFile]] = []
        self._numbered = 0

    def take(self, file: FoundFile, before: KnownFile | None) -> None:
        if before is None:
            self._read(file, self._stock.todo)
            return
        alike = likeness(before, file, self._began_ns)
        self._numbered += before.inode is not None and file.inode is not None
        if alike is Likeness.RENUMBERED:
            self._renumbered.append((file, before))
        elif alike is Likeness.SAME:
            self._keep(file, before)
        else:
            self._read(file, self._stock.todo if alike is Likeness.CHANGED else self.in_doubt)

    def settle_renumbered(self) -> None:
        """Decide about files with another inode, once the walk has shown whether inodes are stable on this disk."""
        stable = numbers_are_stable(self._numbered, len(self._renumbered))
        for file, before in self._renumbered:
            if stable:
                self._read(file, self.in_doubt)
            else:
                self._keep(file, before)

    def _keep(self, file: FoundFile, before: KnownFile) -> None:
        """Keep an unchanged file, unless it has to be read anyway."""
        stock, wanted = self._stock, self._wanted
        if before.missing:
            stock.back.append(file.path)
        if before.transient or wanted.force or not (before.analysed or (before.failed and not wanted.retry_failed)):
            self._read(file, stock.todo)
            return
        if before.analysed:
            stock.unchanged += 1
        else:
            stock.still_failing += 1
        if before.missing or before.ctime_ns is None or before.inode is None:
            self._describe(file, before)

    def _describe(self, file: FoundFile, before: KnownFile) -> None:
        if (file.ctime_ns, file.inode) not in ((None, None), (before.ctime_ns, before.inode)):
            self._stock.described.append(file.photo_file)

    def _read(self, file: FoundFile, where: list[PhotoFile]) -> None:
        if self._wanted.since_ns is not None and file.mtime_ns < self._wanted.since_ns:
            self._stock.older += 1
        else:
            where.append(file.photo_file)


def _is_bare(root: str, absent: Sequence[str]) -> bool:
    """Whether a root held photos and none of them exists now. They do if the root is walked under another name."""
    below = [text for text in absent if text.startswith(prefix_of(root))]
    return bool(below) and not any(os.path.lexists(path_of(text)) for text in below[:_ENOUGH])


def _matters(folder: OptedOut, not_seen: Collection[str], stock: Stock) -> bool:
    """Whether the user would miss this folder: it is a root, or holds known photos."""
    return folder.path in stock.roots or any(text.startswith(prefix_of(folder.path)) for text in not_seen)


def _notice_absence(not_seen: dict[str, KnownFile], not_met: set[str], stock: Stock) -> None:
    """Tell deleted files from offline roots. A deleted inner root is gone; an empty one is away, since it may be an
    unused mount point."""
    absent = [text for text, before in not_seen.items() if not before.missing]
    asked = {text_of(root) for root in stock.roots}
    away = [root for root in not_met if _is_bare(root, absent) and (root in asked or path_of(root).is_dir())]
    stock.away = sorted(path_of(root) for root in away)
    stock.problems = [problem for problem in stock.problems if problem.path not in stock.away]
    unread = {text_of(problem.path) for problem in stock.problems}
    exempt = tuple(prefix_of(folder) for folder in (*away, *unread))
    unseen = [path_of(text) for text in absent if not text.startswith(exempt) and text not in unread]
    # Files that an exclude pattern or an ignore file hides this time still exist.
    stock.gone = [path for path in unseen if not os.path.lexists(path)]
    stock.left_out = len(unseen) - len(stock.gone)


def _root_of(text: str, roots: Sequence[Path]) -> Path:
    """The innermost root that contains a path."""
    holding = [root for root in roots if Path(text).is_relative_to(root)]
    return max(holding, key=lambda root: len(root.parts), default=roots[0])
