"""Let another program claim that people are in photos."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from photoindex.domain.claims import Claim
from photoindex.operations.identities.transaction import deciding
from photoindex.store.opening.index import Index
from photoindex.store.tables.claims import put_claims


def claim(index: Index, names: Mapping[str, Sequence[str]], program: str = "takeout") -> int:
    """Record an import of the names in each photo, given by the name of its file, and return the import's number."""
    with deciding(index) as now:
        rows = now.connection.execute("SELECT path, content_hash FROM file JOIN photo USING (photo_id)").fetchall()
        content = {Path(path).name: content_hash for path, content_hash in rows}
        head = now.say_import("names import ~/Takeout", [program])
        claims = [
            Claim(content[photo], None, name, program, f"/takeout/{photo}.json")
            for photo, people in names.items() for name in people
        ]  # fmt: skip
        put_claims(now.connection, claims, head.uid)
        now.follow()
    return head.seq
