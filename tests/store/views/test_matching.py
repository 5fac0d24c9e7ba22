"""Queries mean the same in SQL as in plain Python, and no typed text becomes part of SQL."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from photoindex.query.meaning import Meaning
from photoindex.query.parser import parse
from photoindex.query.tree import (
    EVERYTHING,
    NOTHING,
    Age,
    And,
    Dates,
    Flag,
    Leaf,
    Like,
    Measure,
    Months,
    Not,
    Or,
    Pattern,
    Range,
    Someone,
    Status,
    Tree,
    with_leaves,
)
from photoindex.store.database.connection import Connection
from photoindex.store.opening.index import Index
from photoindex.store.views.matching import condition_of, undated_condition_of
from photoindex.store.views.search import Wanted, count_matching, count_undated, photos_matching
from tests.query.trees import TODAY, trees
from tests.store.views.plain_matching import (
    BIRTHS,
    COUNTED,
    FINGERPRINT,
    LIKE,
    MEANT,
    PEOPLE,
    Photo,
    Plain,
    made_up,
    store,
)

MEANING = Meaning(PEOPLE, COUNTED, TODAY, BIRTHS, places=MEANT, likenesses=LIKE)
PATTERNS = ("a", "b", "b*", "2001", "?", "x/y", "work trips", "IMG_1(1*", "zoë", "*.jpg", "100%", "b.c", "D 90")
LIBRARY = made_up()


@pytest.fixture(scope="module")
def connection(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connection]:
    index = Index(tmp_path_factory.mktemp("made-up") / "index.duckdb")
    with index.writing() as writable:
        store(writable, LIBRARY)
    with index.reading() as readable:
        yield readable


def found(connection: Connection, tree: Tree) -> list[int]:
    wanted = Wanted([tree], MEANING)
    return sorted(photo.photo_id for photo in photos_matching(connection, FINGERPRINT, wanted, details=False))


@given(tree=trees(tuple(PEOPLE), PATTERNS, odd_texts=False))
@settings(max_examples=300)
@example(And((Someone("Grandma"), Someone("Tom"), Flag("together"))))
@example(And((Someone("Tom"), Measure("size", Range(100, None)), Measure("confidence", Range(None, 0.5)))))
def test_every_tree_finds_the_photos_that_plain_python_finds(connection: Connection, tree: Tree) -> None:
    plain = Plain(LIBRARY, MEANING)
    expected = [photo.photo_id for photo in LIBRARY if plain.matches(photo, tree)]
    assert found(connection, tree) == expected
    assert count_matching(connection, FINGERPRINT, [tree], MEANING) == len(expected)


@given(tree=trees(tuple(PEOPLE), PATTERNS, odd_texts=False))
@settings(max_examples=50)
def test_a_photo_either_matches_a_tree_or_its_negation(connection: Connection, tree: Tree) -> None:
    """A condition that is NULL would leave a photo out of both."""
    numbers = [count_matching(connection, FINGERPRINT, [each], MEANING) for each in (tree, Not(tree))]
    assert sum(numbers) == sum(photo.present for photo in LIBRARY)


HOSTILE = (
    "'", "''; DROP TABLE photo; --", '"', "$value1", "?", "%", "_", "\\", ")", "(?i)", "[", "\x00", "{0}", "*" * 50,
    "\u0301", "\u2028", "😀", "NULL", "\\E", "\\x{41}",
)  # fmt: skip


@given(text=st.sampled_from(HOSTILE) | st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30))
@settings(max_examples=200)
def test_no_typed_text_becomes_part_of_the_sql(connection: Connection, text: str) -> None:
    for kind in ("folder", "file", "ext", "camera", "text"):
        tree = Pattern(kind, text)  # type: ignore[arg-type]
        plain = condition_of([Pattern(kind, "other")], MEANING, FINGERPRINT)  # type: ignore[arg-type]
        assert condition_of([tree], MEANING, FINGERPRINT).sql == plain.sql
        found(connection, tree)
    assert connection.execute("SELECT count(*) FROM photo").fetchone() == (len(LIBRARY),)


def test_the_best_and_the_most_certain_face_of_the_people_decides_the_order(connection: Connection) -> None:
    def order(by: str, tree: Tree = Someone("Tom"), seed: str = "") -> list[int]:
        wanted = Wanted([tree], MEANING, by, seed)  # type: ignore[arg-type]
        return [photo.photo_id for photo in photos_matching(connection, FINGERPRINT, wanted)]

    def certainty(photo: Photo) -> float:
        return max(face.probability or 0 for face in photo.faces if face.person == 2 and face.status in COUNTED)

    photos = {photo.photo_id: photo for photo in LIBRARY}
    by_certainty = [certainty(photos[number]) for number in order("confidence")]
    assert by_certainty == sorted(by_certainty, reverse=True)
    assert sorted(order("quality")) == sorted(order("random", seed="1")) == sorted(order("date"))
    assert order("random", seed="1") == order("random", seed="1") != order("random", seed="2")
    names = [photos[number].paths for number in order("name")]
    assert names == sorted(names, key=lambda paths: (min(paths).rpartition("/")[2].lower(), min(paths)))


def test_the_face_that_is_most_similar_decides_the_order_by_likeness(connection: Connection) -> None:
    wanted = Wanted([Like("/p/b c.jpg")], MEANING, "likeness")
    best = [
        max(LIKE["/p/b c.jpg"].faces.get(face.face_id, 0) for face in photo.faces)
        for photo in photos_matching(connection, FINGERPRINT, wanted)
    ]
    assert best == sorted(best, reverse=True)
    assert len(best) > 5


def test_undated_photos_are_counted_if_only_their_date_is_missing(connection: Connection) -> None:
    tom = [photo for photo in LIBRARY if photo.present and Plain(LIBRARY, MEANING).matches(photo, Someone("Tom"))]
    undated = sum(photo.taken is None for photo in tom)
    assert undated
    for query, expected in (("Tom year:2001", undated), ("Tom", 0), ("Tom -year:2001", 0), ("Tom age:..200", undated)):
        assert count_undated(connection, FINGERPRINT, [parse(query)], MEANING) == expected
    assert undated_condition_of([parse("Tom")], MEANING, FINGERPRINT) is None


def test_several_queries_are_groups_of_their_own(connection: Connection) -> None:
    """A person who is named in one of them is not meant by the face terms of another one."""
    separate = Wanted([Someone("Tom"), Measure("size", Range(150, None))], MEANING)
    joined = Wanted([And((Someone("Tom"), Measure("size", Range(150, None))))], MEANING)
    counts = [len(photos_matching(connection, FINGERPRINT, wanted)) for wanted in (separate, joined)]
    assert counts[0] > counts[1] > 0


def test_a_folder_that_was_typed_as_a_path_is_that_folder_only(connection: Connection) -> None:
    meaning = Meaning(PEOPLE, COUNTED, TODAY, folders={"/p": Path("/p")})
    wanted = Wanted([Pattern("folder", "/p")], meaning)
    paths = [photo.paths[0] for photo in photos_matching(connection, FINGERPRINT, wanted)]
    assert paths
    assert all(any(path.is_relative_to("/p") for path in photo.paths) for photo in photos_matching(
        connection, FINGERPRINT, wanted))  # fmt: skip


@pytest.mark.parametrize(
    "query",
    [
        " | ".join(f"(count:{number} size:>{number})" for number in range(50)),
        " ".join(f"-(twice file:{number}*)" for number in range(50)),
        "(" * 49 + "Tom" + " | count:9)" * 49,
        " | ".join(["Tom", "Ann"] * 200),
        " ".join(["Tom", "Ann"] * 200),
    ],
)
def test_the_largest_queries_are_answered(connection: Connection, query: str) -> None:
    found(connection, parse(query))


@given(tree=trees(tuple(PEOPLE), PATTERNS, odd_texts=False))
@example(tree=And((Status("confirmed"), Or((Someone("Grandma"), Months(1, 1))))))
@example(tree=And((Status("confirmed"), Or((And((Someone("Grandma"), Months(1, 1))), Flag("unnamed"))))))
@settings(max_examples=100)
def test_an_undated_photo_is_counted_if_some_date_would_change_the_answer(connection: Connection, tree: Tree) -> None:
    condition = undated_condition_of([tree], MEANING, FINGERPRINT)
    counted = count_undated(connection, FINGERPRINT, [tree], MEANING)
    if condition is None:
        assert counted == 0
    else:
        right, wrong = (with_leaves(tree, partial(_if_dated, fits=fits)) for fits in (True, False))
        plain = Plain(LIBRARY, MEANING)
        undated = [photo for photo in LIBRARY if photo.taken is None]
        assert counted == sum(plain.matches(photo, right) and not plain.matches(photo, wrong) for photo in undated)


def _if_dated(leaf: Leaf, *, fits: bool) -> Tree:
    return (EVERYTHING if fits else NOTHING) if isinstance(leaf, Dates | Months | Age) else leaf
