"""Multiply many pairs of vectors, and use all cores to work on blocks of rows.

FAISS (Douze et al., "The Faiss library", 2024) is maintained by Meta. It has the MIT licence, and wheels for Linux,
macOS and Windows.
"""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from photoindex.advice.machines import InstallPackage
from photoindex.domain.picked_rows import PickedRows, Vectors
from photoindex.domain.stored_vectors import StoredVectors
from photoindex.errors import MissingLibraryError

Item = TypeVar("Item")
Result = TypeVar("Result")

# Up to this many pairs, numpy is finished before FAISS is even imported. FAISS also needs 32 MB of memory.
_FEW_PAIRS = 1_000_000

# Two blocks of this many rows of 128 numbers fit into the processor's cache. With blocks eight times as large, numpy
# takes four times as long.
_BLOCK_ROWS = 512

# Above 8 threads the work is memory-bound.
_MOST_THREADS = 8


def pair_products(
    one: Vectors, other: NDArray[np.float32], left: NDArray[np.int64], right: NDArray[np.int64]
) -> NDArray[np.float32]:
    """The inner product of row `left[i]` of `one` and row `right[i]` of `other`, for every i: float32 (m,).

    `one` and `other` are float32 (g, d) in C order, `left` and `right` int64 (m,).

    Raises:
        MissingLibraryError: there are many pairs, and faiss is not installed.
    """
    if isinstance(one, PickedRows):
        left, one = one.rows[left], one.array
    if len(left) <= _FEW_PAIRS or isinstance(one, StoredVectors):
        result = np.empty(len(left), dtype=np.float32)
        for start in range(0, len(left), _BLOCK_ROWS):
            block = slice(start, start + _BLOCK_ROWS)
            np.einsum("nd,nd->n", one[left[block]], other[right[block]], out=result[block])
        return result
    faiss = faiss_library()
    left, right = np.ascontiguousarray(left), np.ascontiguousarray(right)
    result = np.empty(len(left), dtype=np.float32)
    # FAISS reads each row in place; gathering the rows first takes longer. Pointers are passed because the function has
    # no wrapper that takes arrays.
    pointers = [faiss.swig_ptr(array) for array in (one, left, other, right, result)]
    faiss.pairwise_indexed_inner_product(one.shape[1], len(left), *pointers)
    return result


def for_blocks(count: int, rows: int, work: Callable[[slice], None]) -> None:
    """Divide `count` rows into blocks of at most `rows` rows, and run the work on every block, several blocks at a
    time.
    """
    on_all_cores(work, [slice(start, min(start + rows, count)) for start in range(0, count, rows)])


def on_all_cores(work: Callable[[Item], Result], items: Sequence[Item]) -> list[Result]:
    """The results of the work on each item, in the order of the items.

    This is faster if the work is done by numpy on large arrays, because numpy then lets other threads run.
    """
    threads = min(len(items), os.cpu_count() or 1, _MOST_THREADS)
    if threads <= 1:
        return [work(item) for item in items]
    # Without the limit, threads of this pool and threads of the matrix product would mostly wait for each other.
    with threadpool_limits(1, "blas"), ThreadPoolExecutor(threads) as pool:
        return list(pool.map(work, items))


def faiss_library() -> Any:
    """Import the faiss module when it is first needed.

    Raises:
        MissingLibraryError: faiss is not installed.
    """
    try:
        import faiss
    except ImportError as error:
        raise MissingLibraryError(
            f"this many faces need the faiss library: {error}",
            advice=InstallPackage("faiss-cpu"),
        ) from error
    return faiss
