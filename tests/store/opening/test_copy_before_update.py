"""Before an older index is migrated, a copy of it is kept, or all decisions as text if there is no space for a copy."""

import gzip
import json
from pathlib import Path

import duckdb
import pytest

from photoindex.data_folder import IndexFiles
from photoindex.errors import StorageError
from photoindex.store.database.notices import CopySkipped, Notice
from photoindex.store.opening.copy_before_update import keep_copy

DATA = Path(__file__).parents[1] / "data"


def on_a_full_disk(copy: Path) -> None:
    copy.write_bytes(b"half of it")
    raise StorageError("there is no space left")


@pytest.mark.parametrize("version", [4, 9, 14])
def test_without_space_for_a_copy_the_decisions_of_any_older_version_are_kept_as_text(
    tmp_path: Path, version: int
) -> None:
    files = IndexFiles(tmp_path / "index.duckdb")
    files.index.write_bytes(gzip.decompress((DATA / f"version-{version}.duckdb.gz").read_bytes()))
    told: list[Notice] = []
    keep_copy(files, told.append, version, on_a_full_disk, lambda: duckdb.connect(str(files.index), read_only=True))
    assert [type(notice) for notice in told] == [CopySkipped]
    assert files.copies_before_update() == []
    with duckdb.connect(str(files.index), read_only=True) as connection:
        uids = {uid for (uid,) in connection.execute("SELECT uid FROM decision").fetchall()}
    lines = [json.loads(line) for line in files.decisions.read_text(encoding="utf-8").splitlines()]
    assert uids == {line["uid"] for line in lines if "uid" in line}
    assert uids
