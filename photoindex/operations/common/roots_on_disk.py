"""Read the state of roots on the disk: whether they exist, on which file system, and whether they hold anything."""

import os
import stat
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from photoindex.originals import ANSWER_SECONDS, identity_of, in_time


@dataclass(frozen=True, slots=True)
class RootOnDisk:
    """The state of a root on the disk: its file system (`device`), and whether it is a file or a non-empty folder."""

    device: int
    filled: bool


def there(roots: Sequence[Path], seconds: float = ANSWER_SECONDS) -> list[Path]:
    """The roots that exist and answer in time."""
    answers = in_time([partial(identity_of, root) for root in roots], seconds)
    return [root for root, identity in zip(roots, answers, strict=True) if identity is not None]


def root_on_disk(root: Path) -> RootOnDisk | None:
    """Read the state of a root; None if it does not exist or cannot be read."""
    try:
        status = root.stat()
        if not stat.S_ISDIR(status.st_mode):
            return RootOnDisk(status.st_dev, filled=True)
        with os.scandir(root) as entries:
            return RootOnDisk(status.st_dev, filled=next(entries, None) is not None)
    except OSError:
        return None
