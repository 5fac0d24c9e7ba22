"""Decisions as lines of text and back: one JSON object a line, in one order, with keys in one order.

A line says who by a name for the reader and by a key for the machine: the uid of the first decision about that person
(with ":other" where that decision is about two), which is the same on every machine.
"""

import contextlib
import json
import re
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple, get_args

from photoindex.domain.dates import start_of
from photoindex.domain.geometry import Box
from photoindex.domain.names import clean_name
from photoindex.domain.people import Decision, DecisionKind, FaceRef
from photoindex.errors import UsageError
from photoindex.foreign_json import parse_json
from photoindex.store.decisions_file.rules import NEEDS_PERSON

_KINDS: tuple[DecisionKind, ...] = get_args(DecisionKind)
# Ends a line of the decisions file: the checksum of the line without it.
_SEAL = re.compile(r', "check": "([0-9a-f]{8})"\}$')
# No text inside a line can hold this: quotation marks in it would be escaped.
_BEGINS = re.compile(r'(?=\{"uid": ")')
_UID = re.compile(r'\{"uid": "([^"\\]+)"')
_OTHER = ":other"
# Uids are 36 characters long; what is typed is as long as a command line can be.
_LONGEST_KEY = 200
_LONGEST_TEXT = 4 * 1024**2


@dataclass(frozen=True, slots=True)
class Line:
    """A decision as the file has it. Its ids mean nothing here: `person`, `other` and `undoes` are uids."""

    decision: Decision
    person: str | None
    other: str | None
    undoes: str | None


def person_keys(decisions: Iterable[Decision]) -> dict[int, str]:
    """Person id -> the uid of the first decision about them."""
    keys: dict[int, str] = {}
    for decision in decisions:
        for key, person_id in keys_in(decision).items():
            keys.setdefault(person_id, key)
    return keys


def keys_in(decision: Decision) -> dict[str, int]:
    """The keys that the people of this decision have if it is the first about them, and their ids."""
    ids = {decision.uid: decision.person_id, f"{decision.uid}{_OTHER}": decision.other_id}
    return {key: person_id for key, person_id in ids.items() if person_id is not None}


def to_line(decision: Decision, keys: Mapping[int, str], uids: Mapping[int, str]) -> str:
    """One line without its end. `keys` is what `person_keys` gave, `uids` the uid of each decision by its number."""
    values: dict[str, Any] = {
        "uid": decision.uid,
        "at": decision.at.isoformat(timespec="microseconds") + "Z",
        "kind": decision.kind,
    }
    if decision.person_id is not None:
        values |= {"person": decision.person_name, "person_key": keys[decision.person_id]}
    if decision.other_id is not None:
        values |= {"other": decision.other_name, "other_key": keys[decision.other_id]}
    if decision.target is not None:
        values["undoes"] = uids.get(decision.target, "")
    values |= {key: value for key, value in (("born", decision.born), ("died", decision.died)) if value}
    if decision.as_group:
        values["as_group"] = True
    if decision.faces:
        values["faces"] = [_face(ref) for ref in decision.faces]
    if decision.others:
        values["others"] = [[_face(ref) for ref in group] for group in decision.others]
    values["why"] = decision.source
    return json.dumps(values, ensure_ascii=False)


def sealed(line: str) -> str:
    """A line with a checksum, which `from_line` verifies."""
    return f'{line[:-1]}, "check": "{_checksum(line)}"}}'


def apart(text: str) -> list[str]:
    """The lines in a text, also where the end of one was lost or torn off."""
    return [line for row in text.split("\n") for piece in _BEGINS.split(row) if (line := piece.strip())]


def _unsealed(text: str) -> str:
    text = text.strip()
    seal = _SEAL.search(text)
    if seal is None:
        return text
    line = text[: seal.start()] + "}"
    if _checksum(line) != seal.group(1):
        raise ValueError("it does not match its checksum")
    return line


