"""Keep the heap of a process that stays open small.

glibc, the C library of most Linux systems, has a heap for each thread. It keeps freed memory there for later, up to
64 MB in each heap, and large arrays leave gaps there that nothing else fits into. Other systems give memory back by
themselves, and nothing is done there.
"""

import ctypes
import sys
from typing import Any

# Parameters of mallopt(3), and their values. All threads share two heaps: threads of Python rarely allocate at the same
# time. Arrays of 1 MB and more are outside the heaps, so that freeing them gives their memory back. This saves 70 MB
# for 200,000 faces. From 256 KB on, it would save 10 MB more, but lists of faces would take half as long again.
_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD, _M_ARENA_MAX = -1, -3, -8
_SETTINGS = {_M_ARENA_MAX: 2, _M_MMAP_THRESHOLD: 1 << 20, _M_TRIM_THRESHOLD: 4 << 20}


def keep_heap_small() -> None:
    """From now on, give freed memory back to the system early. Call this before other threads start."""
    mallopt = _function("mallopt")
    if mallopt is not None:
        for parameter, value in _SETTINGS.items():
            mallopt(parameter, value)


def give_back_memory() -> None:
    """Give all memory that was freed back to the system. This takes milliseconds, in which other threads run."""
    malloc_trim = _function("malloc_trim")
    if malloc_trim is not None:
        malloc_trim(0)


def _function(name: str) -> Any:
    """A function of the C library; None if this system has another library, which lacks the function."""
    return getattr(ctypes.CDLL(None), name, None) if sys.platform == "linux" else None
