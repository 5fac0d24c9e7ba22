"""JSON from elsewhere: every fault is reported as one kind of error, and reading always ends."""

from pathlib import Path

import pytest

from photoindex.errors import IndexDamagedError, PackError, UsageError
from photoindex.export.ledger import LEDGER_NAME, read_ledger
from photoindex.file_lock import try_lock
from photoindex.foreign_json import parse_json, read_json
from photoindex.operations.common.index_lock import lock_file, running
from photoindex.packs.manifest import MANIFEST_NAME, load_pack
from photoindex.packs.plan import plan_install
from photoindex.packs.prepared import SIDECAR, prepared_file, prepared_folder
from photoindex.packs.registry import default_pack
from photoindex.packs.settings import chosen_pack
from photoindex.store.opening.index import Index
from photoindex.store.tables.current_pack import current_pack

BAD = {
    "brackets": "[" * 200_000,
    "fields in fields": '{"a":' * 200_000,
    "cut": '{"pack": ',
    "twice": '{"pack": "a", "pack": "b"}',
    "not a number": '{"pack": NaN}',
    "a number of 5,000 digits": '{"pack": ' + "9" * 5000 + "}",
    "a list": "[]",
    "text": '"pack"',
    "nothing": "",
    "other types": '{"pack": [], "format": 1, "photos": [1], "pages": 3, "detector": 1, "version": 1, "files": 1}',
    "null": "null",
}


@pytest.mark.parametrize("text", BAD.values(), ids=BAD)
def test_every_invalid_json_file_is_refused_by_name(tmp_path: Path, text: str) -> None:
    for name in (MANIFEST_NAME, LEDGER_NAME, "settings.json"):
        (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(PackError, match=MANIFEST_NAME):
        load_pack(tmp_path)
    with pytest.raises(PackError, match=MANIFEST_NAME):
        plan_install(str(tmp_path))
    with pytest.raises(UsageError, match=LEDGER_NAME):
        read_ledger(tmp_path)
    with pytest.raises(PackError, match="settings"):
        chosen_pack(tmp_path / "settings.json")


@pytest.mark.parametrize("text", BAD.values(), ids=BAD)
def test_an_invalid_note_or_record_counts_as_missing(tmp_path: Path, text: str) -> None:
    index = Index(tmp_path / "index.duckdb")
    lock = try_lock(lock_file(index))
    assert lock is not None
    lock.write_note(text)
    assert running(index) is None
    lock.release()
    pack = default_pack()
    prepared_folder(pack).mkdir(parents=True, exist_ok=True)
    (prepared_folder(pack) / SIDECAR).write_text(text, encoding="utf-8")
    assert prepared_file(pack, "embedder") is None
    (prepared_folder(pack) / SIDECAR).unlink()


@pytest.mark.parametrize("text", ["[" * 200_000, "{}", "null", '{"pack": 1, "fingerprint": 2, "verification": "x"}'])
def test_an_index_that_does_not_say_which_pack_it_uses_is_reported_as_damaged(tmp_path: Path, text: str) -> None:
    index = Index(tmp_path / "index.duckdb")
    with pytest.raises(IndexDamagedError, match="which model pack"), index.writing() as connection:
        connection.execute("INSERT INTO setting VALUES ('current_pack', ?)", [text])
        current_pack(connection)


def test_no_more_of_a_file_is_read_than_the_limit_allows(tmp_path: Path) -> None:
    with (tmp_path / "giant").open("wb") as stream:
        stream.truncate(10 * 1024**3)
    with pytest.raises(ValueError, match="larger than"):
        read_json(tmp_path / "giant")


def test_valid_values_are_read(tmp_path: Path) -> None:
    assert parse_json('{"a": [1, 2.5, null, true, "\\udcff"]}') == {"a": [1, 2.5, None, True, "\udcff"]}
