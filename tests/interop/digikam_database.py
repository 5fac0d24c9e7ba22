"""Make databases with the tables of digiKam, version 8 (schema 16), in memory or in a file."""

import sqlite3
from contextlib import closing
from pathlib import Path

# Names, types and constraints as in digiKam's dbconfig.xml; the tables that hold no names are left out, as are the
# triggers.
TABLES = """
CREATE TABLE AlbumRoots (id INTEGER PRIMARY KEY, label TEXT, status INTEGER NOT NULL, type INTEGER NOT NULL,
    identifier TEXT, specificPath TEXT, caseSensitivity INTEGER, UNIQUE(identifier, specificPath));
CREATE TABLE Albums (id INTEGER PRIMARY KEY, albumRoot INTEGER NOT NULL, relativePath TEXT NOT NULL, date DATE,
    caption TEXT, collection TEXT, icon INTEGER, modificationDate DATETIME, UNIQUE(albumRoot, relativePath));
CREATE TABLE Images (id INTEGER PRIMARY KEY, album INTEGER, name TEXT NOT NULL, status INTEGER NOT NULL,
    category INTEGER NOT NULL, modificationDate DATETIME, fileSize INTEGER, uniqueHash TEXT, manualOrder INTEGER,
    UNIQUE(album, name));
CREATE TABLE ImageInformation (imageid INTEGER PRIMARY KEY, rating INTEGER, creationDate DATETIME,
    digitizationDate DATETIME, orientation INTEGER, width INTEGER, height INTEGER, format TEXT, colorDepth INTEGER,
    colorModel INTEGER);
CREATE TABLE Tags (id INTEGER PRIMARY KEY, pid INTEGER, name TEXT NOT NULL, icon INTEGER, iconkde TEXT,
    UNIQUE(name, pid));
CREATE TABLE TagsTree (id INTEGER NOT NULL, pid INTEGER NOT NULL, UNIQUE(id, pid));
CREATE TABLE ImageTags (imageid INTEGER NOT NULL, tagid INTEGER NOT NULL, UNIQUE(imageid, tagid));
CREATE TABLE Settings (keyword TEXT NOT NULL UNIQUE, value TEXT);
CREATE TABLE TagProperties (tagid INTEGER, property TEXT, value TEXT);
CREATE TABLE ImageTagProperties (imageid INTEGER, tagid INTEGER, property TEXT, value TEXT);
CREATE INDEX tag_id_index ON ImageTags (imageid);
CREATE INDEX imagetagproperties_imageid_index ON ImageTagProperties (imageid);
INSERT INTO Settings VALUES ('DBVersion', '16'), ('DBVersionRequired', '16');
INSERT INTO Tags (id, pid, name) VALUES (1, 0, '_Digikam_Internal_Tags_'), (4, 0, 'People'), (5, 4, 'Unknown'),
    (6, 4, 'Ignored'), (7, 4, 'Unconfirmed'), (8, 0, 'Beach');
INSERT INTO TagProperties VALUES (1, 'internalTag', NULL), (5, 'person', NULL), (5, 'unknownPerson', NULL),
    (6, 'person', NULL), (6, 'ignoredPerson', NULL), (7, 'person', NULL), (7, 'unconfirmedPerson', NULL);
"""

UNKNOWN, IGNORED, UNCONFIRMED, BEACH = 5, 6, 7, 8


def rectangle(x: int, y: int, width: int, height: int) -> str:
    return f'<rect x="{x}" y="{y}" width="{width}" height="{height}"/>'


class DigikamDatabase:
    """A database in a file, with one collection."""

    def __init__(
        self, path: Path, identifier: str = "volumeid:?path=/home/ann/Pictures", specific_path: str = "/"
    ) -> None:
        self.path = path
        with closing(sqlite3.connect(path)) as connection:
            connection.executescript(f"PRAGMA synchronous = OFF; BEGIN; {TABLES} COMMIT;")
        self.run("INSERT INTO AlbumRoots VALUES (1, 'Pictures', 0, 1, ?, ?, 2)", identifier, specific_path)

    def run(self, statement: str, *values: object) -> int:
        with closing(sqlite3.connect(self.path)) as connection, connection:
            # Nobody switches the machine off between two tests.
            connection.execute("PRAGMA synchronous = OFF")
            connection.execute("PRAGMA journal_mode = MEMORY")
            return connection.execute(statement, values).lastrowid or 0

    def photo(
        self,
        path: str,
        *,
        orientation: int | None = 1,
        size: tuple[int, int] | None = (4000, 3000),
        status: int = 1,
        category: int = 1,
    ) -> int:
        """Add a photo below the collection; `size` is that of the stored image."""
        album, _, name = path.rpartition("/")
        self.run("INSERT OR IGNORE INTO Albums (albumRoot, relativePath) VALUES (1, ?)", f"/{album.strip('/')}")
        statement = (
            "INSERT INTO Images (album, name, status, category, fileSize)"
            " SELECT id, ?, ?, ?, 123456 FROM Albums WHERE relativePath = ?"
        )
        photo = self.run(statement, name, status, category, f"/{album.strip('/')}")
        width, height = size or (None, None)
        statement = (
            "INSERT INTO ImageInformation (imageid, creationDate, orientation, width, height) VALUES (?,?,?,?,?)"
        )
        self.run(statement, photo, "2025-11-09T06:33:10.000", orientation, width, height)
        return photo

    def person(self, name: str, full_name: str | None = None) -> int:
        tag = self.run("INSERT INTO Tags (pid, name) VALUES (4, ?)", name)
        self.run("INSERT INTO TagProperties VALUES (?, 'person', ?)", tag, name if full_name is None else full_name)
        self.run("INSERT INTO TagProperties VALUES (?, 'faceEngineId', ?)", tag, name)
        return tag

    def face(self, photo: int, tag: int, region: str, kind: str = "tagRegion") -> None:
        self.run("INSERT INTO ImageTagProperties VALUES (?, ?, ?, ?)", photo, tag, kind, region)
        if kind == "tagRegion":
            self.tag(photo, tag)

    def tag(self, photo: int, tag: int) -> None:
        self.run("INSERT OR IGNORE INTO ImageTags VALUES (?, ?)", photo, tag)
