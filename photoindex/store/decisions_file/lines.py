"""Convert decisions to lines of text and back: one JSON object per line, sorted, with keys in a fixed order.

A line names each person twice: by name for readers, and by a key for programs. The key is the uid of the first decision
about that person, so it is the same on every machine. If the person is the second one in that decision, ":other"
follows the uid.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from photoindex.domain.people import Decision, DecisionKind, FaceRef, Person, SplitBy
from photoindex.foreign_json import parse_json
from photoindex.store.decisions_file.checksums import unsealed
from photoindex.store.decisions_file.fields import FIELDS, OTHER, in_field, read_field
from photoindex.store.decisions_file.rules import NEEDS_PERSON

# Before the field `split_by` existed, the source of a split made by hand ended like this.
_FACES_BY_HAND = re.compile(r" --faces( [0-9]+)+$")


@dataclass(frozen=True, slots=True)
class Line:
    """A decision as read from the file. The ids of an index have no meaning in the file, so `person`, `other` and
    `undoes` are uids. `query_keys` are the keys of the decision's `query_people`, whose ids are 0.
    """

    decision: Decision
    person: str | None
    other: str | None
    undoes: str | None
    query_keys: tuple[str, ...] = ()


def person_keys(decisions: Iterable[Decision]) -> dict[int, str]:
    """Map each person id to the person's key: the uid of the first decision about that person."""
    keys: dict[int, str] = {}
    for decision in decisions:
        for key, person_id in keys_in(decision).items():
            keys.setdefault(person_id, key)
    return keys


def keys_in(decision: Decision) -> dict[str, int]:
    """For each person in this decision, map a key to the person id. It is the person's key if this is the first
    decision about that person.
    """
    ids = {decision.uid: decision.person_id, f"{decision.uid}{OTHER}": decision.other_id}
    return {key: person_id for key, person_id in ids.items() if person_id is not None}


def to_line(decision: Decision, keys: Mapping[int, str], uids: Mapping[int, str]) -> str:
    """Convert a decision to one line, without the line break.

    Args:
        keys: the key of each person, by person id, from `person_keys`.
        uids: the uid of each decision, by decision number.
    """
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
    if decision.split_by and decision.split_by != _split_by_of_older_line(decision, has_other="other" in values):
        values["split_by"] = decision.split_by
    if decision.faces:
        values["faces"] = [_face(ref) for ref in decision.faces]
    if decision.others:
        values["others"] = [[_face(ref) for ref in group] for group in decision.others]
    if decision.kind == "search":
        values |= {"search": decision.search, "query": decision.query}
        values |= _query_people(decision, keys)
    values |= {key: value for key, value in (("batch", decision.batch), ("programs", list(decision.programs))) if value}
    values["why"] = decision.source
    return json.dumps(values, ensure_ascii=False)


def _query_people(decision: Decision, keys: Mapping[int, str]) -> dict[str, Any]:
    known = [each for each in decision.query_people if each.person_id in keys]
    people = [{"person": each.name, "person_key": keys[each.person_id]} for each in known]
    return {"query_people": people} if people else {}


def _split_by_of_older_line(decision: Decision, *, has_other: bool) -> SplitBy | None:
    """How a split was made, according to a line without `split_by`. The migration to version 10 uses the same rule.

    A line has the field `split_by` only if this rule would give a different answer. So lines from older versions keep
    their text and checksum. Older versions refuse fields that they do not know, but they can still read most new lines,
    because most new lines do not have this field.
    """
    if decision.kind != "split":
        return None
    if has_other or _FACES_BY_HAND.search(decision.source):
        return "hand"
    return "machine" if decision.as_group or decision.source.startswith("split ") else "hand"


def from_line(text: str) -> Line:
    """The decision in a line; the caller fills in `seq`, `person_id` and `other_id`.

    Only the form of the line is checked here; `rules.faults` checks the content.

    Raises:
        ValueError: the line is damaged; the message says how, and in which field.
    """
    values = _parsed(text)
    read = {name: read_field(name, values) for name in FIELDS if name in values}
    kind: DecisionKind = read_field("kind", values)
    _check_fields(kind, values)
    decision = Decision(
        seq=0,
        at=read_field("at", values),
        kind=kind,
        person_name=read.get("person", ""),
        other_name=read.get("other", ""),
        faces=read.get("faces", ()),
        others=read.get("others", ()),
        source=read.get("why", ""),
        uid=read_field("uid", values),
        as_group=read.get("as_group", False),
        born=read.get("born"),
        died=read.get("died"),
        split_by=read.get("split_by"),
        batch=read.get("batch", ""),
        programs=read.get("programs", ()),
        search=read.get("search", ""),
        query=read.get("query", ""),
        query_people=tuple(Person(0, name) for name, _ in read.get("query_people", ())),
    )
    if decision.uid == values.get("undoes"):
        raise ValueError(in_field("undoes", "an undo of itself"))
    if decision.split_by is None:
        decision = replace(decision, split_by=_split_by_of_older_line(decision, has_other="other" in values))
    query_keys = tuple(key for _, key in read.get("query_people", ()))
    return Line(decision, values.get("person_key"), values.get("other_key"), values.get("undoes"), query_keys)


def _parsed(text: str) -> dict[str, Any]:
    values = parse_json(unsealed(text))
    try:
        # A JSON escape can stand for half of a surrogate pair, and such a half cannot be stored.
        json.dumps(values, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError as error:
        raise ValueError("text that is not Unicode") from error
    if not isinstance(values, dict):
        raise ValueError("not a JSON object")
    return values


def _check_fields(kind: DecisionKind, values: Mapping[str, Any]) -> None:
    """Raise ValueError if the fields contradict each other or do not fit the kind of decision."""
    _check_people(kind, values)
    if (kind == "undo") != ("undoes" in values):
        missing = "an undo that does not say what it undoes"
        raise ValueError(missing if kind == "undo" else in_field("undoes", "not an undo"))
    if "split_by" in values and kind != "split":
        raise ValueError(in_field("split_by", "not a split"))
    for field in ("search", "query", "query_people"):
        if field in values and kind != "search":
            raise ValueError(in_field(field, "not a saved search"))
    unknown = sorted(values.keys() - FIELDS.keys())
    if unknown:
        raise ValueError(in_field(unknown[0][:40], "a field that is not known here"))


def _check_people(kind: str, values: Mapping[str, Any]) -> None:
    needed = ["person"] if kind in NEEDS_PERSON else []
    needed += ["other"] if kind == "merge" else []
    needed += ["person", "other"] if kind == "different" and not values.get("others") else []
    for who in ("person", "other"):
        if who in needed or who in values or f"{who}_key" in values:
            read_field(who, values)
            read_field(f"{who}_key", values)
    if kind in ("merge", "different") and "other" in needed and values["person_key"] == values["other_key"]:
        raise ValueError(in_field("other_key", "the same person twice"))


def _face(ref: FaceRef) -> dict[str, Any]:
    box = ref.box
    face: dict[str, Any] = {"photo": ref.content_hash, "box": [box.x, box.y, box.width, box.height]}
    return face | ({"by": ref.found_by} if ref.found_by else {})
