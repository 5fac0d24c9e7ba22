"""Two photos compared without an index."""

import pytest

from photoindex.errors import NotFoundError
from photoindex.operations.compare import compare
from tests.fakes import ColourAnalyzer
from tests.library import Library


def test_two_photos_are_compared_without_an_index(library: Library) -> None:
    one, other = library.draw("x.jpg", "red"), library.draw("y.jpg", "red", shade=3)
    same = compare(one, other, library.pack, analyzer=ColourAnalyzer())
    assert same.verdict.same
    assert same.verdict.false_match_rate.high == pytest.approx(1e-5)
    stranger = library.draw("z.jpg", "green", "red")
    by_number = [
        compare(one, stranger, library.pack, faces=(None, number), analyzer=ColourAnalyzer()).verdict.same
        for number in (1, 2)
    ]
    assert by_number == [False, True]
    with pytest.raises(NotFoundError, match="no face"):
        compare(one, library.draw("empty.jpg", "nobody"), library.pack, analyzer=ColourAnalyzer())
