"""Learn which folder here is which folder on another machine, from photos that were found beyond doubt."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from photoindex.interop.path_tails import common_tail

# The weight of a photo that the facts identify, and of one that only its path identifies. One photo of the first kind
# or two of the second establish a folder.
BY_FACTS = 2
BY_PATH = 1
_ESTABLISHED = 2
# This many, and a photo whose date or size differs is the same photo, edited.
_FIRM = 50
# A folder here that one photo in ten or fewer speaks for is a stray copy.
_STRAY = 0.1
# More folders than any library has roots. A hostile list of paths may have one root for each photo.
_MOST_ROOTS = 10_000
_MOST_TARGETS = 8

Parts = tuple[str, ...]


class KnownRoots:
    """Folders of another machine, each with the folders here that hold the same photos.

    "/mnt/nas/photos/2015/a.jpg" there and "/home/ann/Pictures/2015/a.jpg" here say that "/mnt/nas/photos" is
    "/home/ann/Pictures". All paths are given as comparable parts.
    """

    def __init__(self) -> None:
        self._votes: defaultdict[Parts, Counter[Parts]] = defaultdict(Counter)

    def learn(self, there: Parts, copies_here: Sequence[Parts], weight: int) -> None:
        """Note that a photo there is one content here; `copies_here` are its files, with equally long common tails."""
        for here in copies_here[:_MOST_TARGETS]:
            shared = common_tail(there, here)
            root, target = there[: len(there) - shared], here[: len(here) - shared]
            if not root or (root not in self._votes and len(self._votes) >= _MOST_ROOTS):
                continue
            targets = self._votes[root]
            if target in targets or len(targets) < _MOST_TARGETS:
                targets[target] += weight

    def paths_here(self, there: Parts) -> Iterator[tuple[list[Parts], bool]]:
        """The paths that a path there may have here, for the innermost known folder first.

        The second value says whether so many photos speak for this folder that a path below it is the same photo,
        whatever its date and dimensions are.
        """
        for length in range(len(there) - 1, 0, -1):
            targets = self._votes.get(there[:length])
            if targets:
                most = max(targets.values())
                fewest = max(_ESTABLISHED, _STRAY * most)
                rest = there[length:]
                yield [target + rest for target, votes in targets.items() if votes >= fewest], most >= _FIRM
