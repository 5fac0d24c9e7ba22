"""Define places: the towns and villages of a gazetteer, and their relation to the position of a photo."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Town:
    """A town or a village.

    - `place_id` is its number in GeoNames, and `population` is 0 if it is unknown.
    - `region` is empty if it is unknown. `country` is a code of ISO 3166-1, and `country_name` the English name.
    - `names` are its name and those in other languages and scripts, and `areas` are the names and codes of its region,
      its country and its continent, as `folded` returns them.
    """

    place_id: int
    name: str
    region: str
    country: str
    country_name: str
    population: int
    names: tuple[str, ...]
    areas: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AtTown:
    """How a position lies to a town: the distance in metres to its centre, and whether no other town is nearer."""

    place_id: int
    metres: float
    nearest: bool


@dataclass(frozen=True, slots=True)
class PhotoPlace:
    """Where a photo was taken: the nearest town or village, and the largest city to whose area the position belongs;
    both are empty where nobody lives. `region` is empty if it is unknown. `country_code` is a code of ISO 3166-1.
    """

    town: str
    city: str
    region: str
    country: str
    country_code: str

    @property
    def whole(self) -> str:
        """The place in one line: "Alfama, Lisbon, Portugal"."""
        return ", ".join(dict.fromkeys(filter(None, (self.town, self.city, self.region, self.country))))
