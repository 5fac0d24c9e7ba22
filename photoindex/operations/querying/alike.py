"""Connect the term `like:` with the comparison of faces. The comparison is imported only if a query needs it."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from photoindex.operations.querying.understood import LikenessesOf
from photoindex.query.line import Line, line_of
from photoindex.query.meaning import Likeness
from photoindex.query.parser import parse
from photoindex.query.tree import Tree
from photoindex.store.database.connection import Connection
from photoindex.store.opening.index import Index
from photoindex.store.tables.current_pack import CurrentPack, require_current_pack
from photoindex.store.tables.people import load_persons

if TYPE_CHECKING:
    from photoindex.operations.common.photo_faces import ImageAnalyzer
    from photoindex.operations.querying.likeness import Embeddings

Outside = Mapping[str, "Embeddings"]


def likenesses_inside(index: Index, pack: CurrentPack, outside: "Outside | None" = None) -> LikenessesOf:
    """Make the function that finds faces like those of the photos in a query: photos in the index, and photos
    `outside`, whose faces are given.
    """

    def find(connection: Connection, trees: Sequence[Tree], line: Line) -> Mapping[str, Likeness]:
        from photoindex.operations.querying.likeness import likenesses

        return likenesses(connection, index, pack, trees, line=line, outside=outside or {})

    return find


def faces_outside_index(index: Index, typed: str | Sequence[str], analyzer: "ImageAnalyzer | None" = None) -> "Outside":
    """Find the faces in those photos of a query that are not in the index, by the typed path. The index is closed while
    the models run, so that others can use it.

    Raises:
        QueryError: the query cannot be understood, or such a photo cannot be read or has no face.
        PackError: the pack that made the index is no longer installed.
    """
    if "like:" not in (typed if isinstance(typed, str) else " ".join(typed)).casefold():
        return {}
    from photoindex.operations.querying.likeness import faces_of_outside, photos_outside

    with index.reading() as connection:
        pack = require_current_pack(connection)
        terms = photos_outside(connection, [parse(typed, load_persons(connection))])
    return faces_of_outside(pack, terms, line_of(typed), analyzer) if terms else {}
