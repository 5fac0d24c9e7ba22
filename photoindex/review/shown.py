"""Remember what pages showed, so that an answer to faces that have changed since can be refused."""

from collections import OrderedDict
from threading import Lock

from photoindex.domain.seen import Seen
from photoindex.errors import OvertakenError

# A page holds one state, and nobody has this many pages open.
_MOST = 5000


class Shown:
    """The states of faces that pages showed. A page gets a short text for each, and sends it back with an answer."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._states: OrderedDict[str, Seen] = OrderedDict()

    def remember(self, seen: Seen) -> str:
        """The text for a state."""
        with self._lock:
            self._states[seen.digest] = seen
            self._states.move_to_end(seen.digest)
            while len(self._states) > _MOST:
                self._states.popitem(last=False)
        return seen.digest

    def recall(self, text: str) -> Seen | None:
        """The state for a text; None for an empty text, with which an answer is not checked.

        Raises:
            OvertakenError: the text comes from a page that is older than this server.
        """
        if not text:
            return None
        with self._lock:
            seen = self._states.get(text)
        if seen is None:
            raise OvertakenError("this page is older than the program that it talks to", hint="Reload the page.")
        return seen
