"""Photos with a position are placed on the map once, if the gazetteer is installed."""

import numpy as np
import pytest

from photoindex.domain.places import Town
from photoindex.gazetteer.gazetteer import Gazetteer
from photoindex.operations.scanning.placing import place_photos
from tests.library import Library, rows

PLACED = "SELECT name, count(*) FROM photo_place JOIN place USING (place_id) GROUP BY name ORDER BY name"


def gazetteer() -> Gazetteer:
    towns = [
        Town(1, "Lisbon", "", "PT", "Portugal", 517_802, ("Lisbon", "Lisboa"), ("portugal", "europe")),
        Town(2, "Porto", "", "PT", "Portugal", 249_633, ("Porto",), ("portugal", "europe")),
    ]
    return Gazetteer(towns, np.array([(38.725, -9.15), (41.15, -8.611)]))


@pytest.fixture
def placed(scanned: Library) -> Library:
    with scanned.index.writing() as connection:
        connection.execute("UPDATE photo SET latitude = 38.7, longitude = -9.2 WHERE photo_id <= 3")
        connection.execute("UPDATE photo SET latitude = 'nan', longitude = 0 WHERE photo_id = 4")
    place(scanned, "1")
    return scanned


def place(library: Library, version: str | None, *, stop: bool = False) -> list[str | None]:
    """Place photos, and return the version again each time the gazetteer is loaded."""
    loaded: list[str | None] = []

    def load() -> Gazetteer:
        loaded.append(version)
        return gazetteer()

    place_photos(library.index, lambda: stop, version=lambda: version, load=load)
    return loaded


def test_photos_are_placed_once(placed: Library) -> None:
    assert rows(placed.index, PLACED) == [("Lisbon", 3)]
    assert place(placed, "1") == []


def test_new_photos_are_added_to_those_that_are_placed(placed: Library) -> None:
    with placed.index.writing() as connection:
        connection.execute("UPDATE photo SET latitude = 41, longitude = -8.6 WHERE photo_id = 5")
    assert place(placed, "1") == ["1"]
    assert rows(placed.index, PLACED) == [("Lisbon", 3), ("Porto", 1)]


def test_a_new_gazetteer_places_all_photos_again(placed: Library) -> None:
    with placed.index.writing() as connection:
        connection.execute("UPDATE place SET name = 'Old'")
    assert place(placed, "2") == ["2"]
    assert rows(placed.index, PLACED) == [("Lisbon", 3)]


def test_without_the_gazetteer_nothing_changes(placed: Library) -> None:
    with placed.index.writing() as connection:
        connection.execute("UPDATE photo SET latitude = 41, longitude = -8.6 WHERE photo_id = 5")
    assert place(placed, None) == []
    assert place(placed, "1", stop=True) == ["1"]
    assert rows(placed.index, PLACED) == [("Lisbon", 3)]
