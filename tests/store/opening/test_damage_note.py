"""The note about damage keeps what later commands tell the user, and survives other versions of photoindex."""

import json
from pathlib import Path

import pytest

from photoindex.data_folder import IndexFiles
from photoindex.domain.damage import Damage, DamageKind
from photoindex.store.opening.damage_note import known_damage, note_damage

FOUND = [
    Damage(DamageKind.UNREADABLE),
    Damage(DamageKind.INVALID_DECISION, "born"),
    Damage(DamageKind.OTHER_TYPE, "decision", "source", "BLOB", "VARCHAR"),
    Damage(DamageKind.EXTRA_OBJECT, "album", found="view"),
]


@pytest.fixture
def files(tmp_path: Path) -> IndexFiles:
    return IndexFiles(tmp_path / "index.duckdb")


def problems(files: IndexFiles) -> tuple[Damage, ...]:
    known = known_damage(files)
    assert known is not None
    return known[1]


def test_the_note_keeps_every_field_of_the_damage_in_order(files: IndexFiles) -> None:
    note_damage(files, FOUND)
    assert problems(files) == tuple(FOUND)


def test_the_note_is_removed_when_nothing_is_damaged(files: IndexFiles) -> None:
    note_damage(files, FOUND)
    note_damage(files, [])
    assert not files.damage.exists()
    assert known_damage(files) is None


@pytest.mark.parametrize(
    "foreign",
    ["faces without an embedding", {"kind": "later"}, {"kind": "unreadable", "page": "7"}, {}, None, 5, {"kind": []}],
    ids=repr,
)
def test_a_problem_that_another_version_noted_is_left_out_but_the_index_still_counts_as_damaged(
    files: IndexFiles, foreign: object
) -> None:
    note_damage(files, FOUND[:1])
    note = json.loads(files.damage.read_bytes())
    files.damage.write_text(json.dumps(note | {"problems": [foreign]}), encoding="utf-8")
    assert problems(files) == ()


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"found_at": "yesterday", "problems": []}'])
def test_a_note_that_cannot_be_read_does_not_count_as_damage(files: IndexFiles, text: str) -> None:
    files.damage.write_text(text, encoding="utf-8")
    assert known_damage(files) is None
