"""Choose and order the faces of contact sheets; the caller gives the texts."""
