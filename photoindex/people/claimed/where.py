"""Estimate which group of faces is where each claimed name is, from the photos that carry the name.

A name without a box may belong to any face of its photo, to a face that was not found, or to nobody there. All groups
and names are solved together: a group that surely is somebody explains the name in its photos, so that the name says
little about the other faces there. This is iterated from a start in which every face of a photo is equally likely.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from photoindex.people.claimed.links import NAMED, Links, links_between

_ROUNDS = 20
_STEP = 0.5

# Logarithms of probabilities stay finite.
_LEAST, _MOST = 1e-6, 1 - 1e-6


@dataclass(frozen=True, slots=True, eq=False)
class Where:
    """The pairs of a group and a name that share a photo, by ascending group.

    All are arrays (e,): `group` and `name` (int64), `photos` that they share (int64), the `probability` (float64) that
    the group has this name, and the `odds` (float64): how many times likelier this is than the best other possibility,
    another name or none of the claimed names, as a logarithm.
    """

    group: NDArray[np.int64]
    name: NDArray[np.int64]
    photos: NDArray[np.int64]
    probability: NDArray[np.float64]
    odds: NDArray[np.float64]


def solve(
    face_photo: NDArray[np.int64],
    face_group: NDArray[np.int64],
    claim_photo: NDArray[np.int64],
    claim_name: NDArray[np.int64],
    known: NDArray[np.int64],
) -> Where:
    """Solve for the names of all groups.

    Args:
        face_photo: the photo of each face, int64 (f,).
        face_group: the group of each face, int64 (f,), from 0.
        claim_photo: the photo of each claim, int64 (c,).
        claim_name: the name of each claim, int64 (c,), from 0; no pair of a photo and a name twice.
        known: the name of each group, int64 (g,), or -1 if it is not known.
    """
    links = links_between(face_photo, face_group, claim_photo, claim_name, len(known))
    if len(links.pair_group) == 0:
        return Where(links.pair_group, links.pair_name, links.photos, np.empty(0), np.empty(0))
    is_known = known[links.pair_group] >= 0
    fixed = (known[links.pair_group] == links.pair_name).astype(np.float64)
    chance = np.where(
        is_known,
        fixed,
        np.bincount(links.link_pair, 1 / links.groups_there[links.link_claim]) / links.seen[links.pair_group],
    )
    for _ in range(_ROUNDS):
        weight = _weights(links, np.clip(chance, 0, _MOST))
        fresh = _shares(links, weight)
        chance = np.where(is_known, fixed, chance + _STEP * (fresh - chance))
    weight = _weights(links, np.clip(chance, 0, _MOST))
    odds = np.where(is_known, np.where(fixed == 1, np.inf, -np.inf), weight - _best_other(links, weight))
    # Where two groups exclude each other, the last round may overstate both.
    probability = np.where(is_known, fixed, np.minimum(chance, _shares(links, weight)))
    return Where(links.pair_group, links.pair_name, links.photos, probability, odds)


def _weights(links: Links, chance: NDArray[np.float64]) -> NDArray[np.float64]:
    """How much likelier it is that a group has a name than that it has none of them, as a logarithm: (e,)."""
    stray = np.minimum(links.stray + links.meant * _unclaimed(links, chance)[links.claim_photo], 0.5)[links.link_claim]
    absent = np.log1p(-NAMED * chance)[links.link_pair]
    nobody = np.bincount(links.link_claim, absent, minlength=len(links.stray))
    # That no other group in the photo has the name, and that the photo carries it although this group does not have it.
    nobody_else = np.exp(nobody[links.link_claim] - absent)
    otherwise = np.clip(1 - (1 - stray) * nobody_else, _LEAST, _MOST)
    gained = np.log((NAMED + (1 - NAMED) * otherwise) / otherwise)
    # Where another group probably has the name, this one does not: nobody is in a photo twice. As long as both are
    # equally likely, neither rules out the other, since that would make an accident of the order certain.
    taken = np.clip(2 * (1 - nobody_else) / NAMED - 1, 0, 1)
    gained += taken * (np.log(1 - NAMED) - gained)
    lost = (links.seen[links.pair_group] - links.photos) * np.log(1 - NAMED)
    return np.asarray(links.prior + np.bincount(links.link_pair, gained) + lost, dtype=np.float64)


def _unclaimed(links: Links, chance: NDArray[np.float64]) -> NDArray[np.float64]:
    """The number of groups in each photo that have a name which the photo does not carry: (p,)."""
    named = np.bincount(links.pair_group, chance, minlength=len(links.seen))
    here = np.bincount(links.link_spot, chance[links.link_pair], minlength=len(links.spot_group))
    elsewhere = np.maximum(named[links.spot_group] - here, 0)
    count = int(links.claim_photo.max(initial=-1)) + 1
    return np.asarray(np.bincount(links.spot_photo, elsewhere, minlength=count), dtype=np.float64)


def _shares(links: Links, weight: NDArray[np.float64]) -> NDArray[np.float64]:
    """The probability of each pair among the names of its group and none of them: (e,)."""
    sizes = np.diff(np.append(links.starts, len(weight)))
    top = np.maximum(np.maximum.reduceat(weight, links.starts), 0)
    scaled = np.exp(weight - np.repeat(top, sizes))
    whole = np.add.reduceat(scaled, links.starts) + np.exp(-top)
    return np.asarray(scaled / np.repeat(whole, sizes), dtype=np.float64)


def _best_other(links: Links, weight: NDArray[np.float64]) -> NDArray[np.float64]:
    """The largest weight of another name of the same group, or 0 for none of them, which is larger: (e,)."""
    order = np.lexsort((-weight, links.pair_group))
    sizes = np.diff(np.append(links.starts, len(weight)))
    best = np.repeat(order[links.starts], sizes)
    second = np.full(len(sizes), -np.inf)
    second[sizes > 1] = weight[order[links.starts[sizes > 1] + 1]]
    other = np.where(best == np.arange(len(weight)), np.repeat(second, sizes), weight[best])
    return np.asarray(np.maximum(other, 0), dtype=np.float64)
