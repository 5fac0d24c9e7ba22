"""What an index holds in a form that can be compared with another one."""

from photoindex.store.index import Index


def faces_of(index: Index) -> dict[str, list[tuple[object, ...]]]:
    """Content hash -> every face with all that was found of it, and the files that hold the photo."""
    with index.reading() as connection:
        found = connection.execute(
            "SELECT content_hash, face.* EXCLUDE (face_id, photo_id), vector, file.* EXCLUDE (photo_id) "
            "FROM photo JOIN analysis USING (photo_id) JOIN file USING (photo_id) "
            "LEFT JOIN face ON face.photo_id = photo.photo_id LEFT JOIN embedding USING (face_id) ORDER BY ALL"
        ).fetchall()
    faces: dict[str, list[tuple[object, ...]]] = {}
    for content_hash, *face in found:
        faces.setdefault(content_hash, []).append(tuple(face))
    return faces


def groups_of(index: Index) -> set[frozenset[tuple[object, ...]]]:
    """The clusters as sets of faces, without their numbers."""
    with index.reading() as connection:
        rows = connection.execute(
            "SELECT cluster_id, content_hash, x FROM membership JOIN face USING (face_id) JOIN photo USING (photo_id)"
        ).fetchall()
    groups: dict[int, set[tuple[object, ...]]] = {}
    for cluster_id, *face in rows:
        groups.setdefault(cluster_id, set()).add(tuple(face))
    return {frozenset(group) for group in groups.values()}
