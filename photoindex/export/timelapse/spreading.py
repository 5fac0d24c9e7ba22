"""Divide the faces of a person into periods of equal length."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import groupby

from photoindex.domain.photo import TakenPrecision
from photoindex.export.timelapse.records import TimelapseFace

_DAY = timedelta(days=1)
_LENGTHS: dict[TakenPrecision, timedelta] = {"year": timedelta(days=365), "month": timedelta(days=30)}


def periods_of(faces: Sequence[TimelapseFace], number: int) -> list[list[TimelapseFace]]:
    """The faces of at most `number` periods, in the order of time, each with its best face first.

    All periods have the same length: the shortest one with which no more than `number` of them have faces, but at
    least a day. Faces whose photos have no date are left out.
    """
    dated = _placed(faces)
    if not dated:
        return []
    first = dated[0][0]
    span = dated[-1][0] - first + _DAY
    low, high = 1, max(1, span // _DAY)
    while low < high:
        middle = (low + high + 1) // 2
        if len(_divided(dated, first, span / middle)) <= number:
            low = middle
        else:
            high = middle - 1
    return _divided(dated, first, span / low)


def _divided(
    dated: Sequence[tuple[datetime, TimelapseFace]], first: datetime, length: timedelta
) -> list[list[TimelapseFace]]:
    groups = groupby(dated, lambda item: (item[0] - first) // length)
    return [sorted((face for _, face in group), key=lambda face: -face.worth) for _, group in groups]


def _placed(faces: Sequence[TimelapseFace]) -> list[tuple[datetime, TimelapseFace]]:
    """The faces with their moments, sorted. Of photos of which only the year or month is known, each gets a moment of
    its own within it, by the order of the files, because they were hardly all taken on the first day.
    """
    placed: list[tuple[datetime, TimelapseFace]] = []
    dated = [(face.photo.taken_at, face) for face in faces if face.photo.taken_at is not None]
    dated.sort(key=lambda item: (item[0], item[1].photo.taken_precision, str(item[1].photo.path)))
    for (moment, precision), group in groupby(dated, lambda item: (item[0], item[1].photo.taken_precision)):
        same = [face for _, face in group]
        length = _LENGTHS.get(precision, timedelta())
        placed += [(moment + length * ((at + 0.5) / len(same)), face) for at, face in enumerate(same)]
    return sorted(placed, key=lambda item: item[0])
