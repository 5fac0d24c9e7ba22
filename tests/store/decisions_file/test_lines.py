"""Decision lines that others wrote or damaged are either read and written back unchanged, or refused."""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from photoindex.domain.people import Decision
from photoindex.store.decisions_file.lines import from_line, to_line
from photoindex.store.decisions_file.rules import faults

HASH = "0123456789abcdef" * 4
FACE = {"photo": HASH, "box": [0.1, 0.2, 0.3, 0.4], "by": "c0ffee"}
OTHER = {"photo": HASH, "box": [0.6, 0.2, 0.3, 0.4]}
BASE: dict[str, Any] = {"uid": "one", "at": "2026-01-02T03:04:05.000006Z"}
TOM = {"person": "Tom", "person_key": "one"}
TIM = {"other": "Tim", "other_key": "one:other"}
SOUND: dict[str, dict[str, Any]] = {
    "name": {**TOM, "as_group": True, "faces": [FACE, OTHER]},
    "merge": {**TOM, **TIM},
    "lifespan": {**TOM, "born": "1931-05", "died": "2001"},
    "split": {**TOM, **TIM, "faces": [FACE], "others": [[OTHER]]},
    "twice": {"faces": [FACE, OTHER]},
    "carry": {"faces": [FACE], "others": [[OTHER]]},
    "not-a-face": {"as_group": True, "faces": [FACE, OTHER]},
    "portrait": {**TOM, "faces": [FACE]},
    "undo": {"undoes": "two"},
    "confirm": {**TOM, "faces": [FACE], "batch": "the-import"},
    "import": {"programs": ["picasa", "xmp"]},
}


def line_of(kind: str) -> dict[str, Any]:
    return {**BASE, "kind": kind, **SOUND[kind], "why": "typed"}


def read(values: Any) -> tuple[Decision, dict[str, Any]]:
    """Read a line, and return its decision and the line that is written back for it.

    Raises:
        ValueError: the line is refused.
    """
    line = from_line(values if isinstance(values, str) else json.dumps(values))
    for fault in faults(line.decision):
        raise ValueError(f"{fault.why} (field {fault.field})")
    ids = {key: place for place, key in enumerate((line.person, line.other), start=1) if key is not None}
    decision = Decision(
        **{name: getattr(line.decision, name) for name in Decision.__slots__}
        | {"person_id": ids.get(line.person or ""), "other_id": ids.get(line.other or ""),
           "target": 9 if line.undoes else None}
    )  # fmt: skip
    keys = {place: key for key, place in ids.items()}
    return line.decision, json.loads(to_line(decision, keys, {9: line.undoes or ""}))


@pytest.mark.parametrize("kind", SOUND)
def test_a_valid_line_is_written_back_unchanged(kind: str) -> None:
    assert read(line_of(kind))[1] == line_of(kind)


@pytest.mark.parametrize("split_by", ["hand", "machine"])
@pytest.mark.parametrize("as_group", [True, False])
@pytest.mark.parametrize(
    "why", ["typed", "split cluster 1", "split cluster 1 --faces 2", 'split person "A --faces 1"', ""]
)
def test_a_line_says_how_a_split_was_made_regardless_of_what_was_typed(
    split_by: str, why: str, *, as_group: bool
) -> None:
    line = {**line_of("split"), "split_by": split_by, "as_group": as_group, "why": why}
    decision, written = read(line)
    assert decision.split_by == split_by
    assert read(written)[0].split_by == split_by


@pytest.mark.parametrize(
    ("why", "as_group", "split_by"),
    [
        ("split cluster 1", True, "machine"),
        ("split cluster 1 --parts 3", True, "machine"),
        ("split cluster 1 --faces 2 3", False, "hand"),
        ('split person "Tom" --faces 2', False, "hand"),
        ('split person "Tom --faces 2"', False, "machine"),
        ('split person "Tom --faces 2" --parts 3', False, "machine"),
        ("", False, "hand"),
        ("", True, "machine"),
    ],
)
def test_a_line_of_an_older_version_also_says_how_a_split_was_made(why: str, split_by: str, *, as_group: bool) -> None:
    line = {**BASE, "kind": "split", "as_group": as_group, "faces": [FACE], "others": [[OTHER]], "why": why}
    assert read(line)[0].split_by == split_by


