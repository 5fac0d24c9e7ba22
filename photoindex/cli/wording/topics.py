"""Write the short texts for `photoindex help TOPIC`."""

from collections.abc import Mapping

_START = """
The first half hour

  photoindex scan ~/Pictures                            find and cluster all faces; run it again for new photos
  photoindex people --sheet people.html                 who is there? a page with a picture and the number of each
  photoindex label cluster 12 "Grandma"                 say who somebody is
  photoindex suggest                                    the questions whose answers settle the most faces
  photoindex find "Grandma"                             every photo of her
  photoindex find "Grandma" --export slideshow/         copies of them, with a page that plays them

A cluster is a set of faces that look like one person and have no name yet; `photoindex people` lists clusters with
their numbers. A person is somebody whom you named. A face is one face in one photo, with its own number, which
`photoindex show` prints.
"""

_INDEX = """
The index

Everything that photoindex knows is stored in one DuckDB file: photos, faces, clusters, and your decisions about people.
It is in your user data folder; `photoindex status` prints where. --index FILE or the variable PHOTOINDEX_INDEX names
another file, PHOTOINDEX_DATA another folder for the index, the settings and the model packs.

  photoindex status                                     where it is, what it holds, what is left to scan
  photoindex backup FILE                                a complete copy, even while a scan runs
  photoindex check                                      verify that it is intact

A scan can find faces again, but not your decisions: keep a backup, or the file that
`photoindex decisions export names.jsonl` writes.
"""

_NAMING = """
Say who is who

  photoindex label cluster 12 "Grandma"                 all faces of a cluster; `label 12 "Grandma"` is the same
  photoindex label face 345 "Tom"                       one face, named or corrected
  photoindex label face 345 --not "Tom"                 not him, now and later
  photoindex label cluster 7 --ignore                   strangers
  photoindex label face 402 --not-a-face                a statue or a pattern: left out of everything
  photoindex unlabel face 345                           remove its name
  photoindex merge "Gran" "Grandma"                     two names, one person
  photoindex split cluster 12                           two people in one cluster

Each is a decision that is kept for good. `photoindex log` lists all of them with their numbers, `photoindex undo`
undoes the latest one, `photoindex undo 8` number 8, and `photoindex redo` brings back the one that was undone last.
"""

_EXPORT = """
Photos of somebody, to give away or to show

  photoindex find "Grandma" --export slideshow/         copies, and index.html, which plays them in any browser
  photoindex find "Grandma" --export slideshow/ --update   later: add the new ones
  photoindex find "Grandma" --export slideshow/ --link  links instead of copies
  photoindex find "Grandma" -0 | xargs -0 cp -t /media/usb   the files alone
  photoindex find "Grandma" --json | jq -r '.items[].path'   for other programs; see `photoindex help json`

Your own photos are only read; an export never writes into their folders.
"""

_JSON = """
JSON for other programs

Every command that has --json prints one document on one line:

  {"schema": "find", "version": 1, "items": [...], ...}

`schema` is the command, `items` is always a list, and the fields beside it are about all items together.
`scan --json` prints such a document for each step, with a `step` instead of `items`. The same things have
the same names everywhere: face_id, content_hash, cluster_id, person_id, person, path, taken_at. docs/json.md lists all
fields.
"""

_EXIT_CODES = """
Exit codes

  0    done; for `find`: photos were found. Also if the program that reads the output stops early (`| head`)
  1    nothing found: no photo matches, no such person, cluster, face or photo, or no photos in the folder
  2    the command is invalid, or names a path that cannot be used
  3    the index cannot be used: missing, not an index, damaged, of a newer photoindex; for `check`: problems remain
  4    the index is in use by another process, or another scan is running
  5    the disk: full, failing, or not writable; everything stored before is kept
  6    a model pack is missing, damaged, unknown, or its licence was not accepted
  7    the machine lacks a library
  8    the Dask cluster cannot be reached, or cannot do the work; everything stored before is kept
  9    faces have changed since they were shown; nothing was stored
  70   a defect of photoindex; the message names a file with details for a report
  130  stopped with Ctrl-C or by closing the terminal; everything stored is kept, and the same command continues
"""

_PRIVACY = """
Privacy

Nothing leaves this machine: there is no account, no server, and only `models install` uses the network
(`scan --scheduler` sends photos to the machines of your own cluster). Photos are only read.

Faces and names are personal data. The index, backups, decision files and contact sheets are readable by you alone,
whatever the system's default is; exported folders are made to be shared and follow that default.

  photoindex unlabel person "NAME"                      remove somebody's name from all faces
  photoindex label cluster 12 --ignore                  leave a stranger out, now and later
  photoindex prune --forget FOLDER --yes                drop all that was found in a folder
"""

TOPICS: Mapping[str, str] = {
    "start": _START,
    "naming": _NAMING,
    "index": _INDEX,
    "export": _EXPORT,
    "json": _JSON,
    "exit-codes": _EXIT_CODES,
    "privacy": _PRIVACY,
}
"""The text of each topic, in the order in which topics are listed."""
