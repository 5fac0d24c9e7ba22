"""Translate terms about the photo and its files into SQL (see `matching`), and collect all terms about photos."""

from collections.abc import Callable, Mapping
from typing import Any

from photoindex.domain.photo_texts import folded
from photoindex.query.globs import file_pattern, folder_pattern
from photoindex.query.meaning import NEAREST_COUNTS, WITHIN_COUNTS, Group, Meaning
from photoindex.query.moments import begin_of, finish_of
from photoindex.query.tree import Count, Dates, Flag, Like, Months, Near, Only, Pattern, Place, Someone
from photoindex.store.database.path_text import below_sql, prefix_of, text_of
from photoindex.store.tables.taken_dates import TAKEN_UNTIL
from photoindex.store.views.matching_faces import count_sql, like_sql, only_sql, someone_sql, together_sql, twice_sql
from photoindex.store.views.parameters import Parameters

# In metres: the radius of a sphere with the surface of the earth.
_EARTH = 6_371_007.0
# Endings that stand for the same format.
_ENDINGS = (("jpg", "jpeg", "jpe"), ("tif", "tiff"), ("heic", "heif"))


def _known(condition: str) -> str:
    """A condition that is false where what it asks about is unknown. For conditions that are never NULL, this would
    prevent DuckDB from reading only the photos that match.
    """
    return f"coalesce({condition}, FALSE)"


def _dates_sql(term: Dates, _group: Group, meaning: Meaning, values: Parameters) -> str:
    """The photo may have been taken at some moment of the period."""
    limits = ["taken_at IS NOT NULL"]
    if term.first is not None:
        limits.append(f"{TAKEN_UNTIL} > {values.add(begin_of(term.first, meaning.today))}::TIMESTAMP")
    if term.last is not None:
        limits.append(f"taken_at < {values.add(finish_of(term.last, meaning.today))}::TIMESTAMP")
    return f"({' AND '.join(limits)})"


def _months_sql(term: Months, _group: Group, _meaning: Meaning, values: Parameters) -> str:
    first, last = values.add(term.first), values.add(term.last)
    word = "AND" if term.first <= term.last else "OR"
    return _known(f"taken_precision <> 'year' AND (month(taken_at) >= {first} {word} month(taken_at) <= {last})")


def _flag_sql(term: Flag, group: Group, _meaning: Meaning, values: Parameters) -> str:
    if term.name == "undated":
        return "(taken_at IS NULL)"
    if term.name == "twice":
        return twice_sql(group, values)
    if term.name == "together":
        return together_sql(group, values)
    status = "'ignored'" if term.name == "stranger" else "'none', 'suggested'"
    return f"photo_id IN (SELECT photo_id FROM shown WHERE status IN ({status}))"


def _pattern_sql(term: Pattern, _group: Group, meaning: Meaning, values: Parameters) -> str:
    if term.name == "camera":
        camera = "lower(concat_ws(' ', camera_make, camera_model))"
        return _known(f"contains({camera}, lower(nfc_normalize({values.add(term.text)})))")
    if term.name == "text":
        text = values.add(folded(term.text))
        return f"photo_id IN (SELECT photo_id FROM photo_text WHERE contains(searched, {text}))"
    return f"photo_id IN (SELECT photo_id FROM file WHERE missing_since IS NULL AND {_path_sql(term, meaning, values)})"


def _path_sql(term: Pattern, meaning: Meaning, values: Parameters) -> str:
    if term.name == "ext":
        same = next((endings for endings in _ENDINGS if term.text in endings), (term.text,))
        return values.is_one_of(r"lower(regexp_extract(path, '\.([^./\\]*)$', 1))", same)
    folder = meaning.folders.get(term.text) if term.name == "folder" else None
    if folder is not None:
        return below_sql("path", values.add(text_of(folder)), values.add(prefix_of(folder)))
    text = text_of(term.text)
    pattern = values.add(folder_pattern(text) if term.name == "folder" else file_pattern(text))
    # Some systems store "é" as "e" and an accent.
    return f"regexp_matches(nfc_normalize(path), nfc_normalize({pattern}), 'i')"


def _near_sql(term: Near, _group: Group, _meaning: Meaning, values: Parameters) -> str:
    """The distance on the sphere (haversine formula). `least` ignores NULL, so an unknown place is excluded before."""
    latitude, longitude = (
        f"radians({values.add(term.latitude)}::DOUBLE)",
        f"radians({values.add(term.longitude)}::DOUBLE)",
    )
    return (
        f"(latitude IS NOT NULL AND longitude IS NOT NULL AND 2 * {_EARTH} * asin(least(1, sqrt("
        f"pow(sin((radians(latitude) - {latitude}) / 2), 2) + cos({latitude}) * cos(radians(latitude)) * "
        f"pow(sin((radians(longitude) - {longitude}) / 2), 2)))) <= {values.add(term.metres)}::DOUBLE)"
    )


def _place_sql(term: Place, _group: Group, meaning: Meaning, values: Parameters) -> str:
    meant = meaning.places[term.name]
    conditions = []
    if meant.towns:
        near = f"(NOT nearest OR metres <= {values.add(NEAREST_COUNTS)}::DOUBLE)"
        conditions.append(f"({values.is_one_of('place_id', meant.towns)} AND {near})")
    if meant.within:
        near = f"nearest AND metres <= {values.add(WITHIN_COUNTS)}::DOUBLE"
        conditions.append(f"({near} AND {values.is_one_of('place_id', meant.within)})")
    return f"photo_id IN (SELECT photo_id FROM photo_place WHERE {' OR '.join(conditions) or 'FALSE'})"


PHOTO_TERMS: Mapping[type, Callable[[Any, Group, Meaning, Parameters], str]] = {
    Someone: someone_sql,
    Only: only_sql,
    Count: count_sql,
    Flag: _flag_sql,
    Dates: _dates_sql,
    Months: _months_sql,
    Pattern: _pattern_sql,
    Near: _near_sql,
    Place: _place_sql,
    Like: like_sql,
}
"""The SQL of each term that is about a whole photo; it is never NULL."""
