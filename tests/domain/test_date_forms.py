"""Dates are written in a form that a user typed."""

from datetime import datetime

import pytest

from photoindex.domain.date_forms import check_form, in_form, is_known
from photoindex.domain.photo import TakenPrecision
from photoindex.errors import UsageError

MOMENT = datetime(2004, 7, 14, 12, 30, 5)


@pytest.mark.parametrize(
    ("form", "written"),
    [
        ("", ""),
        ("%d.%m.%Y", "14.07.2004"),
        ("%F %T", "2004-07-14 12:30:05"),
        ("%D %R", "07/14/04 12:30"),
        ("100%% %%F", "100% %F"),
    ],
)
def test_a_date_is_written_in_the_form(form: str, written: str) -> None:
    check_form(form)
    assert in_form(MOMENT, form) == written


@pytest.mark.parametrize("form", ["%", "%Q", "%-d", "%C", "%s", "%c", "%\n", "%Y%"])
def test_a_code_that_is_not_the_same_on_every_system_is_refused(form: str) -> None:
    with pytest.raises(UsageError) as caught:
        check_form(form)
    assert "%Y" in (caught.value.hint or "")


@pytest.mark.parametrize(
    ("form", "known", "expected"),
    [
        ("%Y", "year", True),
        ("%d.%m.", "year", False),
        ("%d.%m.", "month", False),
        ("%d.%m.", "day", True),
        ("%H:%M", "day", False),
        ("%H:%M", "minute", True),
        ("%T", "minute", False),
        ("", "year", True),
    ],
)
def test_a_form_asks_for_no_more_than_is_known(form: str, known: TakenPrecision, expected: bool) -> None:
    assert is_known(form, known) is expected
