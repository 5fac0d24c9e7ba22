"""No cell of a CSV is a formula, and texts can be read back as they were."""

import csv
import io
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from photoindex.domain.csv_text import csv_text, guarded, unguarded

FORMULAS = ["=1+1", "+A1", "-2+3", "@SUM(A1)", "\tx", "\r=1", "\n=1", "-", "=", "\uff1d1", "\uff0b1", "+1e", "--5"]


@pytest.mark.parametrize("text", FORMULAS)
def test_a_text_that_a_spreadsheet_would_run_gets_an_apostrophe(text: str) -> None:
    assert guarded(text) == f"'{text}"


@pytest.mark.parametrize(
    "text", ["", "plain", "a=b", "-5", "+5", "-0.25", "-1e-07", "2001-05-01", 'A "B", C', "\u0141ucja"]
)
def test_numbers_and_other_texts_stay_as_they_are(text: str) -> None:
    assert guarded(text) == text


@given(st.text(st.sampled_from("'=+-@\t\r\n1.e \uff1d")) | st.text())
def test_every_text_is_read_back_as_it_was(text: str) -> None:
    assert unguarded(guarded(text)) == text


def test_rows_are_lines_in_which_numbers_are_numbers() -> None:
    rows = [("name", "=x"), (-5, -0.5), (Decimal("-1.50"), None), (True, "=1+1"), ("two\nlines", "")]
    text = csv_text(rows)
    assert text == "name,'=x\r\n-5,-0.5\r\n-1.50,\r\nTrue,'=1+1\r\n\"two\nlines\",\r\n"
    assert len(list(csv.reader(io.StringIO(text, newline="")))) == 5
