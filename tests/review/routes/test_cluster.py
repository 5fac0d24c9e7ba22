"""The page of one cluster."""

from tests.library import Library
from tests.pages import Visitor


def test_all_faces_of_the_cluster_can_be_ticked(visitor: Visitor, scanned: Library) -> None:
    text = visitor.text(f"/cluster/{scanned.cluster_with(4)}")
    assert text.count('role="option"') == 4
    assert "4 faces, 2001 to 2002" in text


def test_faces_are_sorted_by_date(visitor: Visitor, scanned: Library) -> None:
    text = visitor.text(f"/cluster/{scanned.cluster_with(3)}?sort=date")
    dates = [
        text.index(f"Face {number}, {day}") for number, day in ((1, "2001-02-01"), (2, "2002-01-01"), (3, "2003-12-31"))
    ]
    assert dates == sorted(dates)


def test_the_page_after_the_last_one_is_empty(visitor: Visitor, scanned: Library) -> None:
    text = visitor.text(f"/cluster/{scanned.cluster_with(4)}?page=2")
    assert "role=" not in text


def test_an_invalid_page_number_means_the_first_page(visitor: Visitor, scanned: Library) -> None:
    cluster = scanned.cluster_with(4)
    for number in ("x", "-1", "0", "9" * 30, "\N{SUPERSCRIPT TWO}"):
        assert visitor.text(f"/cluster/{cluster}?page={number}") == visitor.text(f"/cluster/{cluster}")


def test_a_cluster_that_does_not_exist_is_reported(visitor: Visitor) -> None:
    assert "There is no cluster 999." in visitor.text("/cluster/999", status=404)


def test_a_cluster_that_cannot_be_divided_is_reported(visitor: Visitor, scanned: Library) -> None:
    answer = visitor.json(f"/api/parts?cluster={scanned.cluster_with(4)}", status=400)
    assert answer["error"].endswith("cannot be divided: it has 4 faces.")


def test_parts_of_no_cluster_are_refused(visitor: Visitor) -> None:
    for query in ("", "?cluster=", "?cluster=x", "?cluster=1,2", "?cluster=1&cluster=2"):
        assert visitor.json(f"/api/parts{query}", status=400)["kind"] == "usage"
