"""The towns around a position: the nearest one, and the cities to whose area it belongs."""

import numpy as np

from photoindex.domain.places import AtTown, Town
from photoindex.gazetteer.gazetteer import Gazetteer

# (population, latitude, longitude)
TOWNS = {
    "Lisbon": (517_802, 38.72509, -9.1498),
    "Restelo": (0, 38.70, -9.216),
    "Sintra": (26_193, 38.80097, -9.37826),
    "Suva": (77_366, -18.14161, 178.44149),
    "Apia": (40_407, -13.83333, -171.76666),
}


def town(name: str) -> Town:
    return Town(list(TOWNS).index(name), name, "", "", "", TOWNS[name][0], (name,), ())


def gazetteer() -> Gazetteer:
    return Gazetteer([town(name) for name in TOWNS], np.array([place[1:] for place in TOWNS.values()]))


def at(latitude: float, longitude: float) -> list[tuple[str, bool]]:
    (near,), towns = gazetteer().around([(latitude, longitude)])
    return [(towns[each.place_id].name, each.nearest) for each in near]


def test_a_quarter_belongs_to_its_city_and_a_suburb_does_not() -> None:
    assert at(38.6916, -9.2160) == [("Restelo", True), ("Lisbon", False)]
    assert at(38.725, -9.15) == [("Lisbon", True)]
    assert at(38.80, -9.38) == [("Sintra", True)]


def test_distances_are_measured_on_the_sphere_and_across_the_date_line() -> None:
    assert at(-18, -179.9) == [("Suva", True)]
    ((near,),), _ = gazetteer().around([(38.72509, -9.1498)])
    assert near == AtTown(0, 0.0, True)
    (one, *_), _ = gazetteer().around([(38.82509, -9.1498)])
    assert round(one[0].metres) == 11_120


def test_every_position_has_a_nearest_town() -> None:
    assert at(90, 0)[0][1]
    assert gazetteer().around([]) == ([], {})
