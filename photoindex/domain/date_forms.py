"""Write dates in a form that a user typed, such as "%Y-%m": the same on every system, and never more precisely than the
date is known.
"""

import re
from collections.abc import Mapping
from datetime import datetime

from photoindex.domain.photo import TakenPrecision
from photoindex.errors import UsageError

# What each code of strftime needs to know. Codes whose result depends on the machine are left out.
_PRECISIONS: tuple[TakenPrecision, ...] = ("year", "month", "day", "minute", "second")
_CODES: Mapping[str, TakenPrecision] = {
    **dict.fromkeys("YyG", "year"), **dict.fromkeys("mbBh", "month"), **dict.fromkeys("djaAuwUWVFD", "day"),
    **dict.fromkeys("HIMpR", "minute"), **dict.fromkeys("STf", "second"), "%": "year",
}  # fmt: skip
# Windows lacks these codes.
_LONG: Mapping[str, str] = {"F": "%Y-%m-%d", "D": "%m/%d/%y", "R": "%H:%M", "T": "%H:%M:%S", "h": "%b"}
_CODE = re.compile("%(.?)", re.DOTALL)


def check_form(form: str) -> None:
    """Raises UsageError if the form has a code that dates do not have."""
    for code in _CODE.findall(form):
        if code not in _CODES:
            raise UsageError(
                f"there is no code %{code} for dates",
                hint="Year %Y, month %m or %B, day %d, hour %H, minute %M, second %S; %% is a percent sign.",
            )


def is_known(form: str, known: TakenPrecision) -> bool:
    """Whether a date that is known as precisely as `known` can be written in this form."""
    needed = max((_PRECISIONS.index(_CODES[code]) for code in _CODE.findall(form)), default=0)
    return needed <= _PRECISIONS.index(known)


def in_form(moment: datetime, form: str) -> str:
    """The moment in a form that `check_form` accepts."""
    return moment.strftime(_CODE.sub(lambda match: _LONG.get(match[1], match[0]), form))
