"""Faces that are new, placed among the groups that are there; nothing else moves."""

import numpy as np
from numpy.typing import NDArray

from photoindex.people.clustering.agglomeration import Pairs, dense, join_newcomers
from photoindex.people.clustering.constraints import NOBODY, Constraints
from photoindex.people.clustering.pipeline import CANDIDATES
from photoindex.people.similarity.background import Background
from photoindex.people.similarity.evidence import Expectation, Groups

# A full pass is due when more than this share of the faces were only placed: placing never corrects what was joined
# before. After ten slices the outcome is then within .001 of grouping at once; at .3 within .003, without any further
# full pass within .015. All full passes of a growing library together cost about six times the last one.
_DUE_SHARE = 0.2

# Below so many faces a full pass takes a second, and the first photos of a library say most about it.
_ALWAYS_FULL = 2000

_BLOCK_ROWS = 1024


def full_pass_due(grouped: int, placed: int) -> bool:
    """Whether it pays to group all faces anew, when `grouped` were in the last full pass and `placed` came since."""
    return grouped + placed <= _ALWAYS_FULL or placed > _DUE_SHARE * grouped


def place(
    embeddings: NDArray[np.float32],
    photo: NDArray[np.int64],
    labels: NDArray[np.int64],
    new: NDArray[np.bool_],
    *,
    background: Background,
    expectation: Expectation,
    constraints: Constraints | None = None,
) -> NDArray[np.int64]:
    """Give the new faces to groups: int64 (n,), the labels with those of new faces, and of their partners, filled in.

    `embeddings` is float32 (n, d) of unit length, `photo` and `labels` are int64 (n,), -1 for a face in no group, `new`
    is bool (n,). A new face joins the group or the single face that it most certainly belongs to, within the
    constraints, or makes a group with other new ones; such groups get labels above all others. No face leaves its group
    and no two groups join.
    """
    known = constraints or Constraints.none(len(labels))
    start = dense(np.where(new, NOBODY, labels))
    settled = frozenset(start[~new].tolist())
    root = join_newcomers(
        Groups(start, embeddings, background),
        start,
        photo,
        settled=settled,
        links=_links_of_new(embeddings, new),
        expectation=expectation,
        constraints=known,
    )
    joined = root[start]
    return _with_labels(joined, labels, new)


def _links_of_new(embeddings: NDArray[np.float32], new: NDArray[np.bool_]) -> Pairs:
    """Each new face with the nearest of all faces."""
    places = np.flatnonzero(new)
    count = min(CANDIDATES + 1, len(embeddings))
    nearest = [
        np.argpartition(-(embeddings[places[at : at + _BLOCK_ROWS]] @ embeddings.T), count - 1, axis=1)[:, :count]
        for at in range(0, len(places), _BLOCK_ROWS)
    ]
    others = np.concatenate(nearest).ravel().astype(np.int64) if nearest else np.empty(0, dtype=np.int64)
    return np.repeat(places, count), others


def _with_labels(joined: NDArray[np.int64], labels: NDArray[np.int64], new: NDArray[np.bool_]) -> NDArray[np.int64]:
    """The old label of each joined group, or a fresh one where a group of at least two has none."""
    count = int(joined.max(initial=-1)) + 1
    label_of = np.full(count, NOBODY, dtype=np.int64)
    grouped = ~new & (labels >= 0)
    label_of[joined[grouped]] = labels[grouped]
    size = np.bincount(joined, minlength=count)
    unnamed = np.flatnonzero((label_of == NOBODY) & (size > 1))
    label_of[unnamed] = int(labels.max(initial=-1)) + 1 + np.arange(len(unnamed))
    return label_of[joined]
