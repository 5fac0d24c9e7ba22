"""The tables of the index, as an ordered list of migrations. Never edit a released migration; append a new one.

Machine results (photo, photo_text, photo_place, face, embedding, cluster, assignment, portrait) can be computed again
from the photos. `decision` and `decision_face` cannot be computed again. Both are append-only, and replaying the
decisions gives the names of people.
"""

import re

from photoindex.store.database.public_views import FIRST_VIEWS

FIRST = """
CREATE SEQUENCE photo_ids;
CREATE SEQUENCE face_ids;
CREATE SEQUENCE run_ids;

CREATE TABLE setting (key VARCHAR PRIMARY KEY, value VARCHAR NOT NULL);

CREATE TABLE root (path VARCHAR PRIMARY KEY, added_at TIMESTAMP NOT NULL, scanned_at TIMESTAMP);

-- A photo is its content: copies of a file share one row.
CREATE TABLE photo (
    photo_id BIGINT PRIMARY KEY, content_hash VARCHAR NOT NULL UNIQUE, size BIGINT NOT NULL,
    format VARCHAR NOT NULL, width INTEGER NOT NULL, height INTEGER NOT NULL, orientation UTINYINT NOT NULL,
    taken_at TIMESTAMP, taken_from VARCHAR NOT NULL, camera_make VARCHAR, camera_model VARCHAR,
    latitude DOUBLE, longitude DOUBLE, damage VARCHAR
);
CREATE TABLE file (
    path VARCHAR PRIMARY KEY, size BIGINT NOT NULL, mtime_ns BIGINT NOT NULL, photo_id BIGINT NOT NULL,
    missing_since TIMESTAMP
);
CREATE TABLE failure (
    path VARCHAR PRIMARY KEY, size BIGINT NOT NULL, mtime_ns BIGINT NOT NULL,
    stage VARCHAR NOT NULL, error VARCHAR NOT NULL, attempts INTEGER NOT NULL, failed_at TIMESTAMP NOT NULL
);

-- Which pack looked at which photo. `fingerprint` names the models and their settings.
CREATE TABLE analysis (
    photo_id BIGINT NOT NULL, fingerprint VARCHAR NOT NULL, pack VARCHAR NOT NULL, made_by VARCHAR NOT NULL,
    made_at TIMESTAMP NOT NULL, PRIMARY KEY (photo_id, fingerprint)
);
-- Boxes and landmarks (x, y of eyes, nose, mouth corners) are fractions of the upright photo, origin top left.
CREATE TABLE face (
    face_id BIGINT PRIMARY KEY, photo_id BIGINT NOT NULL, fingerprint VARCHAR NOT NULL,
    x DOUBLE NOT NULL, y DOUBLE NOT NULL, width DOUBLE NOT NULL, height DOUBLE NOT NULL,
    landmarks FLOAT[10] NOT NULL, score FLOAT NOT NULL,
    size FLOAT NOT NULL, sharpness FLOAT NOT NULL, yaw FLOAT NOT NULL, norm FLOAT NOT NULL
);
-- Unit vectors as little-endian float16.
CREATE TABLE embedding (face_id BIGINT PRIMARY KEY, vector BLOB NOT NULL);

CREATE TABLE decision (
    seq BIGINT PRIMARY KEY, made_at TIMESTAMP NOT NULL, kind VARCHAR NOT NULL,
    person_id BIGINT, person_name VARCHAR, target BIGINT, source VARCHAR NOT NULL
);
CREATE TABLE decision_face (
    seq BIGINT NOT NULL, content_hash VARCHAR NOT NULL,
    x DOUBLE NOT NULL, y DOUBLE NOT NULL, width DOUBLE NOT NULL, height DOUBLE NOT NULL
);

-- Cluster rows are never deleted, so that an id that was shown is never given to other faces.
CREATE TABLE cluster (cluster_id BIGINT PRIMARY KEY, made_at TIMESTAMP NOT NULL, merged_into BIGINT);
CREATE TABLE membership (face_id BIGINT NOT NULL, cluster_id BIGINT NOT NULL);
CREATE TABLE person (person_id BIGINT NOT NULL, name VARCHAR NOT NULL);
CREATE TABLE assignment (face_id BIGINT NOT NULL, person_id BIGINT, status VARCHAR NOT NULL);

CREATE TABLE run (
    run_id BIGINT PRIMARY KEY, started_at TIMESTAMP NOT NULL, finished_at TIMESTAMP,
    pack VARCHAR NOT NULL, fingerprint VARCHAR NOT NULL, made_by VARCHAR NOT NULL,
    photos BIGINT NOT NULL, faces BIGINT NOT NULL, failures BIGINT NOT NULL, interrupted BOOLEAN NOT NULL
);
"""

