"""Say why a face may not show the person it is assigned to."""

from typing import TYPE_CHECKING

from photoindex.operations.check_people import LooksUnlike, OutsideLife, SeveralTimes

if TYPE_CHECKING:
    from photoindex.operations.check_people import Why


def in_words(why: "Why") -> str:
    """The reason against the name of a face."""
    match why:
        case LooksUnlike(similarity, usual):
            return f"looks unlike the others (similarity {similarity:.2f}, usual {usual:.2f})"
        case OutsideLife():
            return "the photo was taken before the birth or after the death"
        case SeveralTimes(times):
            return f"is in this photo {times} times"
