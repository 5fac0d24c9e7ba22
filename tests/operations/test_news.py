"""What happened since the last sitting."""

from photoindex.operations.label import label
from photoindex.operations.news import news
from photoindex.operations.sitting import Sitting
from tests.library import Library, red


def test_nothing_is_news_before_the_first_sitting(scanned: Library) -> None:
    found = news(scanned.index)
    assert (found.sitting, found.photos, found.faces) == (None, 0, 0)


def test_scans_after_the_last_answer_are_news(sitting: Sitting, scanned: Library) -> None:
    label(sitting.index, red(scanned), "Grandma")
    assert news(scanned.index).photos == 0
    scanned.draw("2004/new.jpg", "red", "green")
    scanned.scan()
    found = news(scanned.index)
    assert found.sitting is not None
    assert (found.sitting.answers, found.sitting.faces) == (1, 4)
    assert (found.photos, found.faces) == (1, 2)
