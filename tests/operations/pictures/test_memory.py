"""Thumbnails that cannot be kept in their file are kept in memory, up to a limit."""

from photoindex.domain.thumbnail import ThumbnailKey
from photoindex.operations.pictures.memory import MemoryThumbnails


def key(number: int) -> ThumbnailKey:
    return ThumbnailKey(bytes([number]))


def test_the_oldest_thumbnails_are_dropped_first() -> None:
    memory = MemoryThumbnails(most_bytes=30)
    for number in (1, 2, 3, 1, 4):
        memory.put({key(number): b"0123456789"})
    assert [number for number in (1, 2, 3, 4) if memory.get(key(number))] == [1, 3, 4]
    memory.put({key(5): bytes(31)})
    assert memory.get(key(5)) is None
    memory.put({key(6): b"x"})
    assert memory.get(key(6)) == b"x"
