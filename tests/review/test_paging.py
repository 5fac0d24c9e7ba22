"""Long lists are divided into pages."""

from photoindex.review.paging import Paging


def test_pages_count_from_one_and_the_last_may_be_short() -> None:
    paging = Paging(3, 450)
    assert (paging.pages, paging.skip, paging.first, paging.last) == (3, 400, 401, 450)


def test_an_empty_list_has_one_empty_page() -> None:
    paging = Paging(1, 0)
    assert (paging.pages, paging.first, paging.last) == (1, 0, 0)