SECOND = """
-- `uid` names a decision on every machine. `part` tells the groups of faces apart that one decision speaks of.
ALTER TABLE decision ADD COLUMN uid VARCHAR;
ALTER TABLE decision ADD COLUMN as_group BOOLEAN DEFAULT FALSE;
ALTER TABLE decision ADD COLUMN other_id BIGINT;
ALTER TABLE decision ADD COLUMN other_name VARCHAR;
ALTER TABLE decision ADD COLUMN born VARCHAR;
ALTER TABLE decision ADD COLUMN died VARCHAR;
ALTER TABLE decision_face ADD COLUMN part INTEGER DEFAULT 0;
ALTER TABLE decision_face ADD COLUMN found_by VARCHAR DEFAULT '';
UPDATE decision SET uid = uuid()::VARCHAR,
    as_group = source LIKE 'label cluster%' OR source LIKE 'unlabel cluster%' OR source LIKE 'unlabel person%';
-- Places are kept to five decimals, a tenth of a pixel in the largest photos, so that they survive being written out.
UPDATE decision_face SET x = round(x, 5), y = round(y, 5), width = round(width, 5), height = round(height, 5);

ALTER TABLE assignment ADD COLUMN probability DOUBLE DEFAULT 1.0;

-- A face that a human drew has no embedding.
ALTER TABLE face ADD COLUMN by_hand BOOLEAN DEFAULT FALSE;

-- Paths whose content changed; `new_hash` is empty while the new content cannot be read. A row is settled when the
-- decisions about the old content were carried over.
CREATE TABLE replaced (
    path VARCHAR NOT NULL, old_hash VARCHAR NOT NULL, new_hash VARCHAR NOT NULL, replaced_at TIMESTAMP NOT NULL,
    settled BOOLEAN NOT NULL
);
"""

THIRD = """
-- What the last grouping of a pack's faces measured: arrays as little-endian bytes, one row a pack. `grouped` faces
-- were in the last full pass; the others were only placed.
CREATE TABLE grouping (
    fingerprint VARCHAR PRIMARY KEY, made_at TIMESTAMP NOT NULL, grouped BIGINT NOT NULL,
    people DOUBLE NOT NULL, typical DOUBLE NOT NULL, pair_floor DOUBLE NOT NULL,
    cohort_people DOUBLE NOT NULL, cohort BLOB NOT NULL,
    face_ids BLOB NOT NULL, mean BLOB NOT NULL, deviation BLOB NOT NULL
);
"""

SCANS = """
-- Since when a root looks unmounted; NULL while it is there.
ALTER TABLE root ADD COLUMN away_since TIMESTAMP;

-- What a scan was asked for, and how many files it had left at its last write. A run is recorded when it begins, so
-- that `finished_at` stays NULL for one that was killed.
ALTER TABLE run ADD COLUMN roots VARCHAR[];
ALTER TABLE run ADD COLUMN remaining BIGINT;
"""

FILE_NUMBERS = """
-- When the system last changed what it knows of a file, in nanoseconds since 1970, and its number within the file
-- system: an edit that keeps size and time changes one of them. NULL where the system does not tell, and in rows that
-- are older than these columns, which the next scan fills.
ALTER TABLE file ADD COLUMN ctime_ns BIGINT;
ALTER TABLE file ADD COLUMN inode BIGINT;
ALTER TABLE failure ADD COLUMN ctime_ns BIGINT;
ALTER TABLE failure ADD COLUMN inode BIGINT;
"""

