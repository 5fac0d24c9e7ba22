"""Carry the previous clusters over to the present faces, which another pack may have found at the same boxes."""

from photoindex.domain.geometry import Box
from photoindex.people.decisions.face_matching import match_faces
from photoindex.store.database.connection import Connection
from photoindex.store.tables.clusters import load_membership
from photoindex.store.tables.faces import boxes_in_photos


def previous_clusters(connection: Connection, fingerprint: str) -> dict[int, int]:
    """Map face ids of the pack with this fingerprint to the ids of their latest clusters.

    If the clusters were made from another pack's faces, each face gets the cluster of the other pack's face at the same
    box.
    """
    membership = load_membership(connection)
    other = boxes_in_photos(connection, list(membership), fingerprint, found_by_it=False)
    if not other:
        return membership
    present = boxes_in_photos(connection, list(membership), fingerprint, found_by_it=True)
    gone = {face_id for boxes in other.values() for face_id in boxes}
    previous = {face_id: cluster_id for face_id, cluster_id in membership.items() if face_id not in gone}
    for photo_id, boxes in other.items():
        old = {face_id: box for face_id, box in boxes.items() if face_id in membership}
        previous |= _heirs(old, present.get(photo_id, {}), membership)
    return previous


def _heirs(old: dict[int, Box], present: dict[int, Box], membership: dict[int, int]) -> dict[int, int]:
    matches = match_faces(list(old.values()), present)
    return {face_id: membership[before] for before, face_id in zip(old, matches, strict=True) if face_id is not None}
