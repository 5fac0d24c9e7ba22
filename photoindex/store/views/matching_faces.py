"""Translate terms about people and faces into SQL (see `matching`)."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from photoindex.query.meaning import ENOUGH_PIXELS, NEAR_FACES, NEAR_RATIO, Group, Meaning, period_of_age
from photoindex.query.tree import Age, Count, FaceTerm, Like, Only, Someone, Status
from photoindex.store.tables.taken_dates import TAKEN_UNTIL
from photoindex.store.views.parameters import Parameters

QUALITY = f"""
CASE WHEN NOT by_hand THEN score * least(1, size / {ENOUGH_PIXELS}) * CASE WHEN norm > 0
    THEN least(1, norm / (SELECT median(norm) FROM face WHERE fingerprint = $fingerprint AND norm > 0)) ELSE 1 END END
"""
"""SQL for the quality of a face in `shown`, 0 to 1; NULL for drawn faces."""


def counted_sql(group: Group, values: Parameters, people: Iterable[int], face: str = "shown") -> str:
    """SQL that is true if a face counts as one of these people."""
    statuses = values.is_one_of(f"{face}.status", group.statuses)
    return f"({values.is_one_of(f'{face}.person_id', sorted(set(people)))} AND {statuses})"


def someone_sql(term: Someone, group: Group, meaning: Meaning, values: Parameters) -> str:
    return anybody_sql([meaning.persons[term.name]], group, values)


def anybody_sql(people: Sequence[int], group: Group, values: Parameters) -> str:
    """The photo shows at least one of these people."""
    return f"photo_id IN (SELECT photo_id FROM shown WHERE {counted_sql(group, values, people)})"


def people_sql(people: Sequence[int], group: Group, values: Parameters) -> str:
    """The photo shows all of these people."""
    wanted = set(people)
    if len(wanted) == 1:
        return anybody_sql(people, group, values)
    return (
        f"photo_id IN (SELECT photo_id FROM shown WHERE {counted_sql(group, values, wanted)} "
        f"GROUP BY photo_id HAVING count(DISTINCT person_id) = {values.add(len(wanted))}::BIGINT)"
    )


def only_sql(term: Only, group: Group, meaning: Meaning, values: Parameters) -> str:
    people = [meaning.persons[each.name] for each in term.people]
    return (
        f"({people_sql(people, group, values)} AND photo_id NOT IN "
        f"(SELECT photo_id FROM shown WHERE NOT coalesce({counted_sql(group, values, people)}, FALSE)))"
    )


def like_sql(term: Like, group: Group, meaning: Meaning, values: Parameters) -> str:
    """The photo shows one of the people of another photo, or a face that is like theirs."""
    likeness = meaning.likenesses[term.path]
    conditions = [counted_sql(group, values, likeness.people)] if likeness.people else []
    if likeness.faces:
        conditions.append(values.is_one_of("face_id", list(likeness.faces)))
    return f"photo_id IN (SELECT photo_id FROM shown WHERE {' OR '.join(conditions) or 'FALSE'})"


def count_sql(term: Count, _group: Group, _meaning: Meaning, values: Parameters) -> str:
    """Photos that the pack has not searched have no known number of faces."""
    low, high = term.faces.low or 0, term.faces.high
    counted = (
        "photo_id IN (SELECT photo_id FROM shown GROUP BY photo_id HAVING "
        f"{values.between('count(*)', max(low, 1), high)})"
    )
    if low > 0:
        return counted
    return (
        f"({counted} OR (photo_id NOT IN (SELECT photo_id FROM shown) "
        "AND photo_id IN (SELECT photo_id FROM analysis WHERE fingerprint = $fingerprint)))"
    )


def twice_sql(group: Group, values: Parameters) -> str:
    """Somebody, or one of the people of the group, has two faces."""
    who = counted_sql(group, values, group.people) if group.people else (
        f"(person_id IS NOT NULL AND {values.is_one_of('status', group.statuses)})"
    )  # fmt: skip
    return f"photo_id IN (SELECT photo_id FROM shown WHERE {who} GROUP BY photo_id, person_id HAVING count(*) > 1)"


# Distances are in pixels of the photo. `span` is the longer side of a face.
_FACES = (
    "(SELECT shown.*, (shown.x + shown.width / 2) * photo.width AS across, "
    "(shown.y + shown.height / 2) * photo.height AS down, "
    "greatest(shown.width * photo.width, shown.height * photo.height) AS span FROM shown JOIN photo USING (photo_id))"
)
_NEAR = f"""
FROM {_FACES} AS one JOIN {_FACES} AS other ON one.photo_id = other.photo_id AND one.face_id <> other.face_id
WHERE greatest(one.span, other.span) <= {NEAR_RATIO} * least(one.span, other.span)
  AND sqrt(pow(one.across - other.across, 2) + pow(one.down - other.down, 2))
      <= {NEAR_FACES} * (one.span + other.span) / 2
