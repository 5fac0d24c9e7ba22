"""Make catalogues with the tables of Lightroom Classic."""

import sqlite3
from contextlib import closing
from pathlib import Path

# Names, types and defaults as in catalogues of Lightroom Classic 13; the other hundred tables are left out.
TABLES = """
CREATE TABLE AgLibraryRootFolder (id_local INTEGER PRIMARY KEY, id_global UNIQUE NOT NULL,
    absolutePath UNIQUE NOT NULL DEFAULT '', name NOT NULL DEFAULT '', relativePathFromCatalog);
CREATE TABLE AgLibraryFolder (id_local INTEGER PRIMARY KEY, id_global UNIQUE NOT NULL, parentId INTEGER,
    pathFromRoot NOT NULL DEFAULT '', rootFolder INTEGER NOT NULL DEFAULT 0, visibility INTEGER);
CREATE TABLE AgLibraryFile (id_local INTEGER PRIMARY KEY, id_global UNIQUE NOT NULL, baseName NOT NULL DEFAULT '',
    errorMessage, errorTime, extension NOT NULL DEFAULT '', externalModTime, folder INTEGER NOT NULL DEFAULT 0,
    idx_filename NOT NULL DEFAULT '', importHash, lc_idx_filename NOT NULL DEFAULT '',
    lc_idx_filenameExtension NOT NULL DEFAULT '', md5, modTime, originalFilename NOT NULL DEFAULT '',
    sidecarExtensions, sidecarModTime);
CREATE TABLE Adobe_images (id_local INTEGER PRIMARY KEY, id_global UNIQUE NOT NULL,
    aspectRatioCache NOT NULL DEFAULT -1, bitDepth NOT NULL DEFAULT 0, captureTime, colorChannels NOT NULL DEFAULT 0,
    colorLabels NOT NULL DEFAULT '', copyName, fileFormat NOT NULL DEFAULT 'unset', fileHeight, fileWidth,
    masterImage INTEGER, orientation, pick NOT NULL DEFAULT 0, rating, rootFile INTEGER NOT NULL DEFAULT 0);
CREATE TABLE AgLibraryKeyword (id_local INTEGER PRIMARY KEY, id_global UNIQUE NOT NULL, dateCreated NOT NULL DEFAULT '',
    genealogy NOT NULL DEFAULT '', imageCountCache DEFAULT -1, includeOnExport INTEGER NOT NULL DEFAULT 1,
    includeParents INTEGER NOT NULL DEFAULT 1, includeSynonyms INTEGER NOT NULL DEFAULT 1, keywordType, lastApplied,
    lc_name, name, parent INTEGER);
CREATE TABLE AgLibraryKeywordImage (id_local INTEGER PRIMARY KEY, image INTEGER NOT NULL DEFAULT 0,
    tag INTEGER NOT NULL DEFAULT 0);
CREATE TABLE AgLibraryFace (id_local INTEGER PRIMARY KEY, bl_x, bl_y, br_x, br_y, cluster INTEGER, compatibleVersion,
    ignored INTEGER, image INTEGER NOT NULL DEFAULT 0, imageOrientation NOT NULL DEFAULT '', orientation,
    origination NOT NULL DEFAULT 0, propertiesCache, regionType NOT NULL DEFAULT 0, skipSuggestion INTEGER,
    tl_x NOT NULL DEFAULT '', tl_y NOT NULL DEFAULT '', touchCount NOT NULL DEFAULT 0,
    touchTime NOT NULL DEFAULT -63113817600, tr_x, tr_y, version);
CREATE TABLE AgLibraryKeywordFace (id_local INTEGER PRIMARY KEY, face INTEGER NOT NULL DEFAULT 0, keyFace INTEGER,
    rankOrder, tag INTEGER NOT NULL DEFAULT 0, userPick INTEGER, userReject INTEGER);
CREATE TABLE AgLibraryFaceCluster (id_local INTEGER PRIMARY KEY, keyFace INTEGER);
CREATE TABLE AgLibraryFaceData (id_local INTEGER PRIMARY KEY, data, face INTEGER NOT NULL DEFAULT 0);
CREATE TABLE Adobe_variablesTable (id_local INTEGER PRIMARY KEY, id_global UNIQUE NOT NULL, name, type, value);
CREATE INDEX index_AgLibraryFace_image ON AgLibraryFace (image);
CREATE INDEX index_AgLibraryKeywordFace_face ON AgLibraryKeywordFace (face);
CREATE INDEX index_AgLibraryKeywordImage_image ON AgLibraryKeywordImage (image);
INSERT INTO Adobe_variablesTable (id_global, name, value) VALUES ('a', 'Adobe_DBVersion', '1300001');
"""

