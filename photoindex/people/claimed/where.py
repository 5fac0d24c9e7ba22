"""Estimate which group of faces is where each claimed name is, from the photos that carry the name.

A name without a box may belong to any face of its photo, to a face that was not found, or to nobody there. All groups
and names are solved together: a group that surely is somebody explains the name in its photos, so that the name says
little about the other faces there. This is iterated from a start in which every face of a photo is equally likely.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

# What programs do, as probabilities: somebody in a photo is named there; a name is wrong; the face of somebody who is
# named was not found. Their exact values matter little: in benchmarks/takeout_names.py, 0.6 to 0.9 for the first, and
# half or twice the others, change the share of right proposals by less than 2 %.
_NAMED, _WRONG, _MISSED = 0.8, 0.1, 0.1

_ROUNDS = 20
_STEP = 0.5

# A photo with more pairs of a name and a group says nothing about any of them.
_MOST_PAIRS = 1000

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
    links = _links(face_photo, face_group, claim_photo, claim_name, len(known))
    if len(links.group) == 0:
        return Where(links.group, links.name, links.photos, np.empty(0), np.empty(0))
    is_known = known[links.group] >= 0
    fixed = (known[links.group] == links.name).astype(np.float64)
    chance = np.where(is_known, fixed, np.bincount(links.pair, links.share[links.claim]) / links.seen[links.group])
    for _ in range(_ROUNDS):
        weight = _weights(links, np.clip(chance, 0, _MOST))
        fresh = _shares(links, weight)
        chance = np.where(is_known, fixed, chance + _STEP * (fresh - chance))
    weight = _weights(links, np.clip(chance, 0, _MOST))
    odds = np.where(is_known, np.where(fixed == 1, np.inf, -np.inf), weight - _best_other(links, weight))
    # Where two groups exclude each other, the last round may overstate both.
    probability = np.where(is_known, fixed, np.minimum(chance, _shares(links, weight)))
    return Where(links.group, links.name, links.photos, probability, odds)


@dataclass(frozen=True, slots=True, eq=False)
class _Links:
    """Pairs (e,) of a group and a name that share a photo, by ascending group; and links (t,), one for each photo that
    such a pair shares.

    `claim` (t,) is the claim of each link and `pair` (t,) its pair. For each claim (c,), `stray` is the probability
    that its photo carries its name although no face there has it, and `share` is one over the number of groups in its
    photo. `seen` (g,) counts the photos of each group that carry any name, `prior` (e,) is the logarithm of the share
    of the name, and `starts` the first pair of each group that has one.
    """

    group: NDArray[np.int64]
    name: NDArray[np.int64]
    photos: NDArray[np.int64]
    claim: NDArray[np.int64]
    pair: NDArray[np.int64]
    stray: NDArray[np.float64]
    share: NDArray[np.float64]
    seen: NDArray[np.int64]
    prior: NDArray[np.float64]
    starts: NDArray[np.int64]


def _links(
    face_photo: NDArray[np.int64],
    face_group: NDArray[np.int64],
    claim_photo: NDArray[np.int64],
    claim_name: NDArray[np.int64],
    groups: int,
) -> _Links:
    here = np.isin(face_photo, claim_photo)
    photo, group = np.unique(np.stack([face_photo[here], face_group[here]]), axis=1)
    first, last = (np.searchsorted(photo, claim_photo, side=side) for side in ("left", "right"))
    _, at, names_there = np.unique(claim_photo, return_inverse=True, return_counts=True)
    beside = names_there[at]
    count = np.where((last - first) * beside <= _MOST_PAIRS, last - first, 0)
    claim = np.repeat(np.arange(len(claim_photo)), count)
    place = np.arange(len(claim)) - np.repeat(np.cumsum(count) - count, count) + first[claim]
    names = int(claim_name.max(initial=-1)) + 1
    keys, pair, photos = np.unique(
        group[place] * max(names, 1) + claim_name[claim], return_inverse=True, return_counts=True
    )
    of_group, of_name = np.divmod(keys, max(names, 1))
    share_of_name = (np.bincount(claim_name, minlength=names) / max(len(claim_name), 1) + 1 / max(names, 1)) / 2
    return _Links(
        group=of_group, name=of_name, photos=photos, claim=claim, pair=pair,
        stray=np.minimum((_WRONG + _MISSED) * beside * share_of_name[claim_name], 0.5),
        share=1 / np.maximum(last - first, 1),
        seen=np.maximum(np.bincount(group, minlength=groups), 1),
        prior=np.log(share_of_name[of_name]),
        starts=np.flatnonzero(np.append(True, of_group[1:] != of_group[:-1])) if len(of_group) else of_group,
    )  # fmt: skip


def _weights(links: _Links, chance: NDArray[np.float64]) -> NDArray[np.float64]:
    """How much likelier it is that a group has a name than that it has none of them, as a logarithm: (e,)."""
    absent = np.log1p(-_NAMED * chance)[links.pair]
    nobody = np.bincount(links.claim, absent, minlength=len(links.stray))
    # That no other group in the photo has the name, and that the photo carries it although this group does not have it.
    nobody_else = np.exp(nobody[links.claim] - absent)
    otherwise = np.clip(1 - (1 - links.stray[links.claim]) * nobody_else, _LEAST, _MOST)
    gained = np.log((_NAMED + (1 - _NAMED) * otherwise) / otherwise)
    # Where another group probably has the name, this one does not: nobody is in a photo twice. As long as both are
    # equally likely, neither rules out the other, since that would make an accident of the order certain.
    taken = np.clip(2 * (1 - nobody_else) / _NAMED - 1, 0, 1)
    gained += taken * (np.log(1 - _NAMED) - gained)
    lost = (links.seen[links.group] - links.photos) * np.log(1 - _NAMED)
    return np.asarray(links.prior + np.bincount(links.pair, gained) + lost, dtype=np.float64)


def _shares(links: _Links, weight: NDArray[np.float64]) -> NDArray[np.float64]:
    """The probability of each pair among the names of its group and none of them: (e,)."""
    sizes = np.diff(np.append(links.starts, len(weight)))
    top = np.maximum(np.maximum.reduceat(weight, links.starts), 0)
    scaled = np.exp(weight - np.repeat(top, sizes))
    whole = np.add.reduceat(scaled, links.starts) + np.exp(-top)
    return np.asarray(scaled / np.repeat(whole, sizes), dtype=np.float64)


def _best_other(links: _Links, weight: NDArray[np.float64]) -> NDArray[np.float64]:
    """The largest weight of another name of the same group, or 0 for none of them, which is larger: (e,)."""
    order = np.lexsort((-weight, links.group))
    sizes = np.diff(np.append(links.starts, len(weight)))
    best = np.repeat(order[links.starts], sizes)
    second = np.full(len(sizes), -np.inf)
    second[sizes > 1] = weight[order[links.starts[sizes > 1] + 1]]
    other = np.where(best == np.arange(len(weight)), np.repeat(second, sizes), weight[best])
    return np.asarray(np.maximum(other, 0), dtype=np.float64)
