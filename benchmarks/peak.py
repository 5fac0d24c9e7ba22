"""Read the peak memory of a process."""

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import resource


def peak_memory(*, of_children: bool = False) -> float:
    """The peak memory in bytes of this process, or of the largest of its children that have ended; 0 on Windows."""
    try:
        import resource
    except ImportError:
        return 0.0
    return bytes_of(resource.getrusage(resource.RUSAGE_CHILDREN if of_children else resource.RUSAGE_SELF))


def bytes_of(used: "resource.struct_rusage") -> float:
    """The peak memory of a process in bytes."""
    # Linux counts in kilobytes, macOS in bytes.
    return used.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
