"""Find the nearest town, and the larger towns to whose area a position belongs."""

from collections.abc import Mapping, Sequence
from math import pi

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from photoindex.domain.places import AtTown, Town

_EARTH = 6_371_007.0
# People per square kilometre of a city. Real cities have about 4,000, but they are no circles: with this number, the
# circle around the centre reaches the outer quarters of Berlin (21 km), Paris (17 km), Munich (13 km), Lisbon (8 km).
_DENSITY = 2_500
# Smaller towns are hardly larger than the surroundings of their centre, in which they are the nearest place.
_LEAST_PEOPLE = 50_000
_MOST_AREAS = 5


class Gazetteer:
    """Towns and villages, and where they are: degrees of latitude and longitude, float64 of shape (n, 2)."""

    def __init__(self, towns: Sequence[Town], positions: NDArray[np.float64]) -> None:
        self._towns = towns
        self._people = np.array([town.population for town in towns], dtype=np.float64)
        self._points = _on_sphere(positions)
        self._tree = cKDTree(self._points)
        self._large = np.flatnonzero(self._people >= _LEAST_PEOPLE)
        self._reach = np.sqrt(self._people[self._large] / _DENSITY / pi) * 1_000
        self._tree_of_large = cKDTree(self._points[self._large]) if len(self._large) else None

    def around(self, positions: Sequence[tuple[float, float]]) -> tuple[list[list[AtTown]], Mapping[int, Town]]:
        """The towns at each position, in degrees of latitude and longitude: the nearest one first, however far it is,
        then at most five others that are so large that the position belongs to their area. Also returns these towns by
        their ids.
        """
        points = _on_sphere(np.array(positions, dtype=np.float64))
        chords, nearest = self._tree.query(points)
        large = self._large_around(points)
        found, towns = [], {}
        for chord, first, others in zip(chords, nearest, large, strict=True):
            at = [(int(first), float(_metres(chord)), True)]
            at += [(row, metres, False) for row, metres in others if row != first]
            towns.update({self._towns[row].place_id: self._towns[row] for row, *_ in at})
            found.append([AtTown(self._towns[row].place_id, metres, is_first) for row, metres, is_first in at])
        return found, towns

    def _large_around(self, points: NDArray[np.float64]) -> list[list[tuple[int, float]]]:
        """(row, metres) of the towns to whose area each point belongs, the largest first."""
        if self._tree_of_large is None:
            return [[] for _ in points]
        candidates = self._tree_of_large.query_ball_point(points, float(self._reach.max()) / _EARTH)
        found = []
        for point, near in zip(points, candidates, strict=True):
            rows = np.array(near, dtype=np.int64)
            metres = _metres(np.linalg.norm(self._points[self._large[rows]] - point, axis=1))
            inside = [(int(self._large[row]), float(far)) for row, far in zip(rows, metres, strict=True)
                      if far <= self._reach[row]]  # fmt: skip
            found.append(sorted(inside, key=lambda item: -self._people[item[0]])[:_MOST_AREAS])
        return found


def _on_sphere(positions: NDArray[np.float64]) -> NDArray[np.float64]:
    """Points on a sphere of radius 1, shape (n, 3): their distances are those on the earth, without a seam."""
    latitude, longitude = np.radians(positions).reshape(-1, 2).T
    across = np.cos(latitude)
    return np.column_stack([across * np.cos(longitude), across * np.sin(longitude), np.sin(latitude)])


def _metres(chord: NDArray[np.float64]) -> NDArray[np.float64]:
    """The distance along the surface for a distance through the sphere."""
    return 2 * _EARTH * np.arcsin(np.minimum(1.0, np.asarray(chord) / 2))
