"""The note beside the index that says what the last check found wrong, for the commands that do not look there."""

import contextlib
import json
from collections.abc import Sequence
from datetime import UTC, datetime

from photoindex.data_folder import IndexFiles
from photoindex.files import write_whole


def note_damage(files: IndexFiles, problems: Sequence[str]) -> None:
    """Keep what a check found; without problems, that there is nothing any more. A disk that is full or read-only goes
    without."""
    with contextlib.suppress(OSError):
        if problems:
            note = {"found_at": datetime.now(UTC).isoformat(), "problems": list(problems)}
            write_whole(files.damage, json.dumps(note).encode(), private=True)
        else:
            files.damage.unlink(missing_ok=True)


def known_damage(files: IndexFiles) -> tuple[datetime, tuple[str, ...]] | None:
    """When damage was found (local time), and which; None if the index is in order."""
    try:
        note = json.loads(files.damage.read_bytes())
        found_at = datetime.fromisoformat(note["found_at"]).astimezone().replace(tzinfo=None)
        return found_at, tuple(str(problem) for problem in note["problems"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
