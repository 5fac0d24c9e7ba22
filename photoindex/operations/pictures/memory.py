"""Keep thumbnails in memory while they cannot be kept in their file."""

import threading
from collections import OrderedDict
from collections.abc import Mapping

from photoindex.domain.thumbnail import ThumbnailKey

# Enough for 8,000 thumbnails.
_MOST_BYTES = 48_000_000


class MemoryThumbnails:
    """The thumbnails that were added last, up to 48 MB of them. Several threads may use it at once."""

    def __init__(self, most_bytes: int = _MOST_BYTES) -> None:
        self._most_bytes = most_bytes
        self._bytes = 0
        self._kept: OrderedDict[ThumbnailKey, bytes] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: ThumbnailKey) -> bytes | None:
        with self._lock:
            return self._kept.get(key)

    def put(self, thumbnails: Mapping[ThumbnailKey, bytes]) -> None:
        with self._lock:
            for key, image in thumbnails.items():
                self._bytes += len(image) - len(self._kept.pop(key, b""))
                self._kept[key] = image
            while self._bytes > self._most_bytes:
                _, oldest = self._kept.popitem(last=False)
                self._bytes -= len(oldest)
