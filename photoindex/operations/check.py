"""Check: whether the index holds together, and mending what does not."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite
from typing import get_args

from photoindex.domain.file_numbers import numbers_of
from photoindex.domain.people import Decision, DecisionKind
from photoindex.operations.exclusive import alone
from photoindex.operations.group import group_faces
from photoindex.people.decisions import replay
from photoindex.store.decisions import load_decisions
from photoindex.store.groups import set_grouped_faces
from photoindex.store.index import Connection, Index
from photoindex.store.integrity import (
    RULES,
    bad_vectors,
    count_broken,
    drop_embeddings,
    present_files,
    read_again,
    read_everything,
)
from photoindex.store.paths import path_of
from photoindex.store.settings import current_pack


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that does not hold: what, how often, and whether `check --repair` can mend it, or did."""

    what: str
    count: int
    mendable: bool
    mended: bool = False


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What a check found. `rows` counts what was read, by table.

    Of `sampled` photo files, `changed` were not read to the end because they have changed, or gone, since the last
    scan, which is no fault of the index. `reread` is the number of photos that the next scan reads again.
    """

    rows: dict[str, int]
    problems: tuple[Problem, ...]
    sampled: int
    changed: int
    reread: int = 0

    @property
    def left(self) -> int:
        """How many kinds of problems remain."""
        return sum(not problem.mended for problem in self.problems)


@dataclass(frozen=True, slots=True)
class _Sample:
    looked_at: int
    changed: int
    rotten: tuple[str, ...]


def check(index: Index, *, sample: int, repair: bool) -> CheckReport:
    """Look at every row of the index and at `sample` photo files. With `repair`, mend what can be; never decisions.

    Raises:
        IndexDamagedError: the database file itself is damaged, which only a backup can help.
        IndexLockedError: a scan runs, and something was to be mended.
    """
    if not repair:
        with index.reading() as connection:
            rows, files = read_everything(connection), present_files(connection, sample)
            problems = _problems(connection)
        looked = _hashed(files)
        return CheckReport(rows, (*problems, *_rot(looked, mended=False)), looked.looked_at, looked.changed)
    with alone(index, "check --repair"):
        report = _repair(index, sample)
        with index.reading() as connection:
            pack = current_pack(connection)
        if pack is not None:
            group_faces(index, lambda _faces: None)
    return report


def _repair(index: Index, sample: int) -> CheckReport:
    with index.reading() as connection:
        files = present_files(connection, sample)
    looked = _hashed(files)
    with index.writing() as connection:
        rows = read_everything(connection)
        found = _problems(connection)
        analyses = _count(connection, "analysis")
        drop_embeddings(connection, bad_vectors(connection))
        for rule in RULES:
            if rule.mend is not None:
                connection.execute(rule.mend)
        read_again(connection, looked.rotten)
        set_grouped_faces(connection, "")
        still = {problem.what for problem in _problems(connection)}
        reread = analyses - _count(connection, "analysis") + len(looked.rotten)
    problems = [Problem(item.what, item.count, item.mendable, item.what not in still) for item in found]
    return CheckReport(rows, (*problems, *_rot(looked, mended=True)), looked.looked_at, looked.changed, reread)


def _problems(connection: Connection) -> list[Problem]:
    counts = [(rule.problem, count_broken(connection, rule), rule.mend is not None) for rule in RULES]
    counts.append(("embeddings of the wrong length or not of unit norm", len(bad_vectors(connection)), True))
    counts.extend((what, number, False) for what, number in _decision_problems(load_decisions(connection)))
    return [Problem(what, number, mendable) for what, number, mendable in counts if number]


def _decision_problems(decisions: Sequence[Decision]) -> list[tuple[str, int]]:
    seqs = {decision.seq for decision in decisions}
    kinds = get_args(DecisionKind)
    boxes = [(ref.photo_hash, ref.box) for decision in decisions for ref in decision.faces]
    unknown = sum(decision.kind not in kinds for decision in decisions)
    found = [
        ("decisions of an unknown kind", unknown),
        (
            "undone decisions that are not there",
            sum(item.kind == "undo" and item.target not in seqs for item in decisions),
        ),
        (
            "places of decisions that are none",
            sum(
                len(photo_hash) != 64 or not all(map(isfinite, (box.x, box.y, box.width, box.height)))
                for photo_hash, box in boxes
            ),
        ),
    ]
    if not unknown:
        # Raises nothing for a log that it can read; a defect here would otherwise show in every command.
        replay(decisions, lambda _ref: None)
    return found


def _hashed(files: Sequence[tuple[str, int, int, str]]) -> _Sample:
    """Compare photo files with what the index says of their content."""
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
            # It is for the next scan to say that it is gone or cannot be read.
            changed += 1
    return _Sample(len(files), changed, tuple(rotten))


def _rot(sample: _Sample, *, mended: bool) -> list[Problem]:
    what = "photo files whose content changed though size and time did not"
    return [Problem(what, len(sample.rotten), mendable=True, mended=mended)] if sample.rotten else []


def _count(connection: Connection, table: str) -> int:
    row = connection.execute(f"SELECT count(*) FROM {table}").fetchone()
    return int(row[0]) if row else 0
