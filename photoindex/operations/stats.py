"""Stats: count who appears most in the photos that match a query, with whom, in which years, and where."""

from collections.abc import Mapping
from dataclasses import dataclass

from photoindex.advice.every import Advice
from photoindex.advice.machines import InstallPackage
from photoindex.gazetteer.package import GAZETTEER_PACKAGE, gazetteer_version
from photoindex.operations.find import FindRequest, Query, understood_in
from photoindex.store.opening.index import Index
from photoindex.store.tables.current_pack import require_current_pack
from photoindex.store.views.statistics import Counts, PairCount, PersonCount, PlaceCount, YearCount, count_people

__all__ = ["Counts", "PairCount", "PersonCount", "PlaceCount", "Stats", "YearCount", "stats"]

# More columns are too narrow to be seen. A photo with a wrong date may lie centuries before the others.
_MOST_PERIODS = 60
_YEARS_OF_PERIOD = (1, 2, 5, 10, 20, 50, 100, 200, 500)


@dataclass(frozen=True, slots=True)
class Stats:
    """What was counted, and what the query meant. `counts` is as in `Counts`; only faces that count in a search with
    this query count. `gazetteer` is the package that names places, None if it is not installed.
    """

    query: Query
    counts: Counts
    gazetteer: str | None

    @property
    def not_located(self) -> int:
        """The number of photos whose place is unknown."""
        return self.counts.photos - self.counts.located

    def missing_gazetteer(self) -> Advice | None:
        """What to install so that the next scan places photos on the map; None if nothing is missing."""
        return InstallPackage(GAZETTEER_PACKAGE) if self.counts.unplaced and self.gazetteer is None else None

    @property
    def periods(self) -> tuple[range, ...]:
        """Periods of equally many years, at most 60, from the year of the first photo to that of the last one: single
        years if there are at most 60 of them. Empty if no photo has a date.
        """
        years = [count.year for count in self.counts.years]
        if not years:
            return ()
        first, last = min(years), max(years)
        length = next(each for each in _YEARS_OF_PERIOD if (last // each - first // each) < _MOST_PERIODS)
        begin = first - first % length
        return tuple(range(year, year + length) for year in range(begin, last + 1, length))

    def in_periods(self, years: Mapping[int, int]) -> tuple[int, ...]:
        """The sum of the numbers of the years of each period."""
        return tuple(sum(years.get(year, 0) for year in period) for period in self.periods)


def stats(index: Index, request: FindRequest, *, most: int) -> Stats:
    """Count among the photos that `find` would find without `limit` and `skip`. At most `most` people, pairs and
    places are listed. Raises the same errors as `find`.
    """
    with index.reading() as connection:
        pack = require_current_pack(connection)
        query = understood_in(connection, request, index, pack)
        counts = count_people(connection, pack.fingerprint, query.trees, query.meaning, most=most)
    return Stats(query, counts, gazetteer_version())
