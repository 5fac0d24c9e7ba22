"""A backup takes the place of the index."""

from pathlib import Path

import duckdb
import pytest

from photoindex.errors import (
    IndexFileError,
)
from photoindex.operations.backup import backup
from photoindex.operations.restore import restore
from tests.library import Library, photos_of


@pytest.mark.parametrize("damage", ["text", "half", "other database"])
def test_a_damaged_backup_is_refused_and_the_index_stays(red_named: Library, tmp_path: Path, damage: str) -> None:
    broken = tmp_path / "broken.duckdb"
    backup(red_named.index, broken, force=False)
    if damage == "text":
        broken.write_text("no database" * 5000, encoding="utf-8")
    elif damage == "half":
        broken.write_bytes(broken.read_bytes()[: broken.stat().st_size // 2])
    else:
        broken.unlink()
        with duckdb.connect(str(broken)) as connection:
            connection.execute("CREATE TABLE sales (amount INTEGER)")
    before = red_named.index.path.read_bytes()
    with pytest.raises(IndexFileError):
        restore(red_named.index, broken)
    assert red_named.index.path.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir() if ".part" in path.name or "before" in path.name] == []


def test_a_damaged_index_can_be_replaced_by_a_backup(red_named: Library, tmp_path: Path) -> None:
    backup(red_named.index, tmp_path / "backup.duckdb", force=False)
    red_named.index.path.write_bytes(b"rubbish" * 3000)
    restore(red_named.index, tmp_path / "backup.duckdb")
    assert len(photos_of(red_named, "Red")) == 4
