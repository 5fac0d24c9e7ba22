"""Decide what happens to each planned file, given what earlier runs made."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from photoindex.export.engine.journal import Entry
from photoindex.export.engine.place import Names, Place
from photoindex.export.engine.records import Planned
from photoindex.export.folder import FileState
from photoindex.export.records import NotExportedError


@dataclass(frozen=True, slots=True)
class Task:
    """A planned file and its entry.

    `write` says whether it has to be written, and `over` whether an older version is there. `edited` marks a file that
    would have been written, but that the user changed.
    """

    planned: Planned
    entry: Entry
    write: bool = False
    over: bool = False
    edited: bool = False


class Decisions:
    """Knows the files of earlier runs, by their paths. `wanted` are the paths that this run keeps or writes, and `keys`
    those of the files that were planned.
    """

    def __init__(self, place: Place, entries: Mapping[str, Entry]) -> None:
        self._place, self._by_path = place, dict(entries)
        self._by_key = {entry.key: entry for entry in entries.values()}
        self._names = Names(place, self._by_key.values())
        self._real: dict[Path, Path] = {}
        self.wanted: set[str] = set()
        self.keys: set[str] = set()

    def known(self, key: str) -> Entry | None:
        """The file that an earlier run made for this key."""
        return self._by_key.get(key)

    def task(self, planned: Planned) -> Task | None:
        """What to do about a planned file; None if it was planned before. Raises PhotoError if its photo cannot be
        opened, and this is needed.
        """
        if planned.key in self.keys:
            return None
        self.keys.add(planned.key)
        task = self._decided(planned)
        self.wanted.add(task.entry.path)
        return task

    def _decided(self, planned: Planned) -> Task:
        known = self._by_key.get(planned.key)
        if planned.source is not None and self._is_own(planned.source):
            if known is None or not known.done or self._place.entry_state(known) is FileState.ABSENT:
                raise NotExportedError("not-an-original")
            return Task(planned, known)
        if known is None or known.wanted != planned.wanted:
            return self._new(planned)
        state = self._place.entry_state(known)
        same = known.recipe == planned.recipe and known.target == planned.content.target
        if known.done and state is FileState.CHANGED:
            return Task(planned, known, edited=not same)
        if known.done and same and state is FileState.SAME:
            if known.target is not None:
                # A link shows whatever its target holds now.
                planned.content.time()
            return Task(planned, known)
        if state is FileState.CHANGED:
            return self._new(planned)
        return Task(planned, self._entry(planned, known.path, known), write=True, over=state is FileState.SAME)

    def _is_own(self, path: Path) -> bool:
        """Whether a photo is a file that an earlier run made, even if links lead to it."""
        if path.parent not in self._real:
            # Path.resolve raises on a loop of links.
            self._real[path.parent] = Path(os.path.realpath(path.parent))
        real = self._real[path.parent] / path.name
        if not real.is_relative_to(self._place.root):
            return False
        made = self._by_path.get(real.relative_to(self._place.root).as_posix())
        return made is not None and made.done

    def _new(self, planned: Planned) -> Task:
        # The time comes first, so that a photo that cannot be opened takes no name.
        entry = self._entry(planned, "")
        path = self._names.take(planned.folders, planned.name)
        return Task(planned, entry.at(path), write=True)

    @staticmethod
    def _entry(planned: Planned, path: str, before: Entry | None = None) -> Entry:
        """A new entry. Its time is known before the file is made, so that a file whose writer was killed between the
        file and its entry is recognised; and so is the older version (`before`), if the writer was killed earlier.
        """
        mtime_ns, target = planned.content.time(), planned.content.target
        return Entry(
            planned.key,
            path,
            planned.wanted,
            planned.recipe,
            mtime_ns=mtime_ns if target is None else None,
            target=target,
            hard=planned.content.is_hard_link,
            companion=planned.companion,
            before=None if before is None else before.marks,
        )