# `store/database/path_text.py` puts the mark U+10FF7F before each character that would otherwise be misread, including
# the mark itself.
MARKED_PATHS = """
UPDATE file SET path = replace(path, chr(1113983), chr(1113983) || chr(1113983)) WHERE contains(path, chr(1113983));
UPDATE failure SET path = replace(path, chr(1113983), chr(1113983) || chr(1113983)) WHERE contains(path, chr(1113983));
UPDATE root SET path = replace(path, chr(1113983), chr(1113983) || chr(1113983)) WHERE contains(path, chr(1113983));
UPDATE replaced SET path = replace(path, chr(1113983), chr(1113983) || chr(1113983)) WHERE contains(path, chr(1113983));
UPDATE run SET roots = list_transform(roots, lambda root: replace(root, chr(1113983), chr(1113983) || chr(1113983)))
WHERE contains(array_to_string(roots, ''), chr(1113983));
"""

TAKEN = """
-- How exactly `taken_at` is known (year, month, day, minute, second), and whether it is likely enough to be the moment
-- of the shot to rule people out by their birth and death. `tolerated` is what is odd about a file whose picture is
-- whole. `facts_version` is the version of the reader; what an older one read is read again by the next scan.
ALTER TABLE photo ADD COLUMN taken_precision VARCHAR DEFAULT 'second';
ALTER TABLE photo ADD COLUMN taken_trusted BOOLEAN DEFAULT FALSE;
ALTER TABLE photo ADD COLUMN tolerated VARCHAR DEFAULT '';
ALTER TABLE photo ADD COLUMN facts_version INTEGER DEFAULT 0;
UPDATE photo SET taken_precision = 'day' WHERE taken_from = 'name' AND taken_at = date_trunc('day', taken_at);
UPDATE photo SET taken_trusted = TRUE
    WHERE taken_from = 'exif' AND NOT (month(taken_at) = 1 AND day(taken_at) = 1 AND hour(taken_at) = 0);
"""

REASONS = """
-- Why a file could not be read, as `PhotoError` has it, and the optional package that it needs. Older versions kept
-- the stage and a sentence: the package stands only there, and why a photo could not be decoded is not known any more.
ALTER TABLE failure ADD COLUMN reason VARCHAR DEFAULT '';
ALTER TABLE failure ADD COLUMN needs VARCHAR DEFAULT '';
UPDATE failure SET
    reason = CASE stage WHEN 'read' THEN 'unreadable' WHEN 'extra' THEN 'needs-package' WHEN 'worker' THEN 'worker-died'
             ELSE '' END,
    needs = CASE stage WHEN 'extra' THEN regexp_extract(error, 'photoindex\\[(\\w+)\\]', 1) ELSE '' END;

-- Videos that lay in a root when it was scanned.
ALTER TABLE root ADD COLUMN videos BIGINT DEFAULT 0;
"""

PRIVATE = """
-- Changes no table. From this version on, the file is made for its owner only; older ones are closed to others once,
-- when they are brought here, so that whoever opens theirs to others afterwards keeps it open.
SELECT 1;
"""

