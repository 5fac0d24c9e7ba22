"""Damage the index, its log and the decisions file by flipping bits, truncating and zeroing pages, and kill a command
at every step.

All names must be recovered every time. `make fuzz` damages the files 300 times.
"""

import os
import random
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from photoindex.data_folder import IndexFiles
from photoindex.domain.targets import Target
from photoindex.errors import PhotoIndexError
from photoindex.operations.decisions import export_decisions
from photoindex.operations.label import label
from photoindex.operations.people import list_people
from photoindex.operations.rescue import rescue
from photoindex.operations.restoring.decisions import restore_decisions
from photoindex.operations.scan import ScanRequest, scan
from photoindex.operations.scanning.progress import NoProgress
from photoindex.store.decisions_file.reading import read_decisions_file
from photoindex.store.opening.index import Index
from tests.fakes import ColourAnalyzer, draw, fake_pack
from tests.library import faces_by_name
from tests.store.decisions_file.test_record import say
from tests.stored import leave_in_log

SEED = int(os.environ.get("PHOTOINDEX_FUZZ_SEED", "20261122"))
ROUNDS = int(os.environ.get("PHOTOINDEX_FUZZ_ROT", "9"))
# Scans take by far the most time, so of the indexes that lost photos only this number are scanned again.
SCANS = max(1, ROUNDS // 20)
ROOT = Path(__file__).parents[2]


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """A folder with photos and an index of three named people, the last of whom is only in the write-ahead log."""
    for number in range(4):
        draw(tmp_path / "photos" / f"{number}.jpg", ["red", "green", "blue"][: 3 - number % 2], shade=number)
    index = Index(tmp_path / "original" / "index.duckdb")
    run_scan(tmp_path, index)
    clusters = sorted(list_people(index).clusters, key=lambda row: row.faces, reverse=True)
    for row, name in zip(clusters, ("Rose", "Gwen"), strict=False):
        label(index, Target("cluster", ids=(row.id,)), name)
    target = Target("cluster", ids=(clusters[2].id,))
    leave_in_log(index, lambda copy: label(copy, target, "Blue"))
    return tmp_path


def run_scan(folder: Path, index: Index) -> None:
    request = ScanRequest((folder / "photos",), workers=1)
    scan(index, fake_pack(folder / "pack"), request, NoProgress(), make_analyzer=ColourAnalyzer)


def flip(data: bytearray, chance: random.Random) -> None:
    # Headers are small, and flipped bits in them have the most effect.
    reach = len(data) if chance.random() < 0.7 else min(len(data), 12_288)
    data[chance.randrange(reach)] ^= 1 << chance.randrange(8)


def truncate(data: bytearray, chance: random.Random) -> None:
    del data[chance.randrange(len(data)) :]


def zero(data: bytearray, chance: random.Random) -> None:
    page = chance.randrange(0, len(data), 4096)
    data[page : page + 4096] = bytes(len(data[page : page + 4096]))


VICTIMS = ((".duckdb",), (".duckdb.wal",), (".duckdb.decisions.jsonl",), (".duckdb", ".duckdb.wal"))


@pytest.mark.timeout(7200)
def test_names_are_recovered_from_any_damage(library: Path) -> None:
    original = Index(library / "original" / "index.duckdb")
    said = set(_without_seals(original))
    chance, outcomes, scanned = random.Random(SEED), Counter[str](), 0
    for number in range(ROUNDS):
        folder = library / "rotten"
        shutil.copytree(library / "original", folder)
        index = Index(folder / "index.duckdb")
        victims, damage = VICTIMS[number % len(VICTIMS)], chance.choice((flip, truncate, zero))
        for ending in victims:
            path = folder / f"index{ending}"
            data = bytearray(path.read_bytes())
            damage(data, chance)
            path.write_bytes(data)
        before = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
        found = rescue(index)
        assert {name: (folder / name).read_bytes() for name in before} == before
        best = Index(found.target) if found.target is not None else index
        assert set(export_decisions(best)) == said, (number, victims, damage)
        outcomes[found.source if found.target is not None else "sound"] += 1
        if found.people < 3 and scanned < SCANS:
            scanned += 1
            run_scan(library, best)
            assert faces_by_name(best) == {"Rose": 4, "Gwen": 4, "Blue": 2}
        elif found.source.startswith("index") and not found.damaged:
            assert faces_by_name(best) == {"Rose": 4, "Gwen": 4, "Blue": 2}
        _commands_end_well(folder / "index.duckdb")
        shutil.rmtree(folder)
    sys.stdout.write(f"\nseed {SEED}: {ROUNDS} damaged, {dict(outcomes)}, {scanned} scanned again\n")


def _without_seals(index: Index) -> list[str]:
    """The decisions, read from the decisions file, so that the log of the index does not change."""
    lines = [text for text, _ in read_decisions_file(index.files.decisions).lines]
    return [text[: text.rindex(', "check"')] + "}" for text in lines]


def _commands_end_well(path: Path) -> None:
    """Read a damaged index and name somebody in it: this works or raises one of our own errors, but never crashes."""
    index = Index(path)
    try:
        (row, *_) = list_people(index).persons
        label(index, Target("person", name=row.name), row.name)
    except PhotoIndexError as error:
        assert error.hint or error.advice
    except ValueError:
        # Only the row of a photo or a person may be lost.
        assert not list_people(index).persons


KILLED = """
import os, signal, sys
from pathlib import Path
from photoindex.domain.geometry import Box
from photoindex.domain.people import Decision, FaceRef
from photoindex.store.database.connection import utc_now
from photoindex.store.tables.decisions import append_decision, next_seq
from photoindex.store.opening.index import Index

steps = int(sys.argv[2])
def counted(call):
    def at_each(*arguments, **options):
        global steps
        steps -= 1
        if steps == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        result = call(*arguments, **options)
        steps -= 1
        if steps == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return result
    return at_each
for name in ("fsync", "replace", "unlink", "rename"):
    setattr(os, name, counted(getattr(os, name)))
index = Index(Path(sys.argv[1]))
with index.writing() as connection:
    if sys.argv[3] == "whole":
        index.write_decisions_whole()
    ref = FaceRef("0" * 64, Box(0.1, 0.2, 0.3, 0.4))
    made = append_decision(connection, Decision(
        next_seq(connection), utc_now(), "name", 9, "Zoe", (ref,), source="killed"))
print(made.uid, flush=True)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="kills as POSIX knows them")
@pytest.mark.parametrize("how", ["at the end", "whole"])
def test_a_decision_whose_command_is_killed_is_kept_or_not_and_no_other_is_lost(tmp_path: Path, how: str) -> None:
    original = tmp_path / "original"
    index = Index(original / "index.duckdb")
    for name in ("Rose", "Gwen"):
        say(index, name)
    said = {line.decision.uid for _, line in read_decisions_file(index.files.decisions).lines}
    for step in range(1, 100):
        folder = tmp_path / f"killed-{step}"
        shutil.copytree(original, folder)
        path = folder / "index.duckdb"
        done = subprocess.run(
            [sys.executable, "-c", KILLED, str(path), str(step), how],
            capture_output=True, text=True, check=False, cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)},
        )  # fmt: skip
        promised = said | set(done.stdout.split())
        killed = Index(path)
        assert promised <= uids_of_files(killed)
        restore_decisions(killed)
        later = say(killed, "Later").uid
        assert promised | {later} <= uids_of_index(killed) == uids_of_files(killed)
        if done.returncode == 0:
            assert step > 2
            return
        assert done.returncode < 0, done.stderr
    pytest.fail("it never ended")


def uids_of_files(index: Index) -> set[str]:
    files = IndexFiles(index.path)
    found = [read_decisions_file(file).uids for file in (files.decisions, files.older_decisions) if file.is_file()]
    return set().union(*found)


def uids_of_index(index: Index) -> set[str]:
    return {line.split('"')[3] for line in export_decisions(index)}
