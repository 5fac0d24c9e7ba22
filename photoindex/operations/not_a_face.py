"""Label --not-a-face: record that detections are no faces."""

from photoindex.advice.people import RemoveName
from photoindex.domain.targets import Target
from photoindex.errors import NotFoundError
from photoindex.operations.identities.targets import faces_of
from photoindex.operations.identities.transaction import deciding
from photoindex.operations.label import SaidReport
from photoindex.store.opening.index import Index

__all__ = ["SaidReport", "not_a_face"]


def not_a_face(index: Index, target: Target) -> SaidReport:
    """Record that detections are no faces (a statue, a pattern, a hand). They are left out of everything, here and
    where another pack finds the same place. In a cluster, faces that were confirmed as somebody stay as they are, and
    so do faces that a human said one by one to be faces.

    Naming or ignoring one of them by its own id takes this back.

    Raises:
        NotFoundError: the target does not exist, or all its faces are confirmed as somebody.
    """
    with deciding(index) as now:
        rows = faces_of(now.connection, target)
        meant = rows if target.kind == "face" else [row for row in rows if row.face_id not in now.state.confirmed]
        if not meant:
            raise NotFoundError(
                f"all faces of {target} are confirmed as somebody",
                advice=RemoveName(target.kind, target.ids, target.name),
            )
        source = f"label {target} --not-a-face"
        decision = now.say("not-a-face", source, faces=meant, as_group=target.kind != "face")
        state = now.follow().state
        said = sum(row.face_id in state.not_faces for row in rows)
        return SaidReport(decision, said, len(rows) - said)
