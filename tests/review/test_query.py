"""The line that finds photos is understood, and errors point at the part that is wrong."""

import pytest

from photoindex.domain.people import Person
from photoindex.review.query import QueryError, understand

PEOPLE = [
    Person(1, "Grandma"),
    Person(2, "Tom"),
    Person(3, "Tom Smith"),
    Person(4, "Ben Since"),
    Person(5, "Zoë Ahlén"),
]


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("Grandma", ["Grandma"]),
        ("grandma tom smith", ["Grandma", "Tom Smith"]),
        ("Tom, Grandma", ["Tom", "Grandma"]),
        ("Tom and Gran", ["Tom", "Grandma"]),
        ("zoe", ["Zoë Ahlén"]),
        ('"Ben Since" Tom', ["Ben Since", "Tom"]),
        ("Grandma, ", ["Grandma"]),
        ("  ", []),
    ],
)
def test_names_may_be_partial_and_stand_side_by_side(line: str, names: list[str]) -> None:
    assert list(understand(line, PEOPLE).names) == names


@pytest.mark.parametrize(
    ("line", "since", "until"),
    [
        ("2015", "2015", "2015"),
        ("Tom since 2015", "2015", None),
        ("Tom until 2016-03", None, "2016-03"),
        ("2010 to 2015 Tom", "2010", "2015"),
        ("2010..2015-02-03", "2010", "2015-02-03"),
        ("since 2010 to 2015", "2010", "2015"),
    ],
)
def test_dates_say_since_when_and_until_when(line: str, since: str | None, until: str | None) -> None:
    request = understand(line, PEOPLE)
    assert (request.since, request.until) == (since, until)


@pytest.mark.parametrize(
    ("line", "part", "message"),
    [
        ("Grandma Bob", "Bob", "nobody is called 'Bob'"),
        ("Tom 2015-13", "2015-13", "is not a date"),
        ("Tom since", "since", "a date is missing"),
        ("Tom since ever", "ever", "is not a date"),
    ],
)
def test_errors_point_at_the_part_that_is_wrong(line: str, part: str, message: str) -> None:
    with pytest.raises(QueryError, match=message) as caught:
        understand(line, PEOPLE)
    assert line[caught.value.start : caught.value.end] == part