STRUCTURED = """
-- What older versions left in sentences that were written for people. Later code never reads those again.
-- Whether a split was made by "hand" or by "machine"; NULL for other kinds. A name may contain " --faces " too, but it
-- ends in a quotation mark, and the machine never says who the faces belong to.
ALTER TABLE decision ADD COLUMN split_by VARCHAR;
UPDATE decision SET split_by =
    CASE WHEN other_id IS NOT NULL OR regexp_matches(source, ' --faces( [0-9]+)+$') THEN 'hand'
         WHEN as_group OR starts_with(source, 'split ') THEN 'machine' ELSE 'hand' END
    WHERE kind = 'split';

-- What the photo needs and what one photo may have at most: pixels for "too-many-pixels", bytes for "too-much-memory"
-- and "too-many-bytes", NULL for other reasons and where a sentence has only a rounded number.
ALTER TABLE failure ADD COLUMN needed BIGINT;
ALTER TABLE failure ADD COLUMN allowed BIGINT;
UPDATE failure SET reason = 'took-too-long' WHERE stage = 'worker' AND starts_with(error, 'took longer than ');
UPDATE failure SET reason =
    CASE WHEN error = 'the file is empty' THEN 'empty'
         WHEN error = 'not an image that can be read' THEN 'not-an-image'
         WHEN starts_with(error, 'the file ends in the middle') THEN 'truncated'
         WHEN regexp_matches(error, ', over the limit of [0-9,]+ pixels$') THEN 'too-many-pixels'
         WHEN contains(error, ' to decode, over the limit of ') OR error = 'too little memory to decode it'
              OR error = 'there is not enough memory to read it' THEN 'too-much-memory'
         WHEN contains(error, ' bytes long, over the limit of ') THEN 'too-many-bytes'
         WHEN starts_with(error, 'damaged, or ') THEN 'unknown-format'
         WHEN starts_with(error, 'damaged: ') THEN 'damaged'
         ELSE reason END
    WHERE reason = '' AND stage = 'decode';
UPDATE failure SET
    needed = TRY_CAST(regexp_extract(error, ' of ([0-9]+) x [0-9]+ pixels', 1) AS BIGINT)
             * TRY_CAST(regexp_extract(error, ' x ([0-9]+) pixels', 1) AS BIGINT),
    allowed = TRY_CAST(replace(regexp_extract(error, ' limit of ([0-9,]+) pixels$', 1), ',', '') AS BIGINT)
    WHERE reason = 'too-many-pixels';
UPDATE failure SET
    needed = TRY_CAST(replace(regexp_extract(error, 'is ([0-9,]+) bytes long', 1), ',', '') AS BIGINT),
    allowed = TRY_CAST(replace(regexp_extract(error, ' limit of ([0-9,]+)$', 1), ',', '') AS BIGINT)
    WHERE reason = 'too-many-bytes';
"""

PORTRAITS = """
-- The face that a human chose to represent a person in lists. It counts only while the face belongs to the person. Like
-- `assignment`, this follows from the decisions.
CREATE TABLE portrait (person_id BIGINT NOT NULL, face_id BIGINT NOT NULL);
"""

SITTINGS = """
-- Times in which a user answered questions, and the answers. An answer consists of the decisions `first_seq` to
-- `last_seq`; `faces` is the number of faces that got a name or were ignored through it, and `seconds` the time since
-- the answer before it or, for the first one, since the sitting began.
-- From this version on, every write also gives the index a new "generation" in `setting`.
CREATE TABLE sitting (sitting_id BIGINT PRIMARY KEY, started_at TIMESTAMP NOT NULL, ended_at TIMESTAMP NOT NULL);
CREATE TABLE answer (
    sitting_id BIGINT NOT NULL, first_seq BIGINT NOT NULL, last_seq BIGINT NOT NULL, faces BIGINT NOT NULL,
    seconds DOUBLE NOT NULL
);
"""

IMPORTS = """
-- Names from other programs. The decisions of one import carry the uid of its head, a decision of the kind "import", as
-- their `batch`; it is NULL or '' for other decisions. `programs` are the programs that the names of a head come from.
ALTER TABLE decision ADD COLUMN batch VARCHAR DEFAULT '';
ALTER TABLE decision ADD COLUMN programs VARCHAR[] DEFAULT [];

-- What the file `origin` of another program says about a photo that became no decision: a name without a box, or a name
-- that contradicts what a human said. Rows are never changed. Of all imports in force, the latest one that says
-- something about a photo from an origin counts; an empty name means that the origin makes no claim any more.
CREATE TABLE claim (
    content_hash VARCHAR NOT NULL, x DOUBLE, y DOUBLE, width DOUBLE, height DOUBLE,
    name VARCHAR NOT NULL, program VARCHAR NOT NULL, origin VARCHAR NOT NULL, batch VARCHAR NOT NULL
);
"""

EXPORTS = """
-- What photoindex wrote about people into a sidecar or into an original (`path`), so that it can be changed and removed
-- there later: the box of a region, in fractions of the stored picture, or NULL for a keyword. `place` is "regions",
-- "microsoft", "keywords" or "hierarchy".
CREATE TABLE written_name (
    path VARCHAR NOT NULL, content_hash VARCHAR NOT NULL, place VARCHAR NOT NULL, name VARCHAR NOT NULL,
    x DOUBLE, y DOUBLE, width DOUBLE, height DOUBLE, written_at TIMESTAMP NOT NULL
);
"""

