"""Find out which photo files can be opened at this moment, because disks may be unplugged between two scans."""

import os
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

from photoindex.operations.common.roots_on_disk import root_on_disk
from photoindex.originals import ANSWER_SECONDS, Original, Presence, all_in_time, in_time, presence_of
from photoindex.store.tables.roots import RootState


class Presences:
    """The state of files of the library, by path.

    `away` are the roots that are offline. Files below them were not looked for.
    """

    def __init__(self, known: Mapping[Path, Presence], away: Sequence[Path], roots: Sequence[Path]) -> None:
        self._known, self._roots = known, roots
        self.away = tuple(away)

    def of(self, original: Original) -> Presence | None:
        """The state of a file; None if it lies on an offline disk."""
        return self._known.get(original.file.path)

    def root_of(self, original: Original) -> Path | None:
        """The innermost root that contains the file, if any."""
        return _root_of(original.file.path, self._roots)


def presences(
    originals: Sequence[Original], roots: Sequence[RootState], *, seconds: float = ANSWER_SECONDS
) -> Presences:
    """Look for files and the disks that hold them. A disk that does not answer within `seconds` counts as offline."""
    # Inner roots come first.
    root_paths = sorted((root.path for root in roots), key=lambda path: -len(path.parts))
    groups: dict[Path | None, list[Original]] = defaultdict(list)
    for original in originals:
        groups[_root_of(original.file.path, root_paths)].append(original)
    asked = [root for root in groups if root is not None]
    on_disk = in_time([partial(root_on_disk, root) for root in asked], seconds)
    away = {root for root, state in zip(asked, on_disk, strict=True) if state is None or not state.filled}
    wanted = [root for root in groups if root not in away]
    known: dict[Path, Presence] = {}
    were_away = {root.path for root in roots if root.away}
    for root, answers in zip(wanted, all_in_time([groups[root] for root in wanted], presence_of, seconds), strict=True):
        gone_is_away = root in were_away and Presence.HERE not in answers
        for original, answer in zip(groups[root], answers, strict=False):
            if not (gone_is_away and answer is Presence.GONE):
                known[original.file.path] = answer
        if root is not None and (gone_is_away or len(answers) < len(groups[root])):
            away.add(root)
    return Presences(known, sorted(away), root_paths)


def _root_of(path: Path, roots: Sequence[Path]) -> Path | None:
    text = str(path)
    for root in roots:
        folder = str(root)
        if text.startswith(folder) and (text == folder or folder.endswith(os.sep) or text[len(folder)] == os.sep):
            return root
    return None
