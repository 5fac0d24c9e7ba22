"""Combine what the sidecars of a photo and the photo itself say into records, one for each file.

Sidecars are written after the photo, so they win: if a sidecar has boxes in any schema, the boxes of the photo are left
out, because a person who was renamed or removed may live on there. The same holds for each list of names.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

from photoindex.interop.photo_names import PhotoHint, PhotoNames
from photoindex.interop.regions import WrittenRegion
from photoindex.interop.xmp.frames import in_frame
from photoindex.interop.xmp.merging import merged, without
from photoindex.interop.xmp.said import Said
from photoindex.interop.xmp.statements import BOXES, Statements

Source = tuple[Path, Statements]
"""A file, and what it says."""


def records_of(photo: Path, sources: Sequence[Source]) -> Iterator[PhotoNames]:
    """The records of a photo, from its sources, of which the first has the last word.

    A source that uses one of the schemas has a record, even if nothing is left of what it says: the record replaces
    what the same source said earlier.
    """
    left = list(_deciding(sources))
    boxes = [_boxes_of(said) for _, said in left]
    known: list[WrittenRegion] = [region for regions in boxes for region in regions]
    told: list[str] = []
    for (origin, said), regions in zip(left, boxes, strict=True):
        names = without((name for one in said.values() for name in one.names), known)
        names = tuple(name for name in names if name not in told)
        told += names
        yield PhotoNames(PhotoHint(str(photo)), "xmp", origin, in_frame(regions, photo), names)


def _deciding(sources: Sequence[Source]) -> Iterator[tuple[Path, dict[str, Said]]]:
    """What remains of each source after the sources before it."""
    taken: set[str] = set()
    for origin, statements in sources:
        if statements.by_schema:
            yield origin, {schema: said for schema, said in statements.by_schema.items() if schema not in taken}
        taken.update(statements.by_schema)
        if not taken.isdisjoint(BOXES):
            taken.update(BOXES)


def _boxes_of(said: dict[str, Said]) -> tuple[WrittenRegion, ...]:
    return merged([said[schema].regions for schema in BOXES if schema in said])
