"""Define the views that users may query with SQL. Their names, and the names, types and order of their columns are part
of the interface of photoindex (docs/sql.md): a later migration may add columns at the end, and nothing else.

The index stores the views, so that any program that reads DuckDB databases can use them. photoindex itself does not.
"""

# Files that are missing hold nothing, as in `find`.
_PRESENT = "SELECT photo_id FROM file WHERE missing_since IS NULL"

# The fingerprint of the pack in use. JSON functions are an extension of DuckDB, which a program may lack.
_PACK = """SELECT regexp_extract(value, '"fingerprint": *"([^"]*)"', 1) FROM setting WHERE key = 'current_pack'"""

FIRST_VIEWS = f"""
CREATE OR REPLACE VIEW v_faces AS
SELECT face.face_id, face.photo_id, face.x, face.y, face.width, face.height,
       face.size::DOUBLE AS size,
       CASE WHEN NOT face.by_hand THEN face.score * least(1, face.size / 112.0) * CASE WHEN face.norm > 0
           THEN least(1, face.norm / (SELECT median(one.norm) FROM face AS one
                                      WHERE one.fingerprint = ({_PACK}) AND one.norm > 0))
           ELSE 1 END END::DOUBLE AS quality,
       face.by_hand, membership.cluster_id, assignment.person_id, person.name AS person,
       coalesce(assignment.status, 'none') AS status,
       CASE WHEN assignment.person_id IS NOT NULL THEN assignment.probability END AS confidence
FROM face
LEFT JOIN membership ON membership.face_id = face.face_id
LEFT JOIN assignment ON assignment.face_id = face.face_id
LEFT JOIN person ON person.person_id = assignment.person_id
WHERE face.fingerprint = ({_PACK}) AND assignment.status IS DISTINCT FROM 'not-a-face'
  AND face.photo_id IN ({_PRESENT});

CREATE OR REPLACE VIEW v_appearances AS
SELECT found.photo_id, found.person_id, person.name AS person, photo.taken_at,
       CASE WHEN photo.taken_at IS NOT NULL THEN photo.taken_precision END AS taken_precision,
       found.faces, found.status, found.confidence
FROM (SELECT face.photo_id, assignment.person_id, count(*) AS faces,
             CASE WHEN bool_or(assignment.status = 'confirmed') THEN 'confirmed' ELSE 'automatic' END AS status,
             max(assignment.probability) AS confidence
      FROM face JOIN assignment ON assignment.face_id = face.face_id
      WHERE face.fingerprint = ({_PACK}) AND assignment.person_id IS NOT NULL
        AND assignment.status IN ('confirmed', 'automatic') AND face.photo_id IN ({_PRESENT})
      GROUP BY face.photo_id, assignment.person_id) AS found
JOIN person ON person.person_id = found.person_id
JOIN photo ON photo.photo_id = found.photo_id;

CREATE OR REPLACE VIEW v_people AS
SELECT person.person_id, person.name, count(shown.photo_id) AS photos, coalesce(sum(shown.faces), 0)::BIGINT AS faces,
       min(shown.taken_at) AS first_taken, max(shown.taken_at) AS last_taken
FROM person LEFT JOIN v_appearances AS shown ON shown.person_id = person.person_id
GROUP BY person.person_id, person.name;

CREATE OR REPLACE VIEW v_photos AS
SELECT photo.photo_id, held.paths[1] AS path, held.paths, photo.content_hash, photo.format, photo.width, photo.height,
       photo.taken_at, CASE WHEN photo.taken_at IS NOT NULL THEN photo.taken_precision END AS taken_precision,
       nullif(trim(concat_ws(' ', photo.camera_make, photo.camera_model)), '') AS camera,
       photo.latitude, photo.longitude,
       CASE WHEN counted.faces IS NOT NULL THEN counted.faces
            WHEN photo.photo_id IN (SELECT photo_id FROM analysis WHERE fingerprint = ({_PACK})) THEN 0
       END::BIGINT AS faces,
       coalesce(named.people, []::VARCHAR[]) AS people
FROM photo
JOIN (SELECT photo_id, list(path ORDER BY path) AS paths FROM file WHERE missing_since IS NULL GROUP BY photo_id)
    AS held ON held.photo_id = photo.photo_id
LEFT JOIN (SELECT photo_id, count(*) AS faces FROM v_faces GROUP BY photo_id)
    AS counted ON counted.photo_id = photo.photo_id
LEFT JOIN (SELECT photo_id, list(person ORDER BY person) AS people FROM v_appearances GROUP BY photo_id)
    AS named ON named.photo_id = photo.photo_id;
"""

NEWEST_VIEWS = FIRST_VIEWS
"""The statements that create all views as they are in the newest schema, or replace them."""