"""


def together_sql(group: Group, values: Parameters) -> str:
    """Those people of the group whom the photo shows are near each other: each has another one of them nearby. If the
    group has one person, somebody is near this person; if it has none, any two faces are near each other.
    """
    if not group.people:
        return f"photo_id IN (SELECT one.photo_id {_NEAR})"
    ours = counted_sql(group, values, group.people, "one")
    if len(group.people) == 1:
        return f"photo_id IN (SELECT one.photo_id {_NEAR} AND {ours})"
    theirs = counted_sql(group, values, group.people, "other")
    present = counted_sql(group, values, group.people)
    return (
        "photo_id IN (SELECT photo_id FROM "
        f"(SELECT one.photo_id AS photo_id, count(DISTINCT one.person_id) AS near {_NEAR} AND {ours} AND {theirs} "
        "AND one.person_id <> other.person_id GROUP BY one.photo_id) JOIN "
        f"(SELECT photo_id, count(DISTINCT person_id) AS present FROM shown WHERE {present} GROUP BY photo_id) "
        "USING (photo_id) WHERE near = present)"
    )


def faces_sql(terms: Sequence[FaceTerm], group: Group, meaning: Meaning, values: Parameters) -> str:
    """One face of one of the people of the group, or any face, is as all the terms say."""
    conditions = [counted_sql(group, values, group.people)] if group.people else []
    conditions += [_face_sql(term, group, meaning, values) for term in terms]
    dated = "JOIN (SELECT photo_id, taken_at, taken_precision FROM photo) USING (photo_id) " if any(
        isinstance(term, Age) for term in terms
    ) else ""  # fmt: skip
    return f"photo_id IN (SELECT photo_id FROM shown {dated}WHERE {' AND '.join(conditions)})"


def _face_sql(term: FaceTerm, group: Group, meaning: Meaning, values: Parameters) -> str:
    if isinstance(term, Status):
        return f"status = {values.add(term.status)}"
    if isinstance(term, Age):
        return _age_sql(term, group, meaning, values)
    found = term.range
    between = values.between(_MEASURES[term.name], found.low, found.high, strict=found.strict)
    if term.name != "confidence":
        return between
    return f"({between} AND person_id IS NOT NULL AND {values.is_one_of('status', group.statuses)})"


_MEASURES = {"confidence": "probability", "size": "size", "quality": f"({QUALITY})"}


def _age_sql(term: Age, group: Group, meaning: Meaning, values: Parameters) -> str:
    periods: dict[int, tuple[datetime, datetime]] = {
        person: period_of_age(birth, term.years)
        for person, birth in meaning.births.items()
        if not group.people or person in group.people
    }
    people, begins, ends = (values.add(list(column)) for column in (
        periods, [begin for begin, _ in periods.values()], [end for _, end in periods.values()]
    ))  # fmt: skip
    return (
        f"({values.is_one_of('status', group.statuses)} AND EXISTS (SELECT 1 FROM ("
        f"SELECT unnest({people}::BIGINT[]) AS who, unnest({begins}::TIMESTAMP[]) AS begins, "
        f"unnest({ends}::TIMESTAMP[]) AS ends) "
        f"WHERE who = person_id AND {TAKEN_UNTIL} > begins AND taken_at < ends))"
    )