Corners = tuple[float, float, float, float, float, float, float, float]


class LightroomCatalogue:
    """A catalogue in a file, with one root folder."""

    def __init__(self, path: Path, root: str = "/Users/ann/Pictures/") -> None:
        self.path = path
        with closing(sqlite3.connect(path)) as connection:
            connection.executescript(f"PRAGMA synchronous = OFF; BEGIN; {TABLES} COMMIT;")
        self.run("INSERT INTO AgLibraryRootFolder (id_local, id_global, absolutePath) VALUES (1, 'r', ?)", root)

    def run(self, statement: str, *values: object) -> int:
        with closing(sqlite3.connect(self.path)) as connection, connection:
            connection.execute("PRAGMA synchronous = OFF")
            connection.execute("PRAGMA journal_mode = MEMORY")
            return connection.execute(statement, values).lastrowid or 0

    def insert(self, table: str, **values: object) -> int:
        names = ", ".join(values)
        marks = ", ".join("?" * len(values))
        return self.run(f"INSERT INTO {table} ({names}) VALUES ({marks})", *values.values())

    def image(
        self,
        path: str,
        *,
        orientation: str | None = "AB",
        size: tuple[int, int] = (4000, 3000),
        master: int | None = None,
    ) -> int:
        """Add an image below the root folder; `size` is that of the stored image."""
        folder, _, name = path.rpartition("/")
        stem, _, ending = name.rpartition(".")
        pathless = f"{folder}/" if folder else ""
        key = f"{path}{master}"
        place = self.insert("AgLibraryFolder", id_global=key, pathFromRoot=pathless, rootFolder=1)
        file = self.insert("AgLibraryFile", id_global=key, baseName=stem, extension=ending, folder=place)
        return self.insert(
            "Adobe_images",
            id_global=key,
            rootFile=file,
            orientation=orientation,
            fileWidth=size[0],
            fileHeight=size[1],
            captureTime="2015-07-14T12:00:07",
            masterImage=master,
            fileFormat="JPG",
        )

    def keyword(self, name: str, kind: str | None = "person") -> int:
        return self.insert(
            "AgLibraryKeyword", id_global=f"{name}{kind}", name=name, lc_name=name.lower(), keywordType=kind
        )

    def face(self, image: int, corners: Corners, orientation: str = "AB", ignored: int | None = None) -> int:
        """Add a face, given its corners: top left, top right, bottom left, bottom right."""
        names = ("tl_x", "tl_y", "tr_x", "tr_y", "bl_x", "bl_y", "br_x", "br_y")
        values = dict(zip(names, corners, strict=True))
        return self.insert("AgLibraryFace", image=image, imageOrientation=orientation, ignored=ignored, **values)

    def name(self, face: int, keyword: int, pick: object = 1, reject: object = 0, rank: object = None) -> None:
        self.insert("AgLibraryKeywordFace", face=face, tag=keyword, userPick=pick, userReject=reject, rankOrder=rank)

    def tag(self, image: int, keyword: int) -> None:
        self.insert("AgLibraryKeywordImage", image=image, tag=keyword)


def corners(x: float, y: float, width: float, height: float) -> Corners:
    return x, y, x + width, y, x, y + height, x + width, y + height