SEARCHES = """
-- Searches that users saved, as decisions of the kind "search": a name, and a query (empty if the search was deleted)
-- in which the people `query_names[n]` are those with the ids `query_people[n]`, whatever they are called now.
ALTER TABLE decision ADD COLUMN search VARCHAR DEFAULT '';
ALTER TABLE decision ADD COLUMN query VARCHAR DEFAULT '';
ALTER TABLE decision ADD COLUMN query_people BIGINT[] DEFAULT [];
ALTER TABLE decision ADD COLUMN query_names VARCHAR[] DEFAULT [];
"""

TEXTS_AND_PLACES = """
-- What people wrote into the file of a photo; photos without such texts have no row. `searched` holds all texts in the
-- form in which a search compares them, one a line.
CREATE TABLE photo_text (
    photo_id BIGINT NOT NULL, title VARCHAR NOT NULL, caption VARCHAR NOT NULL, keywords VARCHAR[] NOT NULL,
    searched VARCHAR NOT NULL
);

-- The towns and villages in which photos of the library were taken, from the gazetteer that `setting` names. `country`
-- is a code of ISO 3166-1. `names` are the name and those in other languages and scripts, and `areas` are the names and
-- codes of the region, the country and the continent, all in the form in which a search compares them.
CREATE TABLE place (
    place_id BIGINT NOT NULL, name VARCHAR NOT NULL, region VARCHAR NOT NULL, country VARCHAR NOT NULL,
    country_name VARCHAR NOT NULL, population BIGINT NOT NULL, names VARCHAR[] NOT NULL, areas VARCHAR[] NOT NULL
);
-- Every photo with a position has a row for the `nearest` place, however far it is, and rows for larger towns to whose
-- area the position belongs.
CREATE TABLE photo_place (
    photo_id BIGINT NOT NULL, place_id BIGINT NOT NULL, metres DOUBLE NOT NULL, nearest BOOLEAN NOT NULL
);
"""

INDISTINCT = """
-- The faces that the last grouping left single because their cluster did not stand out: ids as little-endian bytes.
ALTER TABLE grouping ADD COLUMN indistinct BLOB DEFAULT '';
"""

RECIPES = """
-- The fingerprint of the earlier recipe that found and embedded the faces, if the photo could not be read when all
-- others were embedded again; the next scan that finds the photo embeds it again. NULL for the fingerprint's own faces.
ALTER TABLE analysis ADD COLUMN embedded_by VARCHAR;
"""

RECORD = (
    "CREATE TABLE IF NOT EXISTS schema_migration "
    "(version INTEGER PRIMARY KEY, name VARCHAR NOT NULL, applied_at TIMESTAMP NOT NULL)"
)

MIGRATIONS: tuple[tuple[str, str], ...] = (
    ("photos, faces, decisions and groups", FIRST),
    ("more kinds of decisions, faces drawn by hand, edited photos", SECOND),
    ("what groupings measured", THIRD),
    ("roots that are away, scans as they run", SCANS),
    ("change times and numbers of files", FILE_NUMBERS),
    ("paths with characters for private use", MARKED_PATHS),
    ("how exactly dates are known, and whether they deserve trust", TAKEN),
    ("reasons of failures, videos in roots", REASONS),
    ("closed to others", PRIVATE),
    ("how splits were made, limits that photos exceed", STRUCTURED),
    ("portraits that were chosen", PORTRAITS),
    ("sittings and their answers", SITTINGS),
    ("names from other programs", IMPORTS),
    ("names that were written into files", EXPORTS),
    ("saved searches, views for users", SEARCHES + FIRST_VIEWS),
    ("texts in photos, places where they were taken", TEXTS_AND_PLACES),
    ("faces whose clusters did not stand out", INDISTINCT),
    ("faces of earlier recipes", RECIPES),
)

FIRST_PRIVATE = next(number for number, (_, sql) in enumerate(MIGRATIONS, start=1) if sql is PRIVATE)

# The tables that every index has, whatever its version.
FIRST_TABLES = tuple(re.findall(r"CREATE TABLE (\w+)", FIRST))
