"""Say what an answer did."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from photoindex.wording.counts import count
from photoindex.wording.lists import listed

if TYPE_CHECKING:
    from photoindex.operations.answer import AnswerReport
    from photoindex.operations.label import Followers, LabelReport, SaidReport, Unlike
    from photoindex.operations.merge import MergeReport
    from photoindex.operations.preview import NamePreview
    from photoindex.operations.split import SplitReport


def named(report: "LabelReport") -> str:
    """The result of naming a cluster or single faces."""
    name = report.person.name
    said = f"{count(report.faces, 'face')} named {name}."
    if report.joined:
        said = f"{count(report.faces, 'face')} added to {name}, now in {count(report.photos, 'photo')}."
    stayed = f" {count(report.left, 'face')} of {listed(report.left_with)} stayed." if report.left else ""
    return said + _followed(report.followers) + stayed


def answered(report: "AnswerReport") -> str:
    """The result of naming some faces, and saying that others are somebody else."""
    person = report.persons[0].name
    verb = "named" if report.new else "added to"
    sizes = {decision.kind: len(decision.faces) for decision in report.decisions}
    refused = f" {count(sizes['reject'], 'face')} marked as somebody else." if "reject" in sizes else ""
    return f"{count(sizes['name'], 'face')} {verb} {person}.{_followed(report.followers)}{refused}"


def rejected(report: "SaidReport", name: str) -> str:
    """The result of saying that faces are not a person."""
    return f"{count(report.faces, 'face')} marked as not {name}.{_stayed(report.stayed)}"


def ignored(report: "SaidReport") -> str:
    """The result of ignoring strangers."""
    return f"{count(report.faces, 'face')} ignored.{_stayed(report.stayed)}"


def not_faces(report: "SaidReport") -> str:
    """The result of marking detections as not a face."""
    are = "is not a face" if report.faces == 1 else "are not faces"
    return f"{report.faces:,} {are}.{_stayed(report.stayed)}"


def kept(faces: int, names: Sequence[str]) -> str:
    """The result of keeping faces as they are, whatever they look like."""
    return f"{count(faces, 'face')} confirmed as {listed(names)}."


def settled(name: str | None, refused: Sequence[str]) -> str:
    """The result of deciding between names of other programs."""
    return f"1 face named {name}." if name is not None else f"1 face marked as not {listed(refused)}."


def nobody_there() -> str:
    """The result of saying that other programs name a place where no face is."""
    return "1 place marked as not a face."


def divided(report: "SplitReport") -> str:
    """The result of a split."""
    sizes = [part.faces for part in report.parts]
    if len(sizes) == 2 and report.to is not None:
        return f"{count(sizes[1], 'face')} moved to {report.to.name}."
    if len(sizes) == 2:
        return f"{count(sizes[1], 'face')} split off. {count(sizes[0], 'face')} left."
    return f"Split into groups of {listed([f'{size:,}' for size in sizes])} faces."


def merged(report: "MergeReport") -> str:
    """The result of saying that two persons are one."""
    return f"{report.gone.name} is {report.stays.name} now: {count(report.total, 'face')}."


def told_apart(names: Sequence[str]) -> str:
    """The result of saying that two sets of faces are different people."""
    return f"{listed(names)} are different people." if names else "These are different people."


def warnings_of(preview: "NamePreview") -> list[str]:
    """Warnings about a name, before anything is recorded."""
    if not preview.twice:
        return []
    return [f"{preview.name} would be twice in {count(preview.twice, 'photo')}."]


def unlike(report: "Unlike") -> str:
    """The question to the user about faces that do not look like the person whose name they should get."""
    does = "does" if report.faces == 1 else "do"
    if report.name is None:
        return f"{count(report.faces, 'face')} {does} not look like one person. Are they one person anyway?"
    return f"{count(report.faces, 'face')} {does} not look like {report.name}. Is it {report.name} anyway?"


def _followed(followers: "Followers") -> str:
    return f" {count(followers.automatic, 'more face')} followed." if followers.automatic else ""


def _stayed(faces: int) -> str:
    return f" {count(faces, 'face')} stayed as you decided before." if faces else ""
