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
# If fewer photos of a folder there lie in one folder here, it was sorted into several, and its name decides nothing.
_MOST = 0.9
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
        self._total: Counter[Parts] = Counter()

    def learn(self, there: Parts, copies_here: Sequence[Parts], weight: int) -> None:
        """Note that a photo there is one content here; `copies_here` are its files, with equally long common tails."""
        counted = set()
        for here in copies_here[:_MOST_TARGETS]:
            shared = common_tail(there, here)
            root, target = there[: len(there) - shared], here[: len(here) - shared]
            if not root or (root not in self._votes and len(self._votes) >= _MOST_ROOTS):
                continue
            if root not in counted:
                self._total[root] += weight
                counted.add(root)
            targets = self._votes[root]
            if target in targets or len(targets) < _MOST_TARGETS:
                targets[target] += weight

    def paths_here(self, there: Parts) -> Iterator[tuple[list[Parts], bool]]:
        """The paths that a path there may have here, for the innermost known folder first.

        The second value says whether enough photos speak for this folder to take a path below it for the same photo,
        whatever its date and dimensions are.
        """
        for length in range(len(there) - 1, 0, -1):
            targets = self._votes.get(there[:length])
            if targets:
                fewest = max(_ESTABLISHED, _MOST * self._total[there[:length]])
                known = [target for target, votes in targets.items() if votes >= fewest]
                yield [target + there[length:] for target in known], max(targets.values()) >= _FIRM
