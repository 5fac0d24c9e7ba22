"""Taking stock: what is in the trees now, compared with what the index knows of them."""

import os
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from photoindex.crawl import CrawlProblem, FoundFile, OtherFile
from photoindex.domain.photo import PhotoFile
from photoindex.store.paths import is_below, path_of, prefix_of, text_of
from photoindex.store.photos import KnownFile

_TELL_EVERY = 1000


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

    `todo` must be read; `unchanged` counts files that need not be, `still_failing` those that could not be processed
    before and have not changed, `older` those that `Wanted.since_ns` left out; `back` were gone and are there again;
    `gone` are no longer there; `left_out` counts known files that are there and were not asked for this time. `away`
    are roots that held photos and seem empty now: nothing below them counts as gone, because an unmounted disk looks
    like this. Nor does anything below a folder among `problems`, which could not be listed. `whole` says that the trees
    were walked to their end. `videos` counts by root the videos that lie there and are not read.
    """

    roots: Sequence[Path]
    todo: list[PhotoFile] = field(default_factory=list)
    back: list[Path] = field(default_factory=list)
    gone: list[Path] = field(default_factory=list)
    away: list[Path] = field(default_factory=list)
    problems: list[CrawlProblem] = field(default_factory=list)
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
) -> Stock:
    """Walk the trees and sort every file into what must be done with it. Nothing is read but names, sizes and times.

    Args:
        walk: a crawl of `roots`.
        known: what the index knows of the paths in `roots`. It is used up: what is left in it was not met.
        inner_roots: trees inside `roots` that were scanned by themselves once, and can be unmounted by themselves.
    """
    stock = Stock(roots)
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
        _sort_in(item, known.pop(text, None), stock, wanted)
        stock.found += 1
        if stock.found % _TELL_EVERY == 0:
            looking(stock.found)
    looking(stock.found)
    _notice_absence(known, not_met, stock)
    stock.whole = True
    return stock


def _root_of(text: str, roots: Sequence[Path]) -> Path:
    """The innermost root that holds a path."""
    holding = [root for root in roots if Path(text).is_relative_to(root)]
    return max(holding, key=lambda root: len(root.parts), default=roots[0])


def _sort_in(file: FoundFile, before: KnownFile | None, stock: Stock, wanted: Wanted) -> None:
    same = before if before is not None and before.same_as(file.size, file.mtime_ns) else None
    if same is not None and same.missing:
        stock.back.append(file.path)
    settled = None if same is None or same.transient or wanted.force else same
    if settled is not None and settled.analysed:
        stock.unchanged += 1
    elif settled is not None and settled.failed and not wanted.retry_failed:
        stock.still_failing += 1
    elif wanted.since_ns is not None and file.mtime_ns < wanted.since_ns:
        stock.older += 1
    else:
        stock.todo.append(file.photo_file)


def _notice_absence(not_seen: dict[str, KnownFile], not_met: set[str], stock: Stock) -> None:
    """Tell what is gone from what is away. An inner root that was deleted is gone; one that is an empty folder is away,
    since that is what a mount point looks like."""
    absent = [text for text, before in not_seen.items() if not before.missing]
    asked = {text_of(root) for root in stock.roots}
    away = [
        root
        for root in not_met
        if any(text.startswith(prefix_of(root)) for text in absent) and (root in asked or path_of(root).is_dir())
    ]
    stock.away = sorted(path_of(root) for root in away)
    stock.problems = [problem for problem in stock.problems if problem.path not in stock.away]
    unread = {text_of(problem.path) for problem in stock.problems}
    exempt = tuple(prefix_of(folder) for folder in (*away, *unread))
    unseen = [path_of(text) for text in absent if not text.startswith(exempt) and text not in unread]
    # What an --exclude or an ignore file hides this time is still there.
    stock.gone = [path for path in unseen if not os.path.lexists(path)]
    stock.left_out = len(unseen) - len(stock.gone)
