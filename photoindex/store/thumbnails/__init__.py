"""Keep thumbnails of faces in one SQLite file beside the index. Everything in it can be made again from the photos."""
