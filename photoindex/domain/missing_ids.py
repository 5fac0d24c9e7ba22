"""Name the numbers that stand for a missing id in arrays of ids.

Each name has its own number, and none of these numbers is used in `people/parties.py` (-2 and -3). A comparison with
the wrong name therefore matches nothing.
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
