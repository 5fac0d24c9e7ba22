"""The most memory that a process has ever held."""

import sys


def peak_memory(*, of_children: bool = False) -> float:
    """Bytes that this process, or the largest of its children that have ended, held at most; 0 on Windows."""
    try:
        import resource
    except ImportError:
        return 0.0
    who = resource.RUSAGE_CHILDREN if of_children else resource.RUSAGE_SELF
    # Linux counts in kilobytes, macOS in bytes.
    return resource.getrusage(who).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
