"""Check: verify the index, and repair what can be repaired."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from photoindex.domain.damage import Damage, DamageKind
from photoindex.domain.file_numbers import numbers_of
from photoindex.domain.people import Decision
from photoindex.errors import IndexDamagedError, IndexTooNewError
from photoindex.operations.clustering.regroup import group_faces
from photoindex.operations.common.index_lock import alone
from photoindex.people.decisions.replay import replay
from photoindex.store.database.connection import Connection, count_rows
from photoindex.store.database.path_text import path_of
from photoindex.store.decisions_file.reading import read_decisions_file
from photoindex.store.decisions_file.rules import stored_faults
from photoindex.store.jobs.integrity import (
    RULES,
    bad_vectors,
    count_broken,
    drop_embeddings,
    present_files,
    read_again,
    read_everything,
    repair_broken,
    repair_views,
    wrong_objects,
    wrong_values,
)
from photoindex.store.opening.damage_note import note_damage
from photoindex.store.opening.index import Index
from photoindex.store.tables.clusters import set_grouped_faces
from photoindex.store.tables.current_pack import current_pack
from photoindex.store.tables.decisions import load_decisions

__all__ = ["CheckReport", "Damage", "DamageKind", "Problem", "check", "mend"]


@dataclass(frozen=True, slots=True)
class Problem:
    """Some damage, how many rows, lines or files have it, and whether a repair can mend it or has done so."""

    damage: Damage
    count: int
    mendable: bool
    mended: bool = False


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What a check found. `rows` maps each table to the number of rows read.

    `sampled` photo files were chosen for comparison. `changed` of these were not compared, because they have changed or
    disappeared since the last scan; this is not a fault of the index. `reread` is the number of photos that the next
    scan reads again.
    """

    rows: dict[str, int]
    problems: tuple[Problem, ...]
    sampled: int
    changed: int
    reread: int = 0

    @property
    def left(self) -> int:
        """The number of kinds of problems that remain."""
        return sum(not problem.mended for problem in self.problems)


@dataclass(frozen=True, slots=True)
class _Sample:
    compared: int
    changed: int
    rotten: tuple[str, ...]


def check(index: Index, *, sample: int, repair: bool) -> CheckReport:
    """Check every row of the index and `sample` photo files; with `repair`, mend what can be mended, except decisions.
    If a decision cannot be replayed, faces are not clustered again.

    Raises:
        IndexDamagedError: the database file itself is damaged; only a backup helps.
        IndexLockedError: a scan is running, and `repair` was requested.
    """
    index.expect_damage()
    try:
        report = _checked(index, sample, repair=repair)
    except IndexDamagedError:
        if index.is_database():
            note_damage(index.files, [Damage(DamageKind.UNREADABLE)])
        raise
    note_damage(index.files, [problem.damage for problem in report.problems if not problem.mended])
    return report


def _checked(index: Index, sample: int, *, repair: bool) -> CheckReport:
    if not repair:
        with index.reading() as connection:
            unusable = _unusable(connection)
            if unusable:
                return CheckReport({}, tuple(unusable), 0, 0)
            rows, files = read_everything(connection), present_files(connection, sample)
            problems = [*_problems(connection), *_decisions_file_problems(index, connection, mended=False)]
        hashed = _hashed(files)
        return CheckReport(rows, (*problems, *_rot(hashed, mended=False)), hashed.compared, hashed.changed)
    with alone(index, "check --repair"):
        report = _repair(index, sample)
        if not report.rows:
            return report
        with index.reading() as connection:
            groupable = current_pack(connection) is not None and _can_be_replayed(load_decisions(connection))
        if groupable:
            group_faces(index, lambda _faces: None)
    return report


def _can_be_replayed(decisions: Sequence[Decision]) -> bool:
    try:
        replay(decisions, lambda _ref: None)
    except (IndexDamagedError, IndexTooNewError):
        # The report has this decision among those with an invalid field.
        return False
    return True


def mend(index: Index) -> CheckReport:
    """Mend what can be mended, and leave the clustering of faces to the next scan."""
    return _repair(index, 0)


