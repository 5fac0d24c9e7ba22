"""Link the groups of faces in each photo with the names that the photo carries."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

# What programs do, as probabilities: somebody in a photo is named there; a name is wrong; the face of somebody who is
# named was not found. Their exact values matter little: in benchmarks/takeout_names.py, 0.6 to 0.9 for the first, and
# half or twice the others, change the share of right proposals by less than 2 %.
NAMED, _WRONG, _MISSED = 0.8, 0.1, 0.1

# A photo with more pairs of a name and a group says nothing about any of them.
_MOST_PAIRS = 400


@dataclass(frozen=True, slots=True, eq=False)
class Links:
    """The possible names of groups, as a graph. Photos, claims, groups and names are numbered from 0.

    - A *pair* (e,) is a group and a name that share photos, by ascending group: `pair_group`, `pair_name`, the number
      of `photos` that they share, and `prior`, the logarithm of the share of the name. `starts` is the first pair of
      each group that has one.
    - A *spot* (s,) is a group in a photo that carries names: `spot_group` and `spot_photo`.
    - A *link* (t,) is a pair at a spot: `link_pair` and `link_spot`, and the claim that makes it, `link_claim`.
    - A *claim* (c,) is a name of a photo: `claim_photo`. `groups_there` counts the groups in the photo. `stray` is the
      probability that the photo carries the name although nobody there has it. `meant` is added to it for each named
      group there whose own name the photo does not carry: the name may have been meant for that group.
    - `seen` (g,) counts the spots of each group.
    """

    pair_group: NDArray[np.int64]
    pair_name: NDArray[np.int64]
    photos: NDArray[np.int64]
    prior: NDArray[np.float64]
    starts: NDArray[np.int64]
    spot_group: NDArray[np.int64]
    spot_photo: NDArray[np.int64]
    link_pair: NDArray[np.int64]
    link_spot: NDArray[np.int64]
    link_claim: NDArray[np.int64]
    claim_photo: NDArray[np.int64]
    groups_there: NDArray[np.int64]
    stray: NDArray[np.float64]
    meant: NDArray[np.float64]
    seen: NDArray[np.int64]


def links_between(
    face_photo: NDArray[np.int64],
    face_group: NDArray[np.int64],
    claim_photo: NDArray[np.int64],
    claim_name: NDArray[np.int64],
    groups: int,
) -> Links:
    """Link faces and claims that are in the same photos; the arguments are those of `solve`."""
    photos, photo, names_there = np.unique(claim_photo, return_inverse=True, return_counts=True)
    here = np.isin(face_photo, photos)
    spots = np.unique(np.stack([np.searchsorted(photos, face_photo[here]), face_group[here]]), axis=1)
    first, last = (np.searchsorted(spots[0], photo, side=side) for side in ("left", "right"))
    count = np.where((last - first) * names_there[photo] <= _MOST_PAIRS, last - first, 0)
    claim = np.repeat(np.arange(len(photo)), count)
    spot = np.arange(len(claim)) - np.repeat(np.cumsum(count) - count, count) + first[claim]
    names = int(claim_name.max(initial=0)) + 1
    share = (np.bincount(claim_name, minlength=names) / max(len(claim_name), 1) + 1 / names) / 2
    keys, pair, together = np.unique(
        spots[1][spot] * names + claim_name[claim], return_inverse=True, return_counts=True
    )
    group, name = np.divmod(keys, names)
    return Links(
        pair_group=group, pair_name=name, photos=together, prior=np.log(share[name]),
        starts=np.flatnonzero(np.diff(group, prepend=-1)),
        spot_group=spots[1], spot_photo=spots[0],
        link_pair=pair, link_spot=spot, link_claim=claim,
        claim_photo=photo, groups_there=last - first,
        stray=(_WRONG + _MISSED) * names_there[photo] * share[claim_name],
        meant=_WRONG / (1 - NAMED) * share[claim_name],
        seen=np.bincount(spots[1], minlength=groups),
    )  # fmt: skip
