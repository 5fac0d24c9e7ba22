"""Name the numbers that stand for a missing id in arrays of ids.

Each name has a number of its own, different also from the numbers in `people/parties.py` (-2 and -3), so a comparison
with the wrong name matches nothing.
"""

from typing import Final, NewType

ClusterId = NewType("ClusterId", int)
"""A cluster by its id or label, or `NO_CLUSTER`."""

NO_CLUSTER: Final = ClusterId(-1)
"""The cluster of a face that is in no cluster."""

NO_PERSON: Final = -4
"""The person of a face that is ignored or belongs to nobody."""

NO_FACE: Final = -5
"""The face of a reference that matches no face in the index."""
