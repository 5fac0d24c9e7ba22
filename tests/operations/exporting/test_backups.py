"""Backups of metadata lead back to the original, or are refused."""

from pathlib import Path

import pytest

from photoindex.data_folder import metadata_backups_folder
from photoindex.errors import StorageError
from photoindex.operations.exporting.backups import (
    BackupError,
    backed_up,
    backups_of,
    before_names,
    content_hash_of,
    drop_backup,
    keep_backup,
)

FIRST, SECOND, THIRD = (bytes([number]) * 10 + bytes(range(256)) * 100 for number in (1, 2, 3))


@pytest.fixture(autouse=True)
def own_data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PHOTOINDEX_DATA", str(tmp_path / "data"))


def test_a_file_without_a_backup_has_nothing_before_its_names() -> None:
    assert before_names(FIRST) is None
    assert backed_up() == frozenset()


def test_the_way_back_leads_over_every_write_to_the_oldest_content() -> None:
    keep_backup(FIRST, SECOND)
    keep_backup(SECOND, THIRD)
    restored = before_names(THIRD)
    assert restored is not None
    assert (restored.data, restored.content_hash) == (FIRST, content_hash_of(FIRST))
    assert backups_of(content_hash_of(THIRD)) == [content_hash_of(THIRD), content_hash_of(SECOND)]
    drop_backup(content_hash_of(THIRD))
    assert backed_up() == {content_hash_of(SECOND)}


def test_a_circle_of_backups_ends() -> None:
    keep_backup(FIRST, SECOND)
    keep_backup(SECOND, FIRST)
    assert len(backups_of(content_hash_of(FIRST))) == 2


@pytest.mark.parametrize(
    "damage",
    [b"", b"{}\n", b'{"version": 2, "old": "ab"}\n', b"x" * 5000, b'{"version": 1, "old": "ab"}\nC', b"\xff\xfe\n",
     b'{"version": 1, "old": "ab"}\n'],
)  # fmt: skip
def test_a_damaged_backup_is_refused(damage: bytes) -> None:
    keep_backup(FIRST, SECOND).write_bytes(damage)
    with pytest.raises(BackupError):
        before_names(SECOND)


def test_a_backup_that_cannot_be_stored_is_an_error(tmp_path: Path) -> None:
    metadata_backups_folder().parent.mkdir(parents=True)
    metadata_backups_folder().write_text("a file")
    with pytest.raises(StorageError):
        keep_backup(FIRST, SECOND)
