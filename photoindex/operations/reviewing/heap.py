"""Keep the heap of a process that stays open small.

glibc, the C library of most Linux systems, has a heap for each thread, and keeps up to 64 MB of freed memory in each
heap for later. Other systems give memory back by themselves, and nothing is done there.
"""

import ctypes
import sys
from typing import Any

# M_ARENA_MAX of mallopt(3).
_MOST_HEAPS = -8
_HEAPS = 2


def use_few_heaps() -> None:
    """Let all threads that start from now on share two heaps. Threads of Python rarely allocate at the same time."""
    mallopt = _function("mallopt")
    if mallopt is not None:
        mallopt(_MOST_HEAPS, _HEAPS)


def give_back_memory() -> None:
    """Give memory that was freed back to the system. This takes milliseconds, in which other threads run."""
    malloc_trim = _function("malloc_trim")
    if malloc_trim is not None:
        malloc_trim(0)


def _function(name: str) -> Any:
    """A function of the C library; None if this system has another library, which lacks the function."""
    return getattr(ctypes.CDLL(None), name, None) if sys.platform == "linux" else None
