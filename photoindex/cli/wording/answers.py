"""Say what an answer in a sitting did."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from photoindex.cli.output import shown, shown_name
from photoindex.wording.counts import count

if TYPE_CHECKING:
    from photoindex.domain.people import Decision
    from photoindex.operations.label import LabelReport, SaidReport
    from photoindex.operations.merge import MergeReport
    from photoindex.operations.split import SplitReport
    from photoindex.operations.undo import UndoReport


def named(report: "LabelReport") -> str:
    """The result of naming, in one line."""
    name, faces = shown_name(report.person.name), count(report.faces, "face")
    text = f"{faces} named {name}."
    if report.joined:
        text = f"{faces} added to {name}, who now has {report.total:,} in {count(report.photos, 'photo')}."
    if report.followers.automatic:
        settled = count(report.faces + report.followers.automatic, "face")
        text += f" {count(report.followers.automatic, 'more face')} followed: {settled} settled."
    if report.left:
        text += f" {count(report.left, 'face')} of {', '.join(map(shown_name, report.left_with))} stayed."
    return text + _stayed(report.refused)


def merged(report: "MergeReport") -> str:
    """The result of a merge."""
    gone, stays = shown_name(report.gone.name), shown_name(report.stays.name)
    total = f"{count(report.total, 'face')} in {count(report.photos, 'photo')}"
    return f"{count(report.faces, 'face')} of {gone} added to {stays}, who now has {total}."


def ignored(report: "SaidReport") -> str:
    """The result of ignoring faces."""
    return f"{count(report.faces, 'face')} ignored.{_stayed(report.stayed)}"


def not_faces(report: "SaidReport") -> str:
    """The result of marking detections as not a face."""
    return f"{count(report.faces, 'detection')} marked as not a face.{_stayed(report.stayed)}"


def rejected(report: "SaidReport") -> str:
    """The result of denying a name."""
    name = shown_name(report.decision.person_name or "")
    return f"{count(report.faces, 'face')} marked as not {name}.{_stayed(report.stayed)}"


def split(report: "SplitReport") -> str:
    """The result of a split."""
    new = [part for part in report.parts if part.cluster_id is not None]
    where = ", ".join(f"cluster {part.cluster_id}" for part in new)
    return f"{count(sum(part.faces for part in new), 'face')} moved to {where}. You will be asked who it is."


def told_apart() -> str:
    """The result of saying that two are different people."""
    return "They are two people, and will not be joined."


def kept(faces: int, said: "Sequence[Decision]") -> str:
    """The result of keeping a name."""
    names = ", ".join(sorted({shown_name(decision.person_name or "") for decision in said}))
    return f"{count(faces, 'face')} confirmed as {names}."


def undone(reports: "Sequence[UndoReport]") -> str:
    """Which decisions no longer count."""
    return f"Undone: {'; '.join(shown(report.undone.source) for report in reports)}."


def _stayed(faces: int) -> str:
    return f" {count(faces, 'face')} stayed as you decided before." if faces else ""
