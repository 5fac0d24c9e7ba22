"""Choose and order the faces of contact sheets, with texts that the caller gives."""
