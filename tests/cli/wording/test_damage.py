"""The command line names every kind of damage."""

import pytest

from photoindex.cli.wording.damage import in_words
from photoindex.domain.damage import Damage, DamageKind


@pytest.mark.parametrize("kind", DamageKind)
def test_every_kind_of_damage_has_words(kind: DamageKind) -> None:
    words = in_words(Damage(kind, "WHAT", "COLUMN", "FOUND", "WANTED"))
    assert words
    assert "{" not in words


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (Damage(DamageKind.FACE_WITHOUT_EMBEDDING), "faces without an embedding"),
        (Damage(DamageKind.INVALID_DECISION, "at"), "decisions with an impossible time"),
        (Damage(DamageKind.INVALID_DECISION, "born"), "decisions with an invalid born"),
        (Damage(DamageKind.MISSING_TABLE, "person"), "the table person is missing"),
        (Damage(DamageKind.NOT_A_TABLE, "person", found="view"), "the table person is a view"),
        (
            Damage(DamageKind.OTHER_TYPE, "decision", "source", "BLOB", "VARCHAR"),
            "the column source of the table decision is BLOB, not VARCHAR",
        ),
        (
            Damage(DamageKind.IMPOSSIBLE_VALUE, "photo", "taken_at"),
            "rows of the table photo with an impossible taken_at",
        ),
        (Damage(DamageKind.EXTRA_OBJECT, "{what}", found="view"), "the view {what} does not belong there"),
    ],
    ids=repr,
)
def test_damage_is_named_with_the_part_of_the_index_that_is_damaged(damage: Damage, words: str) -> None:
    assert in_words(damage) == words
