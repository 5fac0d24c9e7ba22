"""Choose the best photos of many: spread over the years, and without near-duplicates."""

import heapq
import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

from photoindex.errors import PhotoError
from photoindex.export.likeness import Likeness

Verdict = Literal["chosen", "near-duplicate", "others-are-better", "cannot-be-opened"]

_MOMENT = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A photo to choose or leave out. `appeal` is 0 to 1. `exact` says that the time is known to the minute. Without a
    date, the folder stands for the year. A photo that is not `present` cannot be chosen.
    """

    path: Path
    appeal: float
    taken_at: datetime | None = None
    exact: bool = True
    present: bool = True

    @property
    def year(self) -> str:
        return str(self.taken_at.year) if self.taken_at else f"undated {self.path.parent}"

    @property
    def occasion(self) -> str:
        return f"{self.taken_at:%Y-%m-%d}" if self.taken_at else str(self.path.parent)


@dataclass(frozen=True, slots=True)
class Judged:
    """What became of a candidate. `like` is the chosen photo that a near-duplicate resembles."""

    candidate: Candidate
    verdict: Verdict
    like: Candidate | None = None


@dataclass(slots=True)
class _Chosen:
    """The photos chosen so far, and how many of them are of each year and of each occasion."""

    photos: list[tuple[Candidate, Likeness]] = field(default_factory=list)
    years: Counter[str] = field(default_factory=Counter)
    occasions: Counter[str] = field(default_factory=Counter)

    def gain(self, candidate: Candidate) -> float:
        """How much a photo adds: every photo of a year that is chosen makes the next one of this year count less, as
        D'Hondt's method shares seats between parties; photos of one day even more so.
        """
        return candidate.appeal / (1 + self.years[candidate.year]) / math.sqrt(1 + self.occasions[candidate.occasion])

    def like(self, candidate: Candidate, own: Likeness) -> Candidate | None:
        """The chosen photo that this one resembles."""
        pairs = (
            (other, own.resembles(look, same_moment=_same_moment(candidate, other))) for other, look in self.photos
        )
        return next((other for other, resembles in pairs if resembles), None)

    def add(self, candidate: Candidate, own: Likeness) -> None:
        self.photos.append((candidate, own))
        self.years[candidate.year] += 1
        self.occasions[candidate.occasion] += 1


def choose(candidates: Sequence[Candidate], number: int, likeness_of: Callable[[Path], Likeness]) -> list[Judged]:
    """Judge all candidates; at most `number` of them are chosen. The order stays.

    Only photos that come into question are decoded: `likeness_of` is called about twice as often as photos are chosen,
    and a photo for which it raises PhotoError is left out.
    """
    verdicts: dict[int, Judged] = {}
    chosen = _Chosen()
    # Gains only shrink, so the first entry that is still correct is the best one (M. Minoux, "Accelerated greedy
    # algorithms", 1978). Of equal photos, the first one comes first.
    heap = [(-candidate.appeal, at) for at, candidate in enumerate(candidates)]
    heapq.heapify(heap)
    while heap and len(chosen.photos) < number:
        noted, at = heap[0]
        gain = chosen.gain(candidates[at])
        if gain < -noted:
            heapq.heapreplace(heap, (-gain, at))
            continue
        heapq.heappop(heap)
        verdicts[at] = _judge(candidates[at], chosen, likeness_of)
    return [verdicts.get(at) or Judged(candidate, "others-are-better") for at, candidate in enumerate(candidates)]


def _judge(candidate: Candidate, chosen: _Chosen, likeness_of: Callable[[Path], Likeness]) -> Judged:
    if not candidate.present:
        return Judged(candidate, "cannot-be-opened")
    try:
        own = likeness_of(candidate.path)
    except PhotoError:
        return Judged(candidate, "cannot-be-opened")
    like = chosen.like(candidate, own)
    if like is not None:
        return Judged(candidate, "near-duplicate", like)
    chosen.add(candidate, own)
    return Judged(candidate, "chosen")


def _same_moment(one: Candidate, other: Candidate) -> bool:
    """Whether both were taken within a minute, as bursts are."""
    if one.taken_at is None or other.taken_at is None or not (one.exact and other.exact):
        return False
    return abs(one.taken_at - other.taken_at) <= _MOMENT