ATTACKS: list[tuple[str, str, Any]] = [
    ("name", "at", 5),
    ("name", "at", "2026-01-02T03:04:05"),
    ("name", "at", "9999-12-31T23:59:59.999999Z"),
    ("name", "at", "0001-01-01T00:00:00+14:00"),
    ("name", "at", "2999-01-01T00:00:00Z"),
    ("name", "at", "1066-10-14T09:00:00Z"),
    ("name", "uid", ""),
    ("name", "uid", 7),
    ("name", "uid", "x" * 1000),
    ("name", "uid", "a\nb"),
    ("name", "uid", "one:other"),
    ("name", "kind", ["name"]),
    ("name", "person", "a\x1b[2Jb"),
    ("name", "person", "zero\0byte"),
    ("name", "person", 10**30),
    ("name", "person", "x" * 5_000_000),
    ("name", "person_key", None),
    ("name", "person_key", ["one"]),
    ("name", "as_group", 1),
    ("name", "as_group", "yes"),
    ("name", "faces", {"photo": HASH}),
    ("name", "faces", [HASH]),
    ("name", "faces", [[FACE]]),
    ("name", "faces", [FACE | {"photo": "abc"}]),
    ("name", "faces", [FACE | {"photo": "G" * 64}]),
    ("name", "faces", [FACE | {"photo": HASH.upper()}]),
    ("name", "faces", [FACE | {"box": [0.1, 0.2, 0.3]}]),
    ("name", "faces", [FACE | {"box": [0.1, 0.2, 0.3, True]}]),
    ("name", "faces", [FACE | {"box": [0.1, 0.2, 0.3, "0.4"]}]),
    ("name", "faces", [FACE | {"box": {"0": 1, "1": 1, "2": 1, "3": 1}}]),
    ("name", "faces", [FACE | {"box": [5, 5, 1, 1]}]),
    ("name", "faces", [FACE | {"box": [-3, 0, 1, 1]}]),
    ("name", "faces", [FACE | {"box": [0, 0, 9, 9]}]),
    ("name", "faces", [FACE | {"box": [0.1, 0.1, 0, 0.2]}]),
    ("name", "faces", [FACE | {"box": [0.1, 0.1, -0.2, 0.2]}]),
    ("name", "faces", [FACE | {"box": [10**60, 0, 1, 1]}]),
    ("name", "faces", [FACE | {"by": 3}]),
    ("name", "faces", [FACE | {"by": "a\nb"}]),
    ("name", "faces", [FACE | {"extra": 1}]),
    ("name", "others", [[]]),
    ("name", "others", [FACE]),
    ("name", "undoes", "two"),
    ("name", "colour", "red"),
    ("name", "why", 3),
    ("name", "why", "zero\0byte"),
    ("name", "split_by", "hand"),
    ("split", "split_by", "nobody"),
    ("split", "split_by", None),
    ("split", "split_by", True),
    ("merge", "other", ""),
    ("merge", "other_key", "one"),
    ("lifespan", "born", 1931),
    ("lifespan", "born", "1931-13"),
    ("lifespan", "born", "yesterday"),
    ("lifespan", "died", "1930"),
    ("lifespan", "died", "0000"),
    ("split", "faces", []),
    ("split", "others", []),
    ("twice", "faces", []),
    ("twice", "faces", [FACE, OTHER | {"photo": HASH[::-1]}]),
    ("not-a-face", "faces", []),
    ("portrait", "faces", [FACE, OTHER]),
    ("portrait", "person", None),
    ("carry", "others", [[OTHER, FACE]]),
    ("carry", "others", [[OTHER], [FACE]]),
    ("undo", "undoes", ""),
    ("undo", "undoes", {"seq": 1}),
    ("undo", "undoes", "one"),
    ("undo", "batch", "the-import"),
    ("import", "batch", "the-import"),
    ("confirm", "batch", ""),
    ("confirm", "programs", ["picasa"]),
    ("import", "programs", "picasa"),
    ("import", "programs", [7]),
    ("import", "faces", [FACE]),
]


@pytest.mark.parametrize(("kind", "field", "value"), ATTACKS, ids=lambda value: str(value)[:40])
def test_an_invalid_value_is_refused_and_the_error_names_its_field(kind: str, field: str, value: Any) -> None:
    with pytest.raises(ValueError, match=rf"field {field}|{field} is") as refused:
        read(line_of(kind) | {field: value})
    assert len(str(refused.value)) < 300


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("[" * 200_000, "nested too deeply"),
        ('{"uid": ' + '{"a": ' * 100_000, "nested too deeply"),
        ('{"uid": "one", "uid": "two"}', "'uid' appears twice"),
        ('{"uid": NaN}', "NaN is not a number"),
        ('{"uid": 1e999}', "1e999 is not a number"),
        ('{"uid": -Infinity}', "-Infinity is not a number"),
        ('{"uid": ' + "9" * 10_000 + "}", "a number of 10,000 digits"),
        ('"text"', "not a JSON object"),
        ("\ufeff{}", "not JSON"),
        ('{"uid": "\0"}', "not JSON"),
        ('{"uid": "one"} {"uid": "two"}', "not JSON"),
        ('{"uid": "\\ud800"}', "text that is not Unicode"),
    ],
    ids=lambda value: value[:30],
)
def test_text_that_is_not_a_line_is_refused_with_a_reason(text: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        read(text)


def json_values() -> st.SearchStrategy[Any]:
    leaves = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20)
    leaves |= st.sampled_from([HASH, "one", "2026-01-02T03:04:05Z", "1931", FACE, [FACE], [[FACE, OTHER]], 10**30])
    return st.recursive(
        leaves, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner), max_leaves=6
    )


def places(value: Any, prefix: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The path (keys and positions) to every value inside a nested value."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [prefix, *(way for key, item in inner for way in places(item, (*prefix, key)))]


def changed(value: Any, way: tuple[Any, ...], change: Callable[[Any], Any]) -> Any:
    if not way:
        return change(value)
    copy = list(value) if isinstance(value, list) else dict(value)
    copy[way[0]] = changed(copy[way[0]], way[1:], change)
    return copy


@settings(max_examples=300)
@given(st.data(), st.sampled_from(sorted(SOUND)), json_values())
def test_any_value_in_any_field_is_kept_or_refused(data: st.DataObject, kind: str, value: Any) -> None:
    whole = line_of(kind)
    way = data.draw(st.sampled_from(places(whole)))
    attack = changed(whole, way, lambda _: value)
    try:
        decision, written = read(attack)
    except ValueError as refused:
        assert str(refused)
        return
    again, same = read(written)
    assert (again, same) == (decision, written)
    assert datetime(1970, 1, 1) <= decision.at < datetime(2200, 1, 1)
    # An accepted line is written with the same fields; names are cleaned, and boxes have five decimals.
    given_fields = {name for name, item in attack.items() if item not in ([], False)}
    assert written.keys() >= given_fields