def _repair(index: Index, sample: int) -> CheckReport:
    with index.reading() as connection:
        unusable = _unusable(connection)
        if unusable:
            return CheckReport({}, tuple(unusable), 0, 0)
        files = present_files(connection, sample)
    hashed = _hashed(files)
    with index.writing() as connection:
        rows = read_everything(connection)
        found = _problems(connection)
        analyses = count_rows(connection, "analysis")
        drop_embeddings(connection, bad_vectors(connection))
        repair_broken(connection)
        if any(problem.damage.kind is DamageKind.WRONG_VIEW for problem in found):
            repair_views(connection)
        read_again(connection, hashed.rotten)
        set_grouped_faces(connection, "")
        lines = _decisions_file_problems(index, connection, mended=True)
        if lines:
            index.write_decisions_whole()
        still = {problem.damage for problem in _problems(connection)}
        reread = analyses - count_rows(connection, "analysis") + len(hashed.rotten)
    problems = [replace(item, mended=item.damage not in still) for item in found]
    return CheckReport(
        rows,
        (*problems, *lines, *_rot(hashed, mended=True)),
        hashed.compared,
        hashed.changed,
        reread,
    )


def _unusable(connection: Connection) -> list[Problem]:
    """Find problems that make all other checks impossible: tables, columns or values that no index can have."""
    wrong = [Problem(item, 1, mendable=False) for item in wrong_objects(connection) if not item.is_harmless]
    if wrong:
        return wrong
    return [Problem(damage, count, mendable=False) for damage, count in wrong_values(connection)]


def _problems(connection: Connection) -> list[Problem]:
    found = [Problem(Damage(rule.kind), count_broken(connection, rule), rule.mend is not None) for rule in RULES]
    found.append(Problem(Damage(DamageKind.INVALID_EMBEDDING), len(bad_vectors(connection)), mendable=True))
    found.extend(_decision_problems(load_decisions(connection)))
    found.extend(
        Problem(damage, 1, mendable=damage.kind is DamageKind.WRONG_VIEW) for damage in wrong_objects(connection)
    )
    return [problem for problem in found if problem.count]


def _decision_problems(decisions: Sequence[Decision]) -> list[Problem]:
    seqs = {decision.seq for decision in decisions}
    wrong: Counter[str] = Counter()
    for decision in decisions:
        # Count each field once per decision, however many of its faces are invalid.
        wrong.update({fault.field.partition("[")[0] for fault in stored_faults(decision)})
    counts = {Damage(DamageKind.INVALID_DECISION, field): number for field, number in wrong.items()}
    undone = sum(item.kind == "undo" and item.target not in seqs for item in decisions)
    counts[Damage(DamageKind.UNDO_WITHOUT_DECISION)] = undone
    if not wrong:
        # This must not raise for a valid log; otherwise every command would fail.
        replay(decisions, lambda _ref: None)
    return [Problem(damage, number, mendable=False) for damage, number in counts.items() if number]


def _decisions_file_problems(index: Index, connection: Connection, *, mended: bool) -> list[Problem]:
    """Find decisions of the index that the decisions file lacks. The file may also hold decisions that the index lacks;
    that is intended.
    """
    decisions, file = load_decisions(connection), index.files.decisions
    here = {decision.uid for decision in decisions}
    if not here or not file.is_file() or _decision_problems(decisions):
        # A missing file is created by the next command that writes. A broken decision cannot have a readable line.
        return []
    found = read_decisions_file(file)
    counts = (
        (DamageKind.DAMAGED_LINE, found.damaged),
        (DamageKind.DECISION_WITHOUT_LINE, len(here - found.uids)),
    )
    return [Problem(Damage(kind), number, mendable=True, mended=mended) for kind, number in counts if number]


def _hashed(files: Sequence[tuple[str, int, int, str]]) -> _Sample:
    """Compare photo files with the content hashes in the index."""
    changed, rotten = 0, []
    for text, size, mtime_ns, content_hash in files:
        path = path_of(text)
        try:
            if numbers_of(path.stat())[:2] != (size, mtime_ns):
                changed += 1
                continue
            with path.open("rb") as stream:
                if hashlib.file_digest(stream, "sha256").hexdigest() != content_hash:
                    rotten.append(text)
        except OSError:
            # The next scan reports a file that is missing or unreadable.
            changed += 1
    return _Sample(len(files), changed, tuple(rotten))


def _rot(sample: _Sample, *, mended: bool) -> list[Problem]:
    damage = Damage(DamageKind.ROTTEN_PHOTO_FILE)
    return [Problem(damage, len(sample.rotten), mendable=True, mended=mended)] if sample.rotten else []
