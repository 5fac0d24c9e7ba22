"""A process that stays open gives memory back to the system when it is freed."""

import platform
import subprocess
import sys

import pytest

from photoindex.operations.reviewing.heap import give_back_memory, keep_heap_small

# Many small things in the heap, of which only the last one stays, so that nothing can be cut off at the end.
FREES_MEMORY = """
import re
from pathlib import Path
from photoindex.operations.reviewing.heap import give_back_memory, keep_heap_small

def resident():
    return int(re.search(r"VmRSS:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) // 1024

keep_heap_small()
things = [bytes(50_000) + bytes(1) for _ in range(2000)]
last, full = things[-1], resident()
del things
give_back_memory()
print(full - resident())
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc keeps freed memory")
def test_freed_memory_is_given_back_to_the_system() -> None:
    done = subprocess.run([sys.executable, "-c", FREES_MEMORY], capture_output=True, text=True, check=True)
    assert int(done.stdout) > 80


def test_nothing_fails_on_any_system() -> None:
    keep_heap_small()
    give_back_memory()
