"""Restore --decisions: restore all decisions from the decisions file, if need be into a new index."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from photoindex.advice.actions import Action
from photoindex.data_folder import IndexFiles
from photoindex.errors import NotFoundError, UsageError
from photoindex.operations.decisions import ImportReport, import_lines
from photoindex.store.decisions_file.lines import Line
from photoindex.store.decisions_file.reading import read_decisions_file
from photoindex.store.opening.index import Index
from photoindex.store.tables.decisions import load_decisions


@dataclass(frozen=True, slots=True)
class FileRead:
    """A file with decisions, and its numbers of readable and damaged lines."""

    file: Path
    decisions: int
    damaged: int


@dataclass(frozen=True, slots=True)
class RestoredDecisions:
    """What was restored. If `index_made`, there was no index; the decisions are in a new one, waiting for their photos.

    `dropped` is the number of undos that were left out because the decisions they undo are lost.
    """

    files: tuple[FileRead, ...]
    imported: ImportReport
    dropped: int
    index_made: bool


def restore_decisions(index: Index, file: Path | None = None) -> RestoredDecisions:
    """Add every decision that a decisions file holds and the index does not. Damaged lines are left out.

    Args:
        file: the file; if None, all decisions files beside the index: the index's own, the previous version of it, and
            those of earlier indexes there.

    Raises:
        NotFoundError: the file does not exist, or none of its lines can be read.
        IndexFileError: the index exists but cannot be used.
    """
    made = not index.path.exists()
    files, lines = read_decision_lines([file] if file is not None else files_with_decisions(index.files))
    if not lines:
        looked = file or index.files.decisions
        raise NotFoundError(
            f"no decision can be read from {looked}" if files else f"there is no decisions file at {looked}",
            advice=Action.NAME_DECISIONS_FILE,
        )
    usable = with_what_they_undo(index, lines)
    report = import_lines(index, usable, str(file or index.files.decisions))
    return RestoredDecisions(tuple(files), report, len(lines) - len(usable), made)


def files_with_decisions(files: IndexFiles) -> list[Path]:
    """List the files beside an index that hold decisions as text, the best first."""
    named = (files.decisions, files.older_decisions, *reversed(files.foreign_decisions()))
    return [path for path in named if path.is_file()]


def read_decision_lines(files: Iterable[Path]) -> tuple[list[FileRead], list[Line]]:
    """Read the decisions of all these files, each only once.

    Raises:
        UsageError: one of the files cannot be read at all.
    """
    lines: dict[str, Line] = {}
    read = []
    for file in files:
        try:
            found = read_decisions_file(file)
        except FileNotFoundError:
            # Callers report that nothing was read if no other file holds decisions.
            continue
        except OSError as error:
            raise UsageError(f"{file} cannot be read: {error.strerror or error}") from error
        read.append(FileRead(file, len(found.lines), found.damaged))
        for _, line in found.lines:
            lines.setdefault(line.decision.uid, line)
    return read, list(lines.values())


def with_what_they_undo(index: Index, lines: Sequence[Line]) -> list[Line]:
    """Return the lines without the undos of decisions that are neither among the lines nor in the index."""
    known = {line.decision.uid for line in lines}
    if index.path.exists():
        with index.reading() as connection:
            known |= {decision.uid for decision in load_decisions(connection)}
    kept = [line for line in lines if line.undoes is None or line.undoes in known]
    # Another undo may undo an undo that was left out.
    return kept if len(kept) == len(lines) else with_what_they_undo(index, kept)
