"""Twice: record that faces in one photo may be the same person."""

from pathlib import Path

from photoindex.domain.people import Decision
from photoindex.domain.seen import Seen
from photoindex.domain.targets import Target
from photoindex.errors import UsageError
from photoindex.operations.identities.targets import check_unchanged, known_photo
from photoindex.operations.identities.transaction import deciding
from photoindex.store.opening.index import Index
from photoindex.store.tables.faces import faces_in_photo


def same_twice(index: Index, target: Path | Target, *, seen: Seen | None = None) -> Decision:
    """Record that faces in one photo may be the same person, as in a mirror or a collage. For a photo, this concerns
    all its faces.

    Raises:
        NotFoundError: the photo or a face does not exist.
        OvertakenError: the faces have changed since they were `seen`, or are not those.
        UsageError: there are fewer than two faces, or they are in different photos.
    """
    with deciding(index, seen=seen) as now:
        if isinstance(target, Target):
            source, rows = f"twice {target}", now.faces_of(target)
        else:
            source, photo = f"twice photo {target}", known_photo(now.connection, target)
            check_unchanged(now.connection, target)
            found = faces_in_photo(now.connection, photo.photo_id, now.fingerprint)
            rows = [row for row in found if row.status != "not-a-face"]
            now.require_seen(row.face_id for row in rows)
        if len({row.photo_id for row in rows}) > 1:
            raise UsageError("these faces are in different photos, where they may be the same person anyway")
        if len(rows) < 2:
            raise UsageError("this needs at least two faces in one photo")
        decision = now.say("twice", source, faces=rows)
        now.follow()
        return decision
