"""Read the fields of a decision line one by one, and report exactly which field is invalid."""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple, get_args

from photoindex.domain.dates import start_of
from photoindex.domain.geometry import Box
from photoindex.domain.names import clean_name, clean_search_name
from photoindex.domain.people import DecisionKind, FaceRef, SplitBy
from photoindex.errors import UsageError
from photoindex.query.line import LONGEST

OTHER = ":other"
"""The ending of the key of the second person in a decision."""

_KINDS: tuple[DecisionKind, ...] = get_args(DecisionKind)
_SPLIT_BY: tuple[SplitBy, ...] = get_args(SplitBy)
# A uid has 36 characters. A name or a reason can be as long as a command line.
_LONGEST_KEY = 200
_LONGEST_TEXT = 4 * 1024**2


def read_field(name: str, values: Mapping[str, Any]) -> Any:
    """Read the value of a field with its reader from `FIELDS`.

    Raises:
        ValueError: the value is missing or invalid; the message names the field.
    """
    try:
        return FIELDS[name](_Given(name, values.get(name)))
    except _FieldError as error:
        raise ValueError(in_field(error.field, error.why)) from error


def in_field(field: str, why: str) -> str:
    """A message that says which field is invalid."""
    return f"{why} (field {field})"


class _FieldError(Exception):
    def __init__(self, field: str, why: str) -> None:
        super().__init__(field, why)
        self.field = field
        self.why = why


class _Given(NamedTuple):
    """A value from a line, and the field that holds it."""

    field: str
    value: Any

    def wrong(self, why: str) -> _FieldError:
        return _FieldError(self.field, why)

    def items(self) -> Iterator["_Given"]:
        if not isinstance(self.value, list):
            raise self.wrong(f"{self.field} is not a list")
        return (_Given(f"{self.field}[{number}]", item) for number, item in enumerate(self.value))


def _text(given: _Given, longest: int = _LONGEST_TEXT) -> str:
    if not isinstance(given.value, str):
        raise given.wrong(f"{given.field} is missing or not text")
    if len(given.value) > longest:
        raise given.wrong(f"text of {len(given.value):,} characters")
    if "\0" in given.value:
        raise given.wrong("text with a zero byte")
    return given.value


def _key(given: _Given) -> str:
    text = _text(given, _LONGEST_KEY)
    if not text:
        raise given.wrong(f"{given.field} is missing or not text")
    if not text.isprintable():
        raise given.wrong(f"{given.field} contains control characters")
    return text


def _uid(given: _Given) -> str:
    uid = _key(given)
    if uid.endswith(OTHER):
        raise given.wrong(f"{uid!r} is the key of a person")
    return uid


def _name(given: _Given) -> str:
    try:
        return clean_name(_text(given))
    except UsageError as error:
        raise given.wrong(error.message) from error


def _kind(given: _Given) -> DecisionKind:
    text = _text(given)
    for kind in _KINDS:
        if kind == text:
            return kind
    raise given.wrong(f"a kind of decision that is not known here: {text[:40]}")


def _split_by(given: _Given) -> SplitBy:
    text = _text(given, _LONGEST_KEY)
    for known in _SPLIT_BY:
        if known == text:
            return known
    raise given.wrong(f"neither hand nor machine: {text[:40]}")


def _moment(given: _Given) -> datetime:
    text = _text(given, _LONGEST_KEY)
    try:
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is None:
            raise given.wrong(f"{text!r} is a time without a zone; UTC ends in Z")
        return moment.astimezone(UTC).replace(tzinfo=None)
    except (ValueError, OverflowError) as error:
        raise given.wrong(f"{text!r} is not a time") from error


def _day(given: _Given) -> str:
    text = _text(given, _LONGEST_KEY)
    try:
        start_of(text)
    except UsageError as error:
        raise given.wrong(error.message) from error
    return text


def _flag(given: _Given) -> bool:
    if not isinstance(given.value, bool):
        raise given.wrong(f"{given.field} is neither true nor false")
    return given.value


def _programs(given: _Given) -> tuple[str, ...]:
    return tuple(_key(item) for item in given.items())


def _search(given: _Given) -> str:
    try:
        return clean_search_name(_text(given))
    except UsageError as error:
        raise given.wrong(error.message) from error


def _query(given: _Given) -> str:
    return _text(given, LONGEST)


def _people(given: _Given) -> tuple[tuple[str, str], ...]:
    """The names and keys of people in a query."""
    return tuple(_named(item) for item in given.items())


def _named(given: _Given) -> tuple[str, str]:
    value = given.value
    if not isinstance(value, dict) or value.keys() != {"person", "person_key"}:
        raise given.wrong("a person without a name and a key")
    name = _text(_Given(f"{given.field}.person", value["person"]), _LONGEST_KEY * 2)
    return name, _key(_Given(f"{given.field}.person_key", value["person_key"]))


def _refs(given: _Given) -> tuple[FaceRef, ...]:
    return tuple(_ref(item) for item in given.items())


def _groups(given: _Given) -> tuple[tuple[FaceRef, ...], ...]:
    return tuple(_refs(group) for group in given.items())


def _ref(given: _Given) -> FaceRef:
    value = given.value
    numbers = value.get("box") if isinstance(value, dict) else None
    if (
        not isinstance(value, dict)
        or not {"photo", "box"} <= value.keys() <= {"photo", "box", "by"}
        or not isinstance(value["photo"], str)
        or not isinstance(numbers, list)
        or len(numbers) != 4
        or not all(isinstance(number, int | float) and not isinstance(number, bool) for number in numbers)
    ):
        raise given.wrong("a face without its photo and its box of four numbers")
    by = _key(_Given(f"{given.field}.by", value["by"])) if "by" in value else ""
    return FaceRef(value["photo"], Box(*(round(float(number), 5) for number in numbers)), by)


FIELDS: Mapping[str, Callable[[_Given], Any]] = {
    "uid": _uid,
    "at": _moment,
    "kind": _kind,
    "person": _name,
    "person_key": _key,
    "other": _name,
    "other_key": _key,
    "undoes": _key,
    "born": _day,
    "died": _day,
    "as_group": _flag,
    "split_by": _split_by,
    "faces": _refs,
    "others": _groups,
    "batch": _key,
    "programs": _programs,
    "search": _search,
    "query": _query,
    "query_people": _people,
    "why": _text,
}
"""The reader of each field. A reader raises `_FieldError` if the value is missing or invalid."""
