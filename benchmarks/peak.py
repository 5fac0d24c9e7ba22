"""The most memory that a process has ever held."""

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import resource


def peak_memory(*, of_children: bool = False) -> float:
    """Bytes that this process, or the largest of its children that have ended, held at most; 0 on Windows."""
    try:
        import resource
    except ImportError:
        return 0.0
    return bytes_of(resource.getrusage(resource.RUSAGE_CHILDREN if of_children else resource.RUSAGE_SELF))


def bytes_of(used: "resource.struct_rusage") -> float:
    """The most that a process held at once."""
    # Linux counts in kilobytes, macOS in bytes.
    return used.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