def uid_of_sealed(text: str) -> str | None:
    """The uid of a line whose checksum proves that it is whole, without reading the rest; None without a checksum.

    A decision about 50,000 faces takes a second to read, and its checksum a few milliseconds.
    """
    with contextlib.suppress(ValueError):
        begin = _UID.match(line := _unsealed(text))
        return begin[1] if begin and line != text.strip() else None
    return None


def _checksum(line: str) -> str:
    return f"{zlib.crc32(line.encode('utf-8', errors='surrogatepass')):08x}"


def from_line(text: str) -> Line:
    """The decision that a line holds; its `seq`, `person_id` and `other_id` are still to be given.

    Only its form is checked here, for the rest see `decision_rules.faults`.

    Raises:
        ValueError: the line is damaged; the message says how, and in which field.
    """
    values = parse_json(_unsealed(text))
    try:
        # Halves of characters can be written as escapes, but not be stored.
        json.dumps(values, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError as error:
        raise ValueError("text that is not Unicode") from error
    if not isinstance(values, dict):
        raise ValueError("not a JSON object")
    read = {name: _read(name, values) for name in _FIELDS if name in values}
    kind: DecisionKind = _read("kind", values)
    _check_people(kind, values)
    if (kind == "undo") != ("undoes" in values):
        raise ValueError("an undo that does not say what it undoes" if kind == "undo" else _in("undoes", "not an undo"))
    unknown = sorted(values.keys() - _FIELDS.keys())
    if unknown:
        raise ValueError(_in(unknown[0][:40], "a field that is not known here"))
    decision = Decision(
        seq=0,
        at=_read("at", values),
        kind=kind,
        person_name=read.get("person", ""),
        other_name=read.get("other", ""),
        faces=read.get("faces", ()),
        others=read.get("others", ()),
        source=read.get("why", ""),
        uid=_read("uid", values),
        as_group=read.get("as_group", False),
        born=read.get("born"),
        died=read.get("died"),
    )
    if decision.uid == values.get("undoes"):
        raise ValueError(_in("undoes", "an undo of itself"))
    return Line(decision, values.get("person_key"), values.get("other_key"), values.get("undoes"))


def _read(name: str, values: Mapping[str, Any]) -> Any:
    """The value of a field as its row in `_FIELDS` reads it."""
    try:
        return _FIELDS[name](_Given(name, values.get(name)))
    except _FieldError as error:
        raise ValueError(_in(error.field, error.why)) from error


def _in(field: str, why: str) -> str:
    return f"{why} (field {field})"


class _FieldError(Exception):
    def __init__(self, field: str, why: str) -> None:
        super().__init__(field, why)
        self.field = field
        self.why = why


class _Given(NamedTuple):
    """A value that a line gives, and where."""

    field: str
    value: Any

    def wrong(self, why: str) -> _FieldError:
        return _FieldError(self.field, why)

    def items(self) -> Iterator["_Given"]:
        if not isinstance(self.value, list):
            raise self.wrong(f"{self.field} is not a list")
        return (_Given(f"{self.field}[{place}]", item) for place, item in enumerate(self.value))


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
    if uid.endswith(_OTHER):
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


_FIELDS: Mapping[str, Callable[[_Given], Any]] = {
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
    "faces": _refs,
    "others": _groups,
    "why": _text,
}


def _check_people(kind: str, values: Mapping[str, Any]) -> None:
    needed = ["person"] if kind in NEEDS_PERSON else []
    needed += ["other"] if kind == "merge" else []
    needed += ["person", "other"] if kind == "different" and not values.get("others") else []
    for who in ("person", "other"):
        if who in needed or who in values or f"{who}_key" in values:
            _read(who, values)
            _read(f"{who}_key", values)
    if kind in ("merge", "different") and "other" in needed and values["person_key"] == values["other_key"]:
        raise ValueError(_in("other_key", "the same person twice"))


def _face(ref: FaceRef) -> dict[str, Any]:
    box = ref.box
    face: dict[str, Any] = {"photo": ref.content_hash, "box": [box.x, box.y, box.width, box.height]}
    return face | ({"by": ref.found_by} if ref.found_by else {})
