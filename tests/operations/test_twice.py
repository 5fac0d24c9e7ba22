"""One person appears twice in a photo."""

import pytest

from photoindex.domain.targets import Target
from photoindex.errors import OvertakenError, UsageError
from photoindex.operations.check_people import SeveralTimes, check_people
from photoindex.operations.label import label
from photoindex.operations.log import log
from photoindex.operations.sitting import Sitting, WarmIndex
from photoindex.operations.twice import same_twice
from tests.library import Library, face


def test_a_person_may_appear_twice_in_a_photo_only_if_the_user_said_so(scanned: Library) -> None:
    scanned.draw("mirror.jpg", "red", "red")
    scanned.scan()
    for place in (0, 1):
        label(scanned.index, face(scanned, "mirror.jpg", place), "Grandma")
    assert [doubt.why for doubt in check_people(scanned.index)] == [SeveralTimes(2)] * 2
    same_twice(scanned.index, scanned.folder / "mirror.jpg")
    assert check_people(scanned.index) == []
    with pytest.raises(UsageError, match="different photos"):
        same_twice(scanned.index, Target("face", ids=face(scanned, "mirror.jpg").ids + face(scanned, "2003/f.jpg").ids))
    with pytest.raises(UsageError, match="two faces"):
        same_twice(scanned.index, scanned.folder / "2003/f.jpg")


def test_faces_that_have_changed_since_they_were_shown_are_not_said_to_be_twice(scanned: Library) -> None:
    scanned.draw("mirror.jpg", "red", "red")
    scanned.scan()
    both = Target("face", ids=face(scanned, "mirror.jpg", 0).ids + face(scanned, "mirror.jpg", 1).ids)
    seen = Sitting(WarmIndex(scanned.index.path)).seen(both.ids)
    label(scanned.index, face(scanned, "mirror.jpg"), "Grandma")
    for target in (both, scanned.folder / "mirror.jpg"):
        with pytest.raises(OvertakenError):
            same_twice(scanned.index, target, seen=seen)
    assert len(log(scanned.index)) == 1
