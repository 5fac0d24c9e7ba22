"""Disputed places: record who is where no face was found, and other programs disagree about who it is."""

from collections.abc import Sequence

from photoindex.domain.names import clean_name
from photoindex.domain.people import BY_HAND, Decision, FaceRef
from photoindex.domain.typed_box import parse_box
from photoindex.errors import NotFoundError, OvertakenError
from photoindex.operations.identities.deciding import Deciding
from photoindex.operations.identities.transaction import deciding
from photoindex.operations.importing.matching import matched
from photoindex.operations.importing.people import NamesHere
from photoindex.store.opening.index import Index
from photoindex.store.views.photo_facts import faces_of_photos
from photoindex.store.views.search import PhotoRow, photo_with_id

__all__ = ["settle_place"]


def settle_place(
    index: Index, photo_id: int, box: Sequence[float], name: str | None, others: Sequence[str]
) -> tuple[Decision, ...]:
    """Record that a face is at this place and belongs to the person called `name`, or that no face is there if `name`
    is None; and that it is not one of the `others`.

    Args:
        box: left, top, width and height, in fractions of the upright photo.

    Raises:
        NotFoundError: the index does not hold the photo. OvertakenError: meanwhile, a face is known at this place.
        UsageError: a name or the box is invalid.
    """
    cleaned = None if name is None else clean_name(name)
    refused = [clean_name(other) for other in others]
    with deciding(index) as now:
        photo = photo_with_id(now.connection, photo_id)
        if photo is None:
            raise NotFoundError("this photo is no longer in the index", hint="It may have been edited or removed.")
        text = ",".join(f"{side:.5f}" for side in box)
        ref = FaceRef(photo.content_hash, parse_box(text, photo.width, photo.height), BY_HAND).rounded()
        _require_empty(now, photo, ref)
        names = NamesHere(now.state, now.decisions)
        place = f"photo {photo.paths[0]} --box {text}"
        if cleaned is None:
            now.say("not-a-face", f"label {place} --not-a-face", faces=[ref])
        else:
            now.say("name", f'label {place} "{cleaned}"', faces=[ref], person=names.person(cleaned))
        taken = now.said[0].person_id
        for other in refused:
            person = names.person(other)
            if person.person_id != taken:
                now.say("reject", f'label {place} --not "{other}"', faces=[ref], person=person)
        now.follow()
        return tuple(now.said)


def _require_empty(now: Deciding, photo: PhotoRow, ref: FaceRef) -> None:
    known = faces_of_photos(now.connection, [photo.content_hash], now.fingerprint)[photo.content_hash]
    if matched([ref.box], [face.box for face in known]) != [None]:
        raise OvertakenError("a face is known at this place now")
