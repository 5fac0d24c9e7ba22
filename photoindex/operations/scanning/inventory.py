"""Taking stock: what is in the trees now, compared with what the index knows of them."""

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
# One file that is there shows that a root is, and so few that are not do not take long to look for.
_ENOUGH = 200


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which files are read: new and changed ones, and with `retry_failed` those that could not be read before.

    `force` reads all again. `since_ns` leaves out files that were modified before it (nanoseconds since 1970, UTC).
    """

    retry_failed: bool = False
    force: bool = False
    since_ns: int | None = None


@dataclass(slots=True)
class Stock:
    """What is to be done.

    `todo` must be read, first the files that are new or changed, then those that the system only says may be;
    `unchanged` counts files that need not be, `still_failing` those that could not be processed before and have not
    changed, `older` those that `Wanted.since_ns` left out; `back` were gone and are there again; `gone` are no longer
    there; `left_out` counts known files that are there and were not asked for this time. `described` are unchanged
    files of which the index does not know the change time or number yet; `opted_out` are folders left out for a file in
    them, which are roots or hold known photos. `away` are roots that held photos and seem empty now: nothing below them
    counts as gone, because an unmounted disk looks like this. Nor does anything below a folder among `problems`, which
    could not be listed. `whole` says that the trees were walked to their end. `videos` counts by root the videos that
    lie there and are not read.
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
    """Walk the trees and sort every file into what must be done with it. Nothing is read but names, sizes and times.

    Args:
        walk: a crawl of `roots`.
        known: what the index knows of the paths in `roots`. It is used up: what is left in it was not met.
        inner_roots: trees inside `roots` that were scanned by themselves once, and can be unmounted by themselves.
        began_ns: as in `likeness`; now, where it is not given.
        opted_out: the folders that the walk was told to leave out, which are added while it goes on.
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
    """Puts one file after the other into a stock."""

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
        """Once the whole tree was seen, it is known whether its numbers mean anything."""
        stable = numbers_are_stable(self._numbered, len(self._renumbered))
        for file, before in self._renumbered:
            if stable:
                self._read(file, self.in_doubt)
            else:
                self._keep(file, before)

    def _keep(self, file: FoundFile, before: KnownFile) -> None:
        """A file that holds what it held before; it is read all the same where that is worth it."""
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
    """Whether a root held photos, none of which is there now. They are where a root is walked under another name."""
    below = [text for text in absent if text.startswith(prefix_of(root))]
    return bool(below) and not any(os.path.lexists(path_of(text)) for text in below[:_ENOUGH])


def _matters(folder: OptedOut, not_seen: Collection[str], stock: Stock) -> bool:
    """Whether a user would miss what is left out: a root, or photos that are known."""
    return folder.path in stock.roots or any(text.startswith(prefix_of(folder.path)) for text in not_seen)


def _notice_absence(not_seen: dict[str, KnownFile], not_met: set[str], stock: Stock) -> None:
    """Tell what is gone from what is away. An inner root that was deleted is gone; one that is an empty folder is away,
    since that is what a mount point looks like."""
    absent = [text for text, before in not_seen.items() if not before.missing]
    asked = {text_of(root) for root in stock.roots}
    away = [root for root in not_met if _is_bare(root, absent) and (root in asked or path_of(root).is_dir())]
    stock.away = sorted(path_of(root) for root in away)
    stock.problems = [problem for problem in stock.problems if problem.path not in stock.away]
    unread = {text_of(problem.path) for problem in stock.problems}
    exempt = tuple(prefix_of(folder) for folder in (*away, *unread))
    unseen = [path_of(text) for text in absent if not text.startswith(exempt) and text not in unread]
    # What an --exclude or an ignore file hides this time is still there.
    stock.gone = [path for path in unseen if not os.path.lexists(path)]
    stock.left_out = len(unseen) - len(stock.gone)


def _root_of(text: str, roots: Sequence[Path]) -> Path:
    """The innermost root that holds a path."""
    holding = [root for root in roots if Path(text).is_relative_to(root)]
    return max(holding, key=lambda root: len(root.parts), default=roots[0])
