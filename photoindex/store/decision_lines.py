"""Decisions as lines of text and back: one JSON object a line, in one order, with keys in one order.

A line says who by a name for the reader and by a key for the machine: the uid of the first decision about that person
(with ":other" where that decision is about two), which is the same on every machine.
"""

import json
import re
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import MAXYEAR, UTC, datetime
from typing import Any, get_args

from photoindex.domain.geometry import Box
from photoindex.domain.people import Decision, DecisionKind, FaceRef
from photoindex.errors import UsageError
from photoindex.query.dates import end_of, start_of
from photoindex.query.names import clean_name

_KINDS: tuple[DecisionKind, ...] = get_args(DecisionKind)
# Ends a line of the decisions file: the checksum of the line without it.
_SEAL = re.compile(r', "check": "([0-9a-f]{8})"\}$')
# No text inside a line can hold this: quotation marks in it would be escaped.
_BEGINS = re.compile(r'(?=\{"uid": ")')
_NEEDS_PERSON = ("name", "confirm", "reject", "rename", "lifespan", "merge")


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
    ids = {decision.uid: decision.person_id, f"{decision.uid}:other": decision.other_id}
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


def _checksum(line: str) -> str:
    return f"{zlib.crc32(line.encode('utf-8', errors='surrogatepass')):08x}"


def from_line(text: str) -> Line:
    """The decision that a line holds; its `seq`, `person_id` and `other_id` are still to be given.

    Raises:
        ValueError: the line is damaged; the message says how.
    """
    try:
        values = json.loads(_unsealed(text))
        # Halves of characters can be written as escapes, but not be stored.
        json.dumps(values, ensure_ascii=False).encode("utf-8")
    except json.JSONDecodeError as error:
        raise ValueError(f"not JSON: {error.msg}") from error
    except (UnicodeEncodeError, RecursionError) as error:
        raise ValueError("text that is none") from error
    if not isinstance(values, dict):
        raise ValueError("not a JSON object")
    kind = _kind(_text(values, "kind"))
    _check_people(kind, values)
    if kind == "undo" and not values.get("undoes"):
        raise ValueError("an undo that does not say what it undoes")
    decision = Decision(
        seq=0,
        at=_moment(_text(values, "at")),
        kind=kind,
        person_name=_text(values, "person", ""),
        other_name=_text(values, "other", ""),
        faces=tuple(_ref(item) for item in _list(values, "faces")),
        others=tuple(tuple(_ref(item) for item in group) for group in _list(values, "others")),
        source=_text(values, "why", ""),
        uid=_text(values, "uid"),
        as_group=values.get("as_group") is True,
        born=_day(values, "born"),
        died=_day(values, "died"),
    )
    return Line(decision, values.get("person_key"), values.get("other_key"), values.get("undoes"))


def _kind(text: str) -> DecisionKind:
    for kind in _KINDS:
        if kind == text:
            return kind
    raise ValueError(f"a kind of decision that is not known here: {text}")


def _check_people(kind: str, values: Mapping[str, Any]) -> None:
    needed = ["person"] if kind in _NEEDS_PERSON else []
    needed += ["other"] if kind == "merge" else []
    needed += ["person", "other"] if kind == "different" and not values.get("others") else []
    for who in ("person", "other"):
        if who in values or who in needed:
            _text(values, f"{who}_key")
            try:
                clean_name(_text(values, who))
            except UsageError as error:
                raise ValueError(error.message) from error


def _face(ref: FaceRef) -> dict[str, Any]:
    box = ref.box
    face: dict[str, Any] = {"photo": ref.photo_hash, "box": [box.x, box.y, box.width, box.height]}
    return face | ({"by": ref.found_by} if ref.found_by else {})


def _ref(value: Any) -> FaceRef:
    try:
        numbers = [float(number) for number in value["box"]]
        photo_hash, found_by = value["photo"], value.get("by", "")
    except (TypeError, KeyError, ValueError, AttributeError) as error:
        raise ValueError("a face without its photo and its box of four numbers") from error
    whole = len(numbers) == 4 and all(abs(number) < 10 for number in numbers)
    if not whole or not isinstance(photo_hash, str) or not isinstance(found_by, str):
        raise ValueError("a face without its photo and its box of four numbers")
    return FaceRef(photo_hash, Box(*(round(number, 5) for number in numbers)), found_by)


def _text(values: Mapping[str, Any], key: str, default: str | None = None) -> str:
    value = values.get(key, default)
    if not isinstance(value, str) or (default is None and not value):
        raise ValueError(f"{key} is missing or not text")
    return value


def _list(values: Mapping[str, Any], key: str) -> list[Any]:
    value = values.get(key, [])
    if not isinstance(value, list):
        raise ValueError(f"{key} is not a list")
    return value


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
        moment = moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment
    except (ValueError, OverflowError) as error:
        raise ValueError(f"{text!r} is not a time") from error
    if moment.year >= MAXYEAR:
        raise ValueError(f"{text!r} is a time after which no decision can be made")
    return moment


def _day(values: Mapping[str, Any], key: str) -> str | None:
    value = values.get(key)
    if value is None:
        return None
    try:
        (start_of if key == "born" else end_of)(str(value))
    except UsageError as error:
        raise ValueError(error.message) from error
    return str(value)
