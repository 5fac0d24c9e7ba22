"""Taking stock: what is in the trees now, compared with what the index knows of them."""

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from photoindex.crawl import CrawlOptions, CrawlProblem, crawl
from photoindex.domain.photo import PhotoFile
from photoindex.store.photos import KnownFile

_TELL_EVERY = 1000


@dataclass(slots=True)
class Stock:
    """What is to be done.

    `todo` must be read; `unchanged` counts files that need not be, `still_failing` those that could not be processed
    before and have not changed; `back` were gone and are there again; `gone` are no longer there; `left_out` counts
    known files that are there and were not asked for this time. `away` are roots that held photos and seem empty now:
    nothing below them counts as gone, because an unmounted disk looks like this. Nor does anything below a folder among
    `problems`, which could not be listed.
    """

    roots: Sequence[Path]
    todo: list[PhotoFile] = field(default_factory=list)
    back: list[Path] = field(default_factory=list)
    gone: list[Path] = field(default_factory=list)
    away: list[Path] = field(default_factory=list)
    problems: list[CrawlProblem] = field(default_factory=list)
    unchanged: int = 0
    still_failing: int = 0
    left_out: int = 0
    found: int = 0


def take_stock(
    roots: Sequence[Path],
    options: CrawlOptions,
    known: Mapping[Path, KnownFile],
    *,
    retry_failed: bool,
    stop: Callable[[], bool],
    looking: Callable[[int], None],
) -> Stock:
    """Walk the trees and sort every file into what must be done with it. Nothing is read but names, sizes and times."""
    stock = Stock(roots)
    seen: set[Path] = set()
    for item in crawl(roots, options):
        if stop():
            return stock
        if isinstance(item, CrawlProblem):
            stock.problems.append(item)
            continue
        seen.add(item.path)
        _sort_in(item, known.get(item.path), stock, retry_failed=retry_failed)
        stock.found += 1
        if stock.found % _TELL_EVERY == 0:
            looking(stock.found)
    looking(stock.found)
    _notice_absence(known, seen, stock)
    return stock


def _sort_in(file: PhotoFile, before: KnownFile | None, stock: Stock, *, retry_failed: bool) -> None:
    if before is None or not before.same_as(file):
        stock.todo.append(file)
    elif before.failed:
        if retry_failed or before.transient:
            stock.todo.append(file)
        else:
            stock.still_failing += 1
    elif before.analysed:
        stock.unchanged += 1
        if before.missing:
            stock.back.append(file.path)
    else:
        stock.todo.append(file)


def _notice_absence(known: Mapping[Path, KnownFile], seen: set[Path], stock: Stock) -> None:
    unread = {problem.path for problem in stock.problems}
    for root in stock.roots:
        below = [path for path, before in known.items() if path.is_relative_to(root) and not before.missing]
        if below and not any(path.is_relative_to(root) for path in seen):
            stock.away.append(root)
            continue
        unseen = [path for path in below if path not in seen and unread.isdisjoint((path, *path.parents))]
        # What an --exclude or an ignore file hides this time is still there.
        gone = [path for path in unseen if not os.path.lexists(path)]
        stock.gone.extend(gone)
        stock.left_out += len(unseen) - len(gone)
