"""Find the faces, and the places without a face, that claims of other programs are about."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from photoindex.domain.claims import Claim
from photoindex.domain.geometry import Box
from photoindex.domain.people import BY_HAND, FaceRef
from photoindex.operations.importing.matching import matched
from photoindex.store.database.connection import Connection
from photoindex.store.views.photo_facts import faces_of_photos


@dataclass(frozen=True, slots=True)
class ClaimsHere:
    """The claims about each face, by its id, and those about each place at which there is no face."""

    about_faces: dict[int, list[Claim]] = field(default_factory=dict)
    about_places: dict[FaceRef, list[Claim]] = field(default_factory=dict)


def claims_here(connection: Connection, claims: Sequence[Claim], fingerprint: str) -> ClaimsHere:
    """Match claims with a box to the faces of the pack with this fingerprint, and to those that humans drew. Claims
    about photos that the index does not hold are left out.
    """
    faces = faces_of_photos(connection, list(dict.fromkeys(claim.content_hash for claim in claims)), fingerprint)
    here = ClaimsHere()
    for said in _by_origin(claims).values():
        content_hash = said[0].content_hash
        if (found := faces.get(content_hash)) is None:
            continue
        left = []
        for claim, at in zip(said, matched(_boxes(said), [face.box for face in found]), strict=True):
            if at is not None:
                here.about_faces.setdefault(found[at].face_id, []).append(claim)
            else:
                left.append(claim)
        _add_places(here.about_places, content_hash, left)
    return here


def _add_places(places: dict[FaceRef, list[Claim]], content_hash: str, claims: Sequence[Claim]) -> None:
    """Add what one origin says about places in a photo; another one may have named the same place already."""
    known = [ref for ref in places if ref.content_hash == content_hash]
    boxes = _boxes(claims)
    for claim, box, at in zip(claims, boxes, matched(boxes, [ref.box for ref in known]), strict=True):
        ref = known[at] if at is not None else FaceRef(content_hash, box, BY_HAND).rounded()
        places.setdefault(ref, []).append(claim)


def _by_origin(claims: Sequence[Claim]) -> Mapping[tuple[str, str, str], list[Claim]]:
    groups: dict[tuple[str, str, str], list[Claim]] = {}
    for claim in claims:
        if claim.box is not None:
            groups.setdefault((claim.content_hash, claim.program, claim.origin), []).append(claim)
    return groups


def _boxes(claims: Sequence[Claim]) -> list[Box]:
    return [claim.box for claim in claims if claim.box is not None]
