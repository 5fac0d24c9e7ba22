"""Define what another program says about a photo: that somebody is in it, and perhaps where."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from photoindex.domain.geometry import Box
from photoindex.domain.names import comparable


@dataclass(frozen=True, slots=True)
class Claim:
    """Another program says that `name` is in a photo. Claims are evidence; they name no face by themselves.

    `content_hash` identifies the photo. `box` is where the face is, in fractions of the upright photo; None if the
    program does not say. `program` is one of `photoindex.interop.regions.Program`, as text. `origin` is the path of the
    file that says so, as text.
    """

    content_hash: str
    box: Box | None
    name: str
    program: str
    origin: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class ClaimedNames:
    """The claims without a box about photos of the index.

    `photo` and `name` are int64 (c,): the id of the photo, and the row of the name in `names`; no pair appears twice.
    Spellings that differ only in case, spacing or the encoding of accents are one name. `programs` holds, for each
    name, the programs that claim it, sorted.
    """

    photo: NDArray[np.int64]
    name: NDArray[np.int64]
    names: tuple[str, ...] = ()
    programs: tuple[tuple[str, ...], ...] = ()


NO_CLAIMS = ClaimedNames(np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64))


def claimed_names(claims: Iterable[Claim], photo_ids: Mapping[str, int]) -> ClaimedNames:
    """Collect the claims without a box. `photo_ids` maps hashes of contents to photos; claims about other photos are
    left out.
    """
    spelling: dict[str, str] = {}
    programs: dict[str, set[str]] = {}
    pairs: dict[tuple[int, str], None] = {}
    for claim in claims:
        photo, key = photo_ids.get(claim.content_hash), comparable(claim.name)
        if claim.box is None and photo is not None and key:
            spelling.setdefault(key, claim.name)
            programs.setdefault(key, set()).add(claim.program)
            pairs[photo, key] = None
    number = {key: at for at, key in enumerate(spelling)}
    return ClaimedNames(
        photo=np.fromiter((photo for photo, _ in pairs), dtype=np.int64, count=len(pairs)),
        name=np.fromiter((number[key] for _, key in pairs), dtype=np.int64, count=len(pairs)),
        names=tuple(spelling.values()),
        programs=tuple(tuple(sorted(programs[key])) for key in spelling),
    )
