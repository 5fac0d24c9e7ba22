"""Claims of other programs count as long as the import that brought them is in force."""

import pytest

from photoindex.domain.claims import Claim
from photoindex.domain.geometry import Box
from photoindex.store.opening.index import Index
from photoindex.store.tables.claims import load_claims, put_claims

ANN = Claim("photo", None, "Ann", "takeout", "/t/a.json")
BOB = Claim("photo", None, "Bob", "takeout", "/t/a.json")
HERE = Claim("photo", Box(0.1, 0.2, 0.3, 0.4), "Ann", "picasa", "/p/.picasa.ini")


@pytest.fixture
def index(empty: Index) -> Index:
    with empty.writing() as connection:
        put_claims(connection, [ANN, HERE], "first")
        put_claims(connection, [BOB], "second")
    return empty


def claims(index: Index, *imports: str) -> list[Claim]:
    with index.reading() as connection:
        return load_claims(connection, imports)


def test_claims_are_read_as_they_were_made_with_their_boxes(index: Index) -> None:
    assert claims(index, "first") == [ANN, HERE]


def test_the_latest_import_of_a_photo_from_an_origin_replaces_the_earlier_ones(index: Index) -> None:
    assert claims(index, "first", "second") == [HERE, BOB]


def test_claims_of_an_undone_import_do_not_count_and_the_earlier_ones_count_again(index: Index) -> None:
    assert claims(index, "second") == [BOB]
    assert claims(index) == []


def test_a_claim_with_an_empty_name_withdraws_what_the_origin_claimed(index: Index) -> None:
    with index.writing() as connection:
        put_claims(connection, [Claim("photo", None, "", "takeout", "/t/a.json")], "third")
    assert claims(index, "first", "second", "third") == [HERE]
