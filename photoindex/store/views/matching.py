"""Translate the tree of a query into a condition of SQL on the table `photo`.

The text of a condition consists of constants of this module and of names of parameters. Whatever a user typed is only a
value of a parameter.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from photoindex.query.constants import without_constants
from photoindex.query.meaning import Group, Meaning, group_of, outermost
from photoindex.query.tree import (
    EVERYTHING,
    NOTHING,
    Age,
    And,
    Dates,
    Leaf,
    Measure,
    Months,
    Not,
    Or,
    Someone,
    Status,
    Tree,
    leaves,
    with_leaves,
)
from photoindex.store.views.matching_faces import anybody_sql, faces_sql, people_sql
from photoindex.store.views.matching_photos import PHOTO_TERMS
from photoindex.store.views.parameters import Parameters

__all__ = ["SHOWN", "Condition", "condition_of", "undated_condition_of"]

SHOWN = """
shown AS (
    SELECT face_id, photo_id, person_id, coalesce(status, 'none') AS status, probability, size, score, norm, by_hand,
           x, y, width, height
    FROM face LEFT JOIN assignment USING (face_id)
    WHERE fingerprint = $fingerprint AND status IS DISTINCT FROM 'not-a-face'
)
"""
"""The table expression that conditions read: every face that counts, with its person and status."""


@dataclass(frozen=True, slots=True)
class Condition:
    """SQL that is true or false (never NULL) for each row of `photo`, and the values of its parameters. It reads the
    table expression `SHOWN`.
    """

    sql: str
    values: Mapping[str, object]


def condition_of(trees: Sequence[Tree], meaning: Meaning, fingerprint: str) -> Condition:
    """The condition that a photo matches all of these trees, each of which is a query of its own. `fingerprint` is that
    of the pack whose faces count.
    """
    values = Parameters(fingerprint)
    return Condition(_all(trees, meaning, values), values.values)


def undated_condition_of(trees: Sequence[Tree], meaning: Meaning, fingerprint: str) -> Condition | None:
    """The condition that a photo without a date would match if it had the right date, but does not match. None if the
    trees do not ask for dates.
    """
    if not any(isinstance(leaf, Dates | Months | Age) for tree in trees for leaf in leaves(tree)):
        return None
    values = Parameters(fingerprint)
    right, wrong = (
        [without_constants(with_leaves(tree, partial(_with_date, fits=fits))) for tree in trees]
        for fits in (True, False)
    )
    # Each term that is not about dates would be looked up twice otherwise.
    differs = "TRUE" if NOTHING in wrong else f"NOT {_all(wrong, meaning, values)}"
    return Condition(f"(taken_at IS NULL AND {_all(right, meaning, values)} AND {differs})", values.values)


def _with_date(leaf: Leaf, *, fits: bool) -> Tree:
    if isinstance(leaf, Dates | Months | Age):
        return EVERYTHING if fits else NOTHING
    return leaf


def _all(trees: Sequence[Tree], meaning: Meaning, values: Parameters) -> str:
    return _joined(" AND ", [_sql(tree, outermost(meaning), meaning, values) for tree in trees])


def _sql(tree: Tree, group: Group, meaning: Meaning, values: Parameters) -> str:
    if isinstance(tree, And):
        return _and(tree.parts, group_of(tree, group, meaning), meaning, values)
    if isinstance(tree, Or):
        return _or(tree.parts, group, meaning, values)
    if isinstance(tree, Not):
        return f"(NOT {_sql(tree.part, group, meaning, values)})"
    if isinstance(tree, Age | Measure | Status):
        return faces_sql([tree], group, meaning, values)
    return PHOTO_TERMS[type(tree)](tree, group, meaning, values)


def _and(parts: Sequence[Tree], group: Group, meaning: Meaning, values: Parameters) -> str:
    """All parts; those about a face must be true of the same face."""
    people = [meaning.persons[part.name] for part in parts if isinstance(part, Someone)]
    of_a_face = [part for part in parts if isinstance(part, Age | Measure | Status)]
    conditions = [people_sql(people, group, values)] if people else []
    conditions += [faces_sql(of_a_face, group, meaning, values)] if of_a_face else []
    others: list[Any] = [part for part in parts if not isinstance(part, Someone | Age | Measure | Status)]
    return _joined(" AND ", [*conditions, *(_sql(part, group, meaning, values) for part in dict.fromkeys(others))])


def _or(parts: Sequence[Tree], group: Group, meaning: Meaning, values: Parameters) -> str:
    """At least one part. All people are looked for at once, because each subquery takes memory for every photo."""
    people = [meaning.persons[part.name] for part in parts if isinstance(part, Someone)]
    conditions = [anybody_sql(people, group, values)] if people else []
    others = [part for part in parts if not isinstance(part, Someone)]
    return _joined(" OR ", [*conditions, *(_sql(part, group, meaning, values) for part in dict.fromkeys(others))])


def _joined(word: str, conditions: Sequence[str]) -> str:
    return f"({word.join(conditions)})" if conditions else "TRUE"
