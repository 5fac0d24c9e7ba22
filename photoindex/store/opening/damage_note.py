"""Keep a note beside the index of the problems that the last check found, so that commands that do not check the index
know about these problems.
"""

import contextlib
import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from photoindex.data_folder import IndexFiles
from photoindex.domain.damage import Damage, DamageKind
from photoindex.files import write_whole


def note_damage(files: IndexFiles, problems: Sequence[Damage]) -> None:
    """Note what a check found, or remove the note if there are no problems. On a full or read-only disk, no note is
    written.
    """
    with contextlib.suppress(OSError):
        if problems:
            note = {"found_at": datetime.now(UTC).isoformat(), "problems": [_fields(problem) for problem in problems]}
            write_whole(files.damage, json.dumps(note).encode(), private=True)
        else:
            files.damage.unlink(missing_ok=True)


def known_damage(files: IndexFiles) -> tuple[datetime, tuple[Damage, ...]] | None:
    """The time when damage was found (local time) and the problems found; None if the index is in order. Problems that
    this version does not know are left out.
    """
    try:
        note = json.loads(files.damage.read_bytes())
        found_at = datetime.fromisoformat(note["found_at"]).astimezone().replace(tzinfo=None)
        return found_at, tuple(problem for fields in note["problems"] if (problem := _problem(fields)) is not None)
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _fields(problem: Damage) -> dict[str, str]:
    """The fields of a problem that are not empty, as text."""
    fields = asdict(problem) | {"kind": problem.kind.value}
    return {name: text for name, text in fields.items() if text}


def _problem(fields: Any) -> Damage | None:
    """The problem with these fields; None if another version of photoindex wrote them."""
    try:
        return Damage(**(fields | {"kind": DamageKind(fields["kind"])}))
    except (KeyError, TypeError, ValueError):
        return None
