"""Keep a note beside the index of the problems that the last check found, so that commands that do not check the index
know about these problems.
"""

import contextlib
import json
from collections.abc import Sequence
from datetime import UTC, datetime

from photoindex.data_folder import IndexFiles
from photoindex.files import write_whole


def note_damage(files: IndexFiles, problems: Sequence[str]) -> None:
    """Note what a check found, or remove the note if there are no problems. On a full or read-only disk, no note is
    written.
    """
    with contextlib.suppress(OSError):
        if problems:
            note = {"found_at": datetime.now(UTC).isoformat(), "problems": list(problems)}
            write_whole(files.damage, json.dumps(note).encode(), private=True)
        else:
            files.damage.unlink(missing_ok=True)


def known_damage(files: IndexFiles) -> tuple[datetime, tuple[str, ...]] | None:
    """The time when damage was found (local time) and the problems found; None if the index is in order."""
    try:
        note = json.loads(files.damage.read_bytes())
        found_at = datetime.fromisoformat(note["found_at"]).astimezone().replace(tzinfo=None)
        return found_at, tuple(str(problem) for problem in note["problems"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
