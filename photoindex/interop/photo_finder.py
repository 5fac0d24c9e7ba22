"""Find the file of the index that another program means by a path, perhaps from another machine.

A file that has only its name in common with the hint is accepted only if the size or the date supports it, if the name
is distinctive, or if the hint is a bare name. A camera uses a name again after 10,000 photos, and a wrong file would
get the names of other people.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from math import ceil

from photoindex.interop.hint_facts import Agreement, IndexedFile, agreement
from photoindex.interop.known_roots import BY_FACTS, BY_PATH, KnownRoots
from photoindex.interop.path_tails import PathTails, common_tail, comparable_parts
from photoindex.interop.photo_match import (
    Ambiguous,
    Candidate,
    Found,
    Match,
    Unknown,
    ambiguous,
    decided,
    nearest,
    one_content,
    rank,
)
from photoindex.interop.photo_names import PhotoHint

__all__ = ["Ambiguous", "Found", "IndexedFile", "Match", "PhotoFinder", "Unknown"]

# A name that more files have identifies none of them, and comparing all with each other would take hours.
_MOST_COMPARED = 200
_MOST_SHOWN = 20
# Photos of one folder speak for the same folders here, and roots with more folders than this do not exist.
_LEARNED_OF_A_FOLDER = 10
_MOST_LEARNED = 20_000
_MOST_PATHS = 20
_FILE_NAME = re.compile(r"[^\\/]*\Z")


class PhotoFinder:
    """The files of the index, prepared for hints."""

    def __init__(self, files: Iterable[IndexedFile]) -> None:
        """`files` have distinct absolute paths; their order does not matter."""
        self._files = sorted(files)
        self._by_path = {file.path: row for row, file in enumerate(self._files)}
        self._by_content = {file.content_hash: file for file in reversed(self._files)}
        self._tails = PathTails([file.path for file in self._files])
        self._roots = KnownRoots()

    def learn(self, hints: Iterable[PhotoHint]) -> None:
        """Learn which folders of another machine are which folders here, from the hints that can be found without that.

        Afterwards, `find` also finds photos that only their place below such a folder identifies. Pass all hints of a
        source before the first `find`; their order does not matter. A few hints of each folder are enough.
        """
        for hint in _some_of_each_folder(hints):
            there = comparable_parts(hint.path)
            match = None if self._whole(hint, there) else self._by_tail(hint, there)
            if isinstance(match, Found):
                weight = BY_FACTS if match.by == "facts" else BY_PATH
                self._roots.learn(there, self._copies(there, match.file), weight)

    def find(self, hint: PhotoHint) -> Match:
        """The file that a hint means, by its hash first, then by its whole path, then by known folders, then by the end
        of its path.

        Of several files with one content, the one whose path is most like the hint's is returned. The path of the hint
        goes before its other paths if both lead equally surely to a file.
        """
        if hint.sha256 in self._by_content:
            copy = self._by_content[hint.sha256]
            by_path = self._by_any_path(hint)
            is_copy = isinstance(by_path, Found) and by_path.file.content_hash == copy.content_hash
            return Found(by_path.file if isinstance(by_path, Found) and is_copy else copy, "hash")
        return self._by_any_path(hint)

    def _by_any_path(self, hint: PhotoHint) -> Match:
        if not hint.other_paths:
            return self._by_one_path(hint)
        paths = (hint.path, *hint.other_paths[:_MOST_PATHS])
        return min((self._by_one_path(replace(hint, path=path)) for path in paths), key=rank)

    def _by_one_path(self, hint: PhotoHint) -> Match:
        there = comparable_parts(hint.path)
        return self._whole(hint, there) or self._below_roots(hint, there) or self._by_tail(hint, there)

    def _whole(self, hint: PhotoHint, there: Sequence[str]) -> Match | None:
        exact = self._by_path.get(hint.path)
        if exact is not None:
            return Found(self._files[exact], "path")
        candidates = self._compared(hint, there, self._tails.whole(there), len(there))
        return one_content(nearest(hint, candidates), "path") if candidates else None

    def _below_roots(self, hint: PhotoHint, there: tuple[str, ...]) -> Match | None:
        for paths, is_firm in self._roots.paths_here(there):
            rows = [row for path in paths for row in self._tails.whole(path)]
            if not rows:
                continue
            if len(rows) == 1 and agreement(hint, self._files[rows[0]]) is not Agreement.CONTRADICTS:
                return Found(self._files[rows[0]], "root")
            candidates = self._compared(hint, there, rows, 1)
            most = max(candidate.says for candidate in candidates)
            if most is Agreement.CONTRADICTS:
                # The photo was moved and another has taken its place, or it was edited in its place.
                moved = self._by_tail(hint, there)
                if isinstance(moved, Found) and moved.by == "facts":
                    return moved
                if not is_firm:
                    return ambiguous(candidates)
            return one_content(nearest(hint, [one for one in candidates if one.says is most]), "root")
        return None

    def _by_tail(self, hint: PhotoHint, there: Sequence[str]) -> Match:
        length = self._tails.longest_tail(there)
        if not length:
            return Unknown()
        closest = self._tails.with_tail(there[len(there) - length :])
        if len(closest) > _MOST_COMPARED:
            return Ambiguous(tuple(self._files[row] for row in closest[:_MOST_SHOWN]), len(closest))
        candidates = self._compared(hint, there, closest, length)
        has_facts = hint.size is not None or hint.taken_at is not None
        if length > 1 and has_facts and all(candidate.says < Agreement.SAME_MOMENT for candidate in candidates):
            named = self._tails.with_tail(there[-1:])
            if len(named) <= _MOST_COMPARED:
                candidates = self._compared(hint, there, named)
        return decided(hint, there, candidates)

    def _compared(
        self, hint: PhotoHint, there: Sequence[str], rows: Sequence[int], tail: int | None = None
    ) -> list[Candidate]:
        """The candidates in these rows; `tail` is the length of their common tail if it is known."""
        return [
            Candidate(
                self._files[row],
                agreement(hint, self._files[row]),
                common_tail(there, self._tails.parts(row)) if tail is None else tail,
            )
            for row in rows
        ]

    def _copies(self, there: Sequence[str], file: IndexedFile) -> list[tuple[str, ...]]:
        """The comparable parts of all copies of a file whose tails are as long as its own."""
        shared = common_tail(there, comparable_parts(file.path))
        rows = self._tails.with_tail(there[len(there) - shared :])[:_MOST_COMPARED]
        return [self._tails.parts(row) for row in rows if self._files[row].content_hash == file.content_hash]


def _some_of_each_folder(hints: Iterable[PhotoHint]) -> Iterator[PhotoHint]:
    """Hints from all folders, spread evenly over each folder and over all."""
    ordered = sorted(hints, key=lambda hint: hint.path)
    folders = (list(group) for _, group in groupby(ordered, key=lambda hint: _FILE_NAME.sub("", hint.path)))
    some = [hint for folder in folders for hint in folder[:: ceil(len(folder) / _LEARNED_OF_A_FOLDER)]]
    yield from some[:: ceil(len(some) / _MOST_LEARNED)]
