"""Write the texts of contact sheets of faces and of people, with the commands that can be typed about them."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from photoindex.cli.wording.faces import title_of, whose
from photoindex.domain.names import as_typed
from photoindex.operations.people import PeopleSheetTexts
from photoindex.operations.show import MOST_FACES, FaceTexts, SheetCommand, SheetTexts
from photoindex.wording.counts import count

if TYPE_CHECKING:
    from photoindex.operations.people import PersonRow, Population
    from photoindex.operations.show import FaceRow, Shown


def faces_sheet(shown: "Shown") -> SheetTexts:
    """The texts of a sheet of what `show` found."""
    return SheetTexts(title_of(shown), faces_note(len(shown.faces)), _about_group(shown), describe_face)


def faces_note(faces: int) -> str:
    """The number of faces, and also the number on the sheet if fewer fit."""
    return count(faces, "face") if faces <= MOST_FACES else f"The first {MOST_FACES} of {faces:,} faces"


def people_sheet(population: "Population") -> PeopleSheetTexts:
    """The texts of a sheet of everybody."""
    note = f"{len(population.persons):,} with a name, {len(population.clusters):,} without"
    commands = [
        SheetCommand("See all faces of one:", "photoindex show cluster 12 --sheet cluster-12.html"),
        SheetCommand("Give a name:", 'photoindex label cluster 12 "NAME"'),
    ]
    return PeopleSheetTexts("Everybody", note, commands, "People", "No name yet", _portrait)


def _about_group(shown: "Shown") -> list[SheetCommand]:
    """How to name the faces that `show` found: a whole cluster, or single faces."""
    if not shown.faces:
        return []
    one = shown.faces[-1].face_id
    if shown.cluster_id is not None:
        return [
            SheetCommand("Name them all:", f'photoindex label cluster {shown.cluster_id} "NAME"'),
            SheetCommand("One is somebody else:", f'photoindex label face {one} "NAME"'),
        ]
    if shown.person is not None:
        name = as_typed(shown.person.person.name)
        return [
            SheetCommand("One is somebody else:", f'photoindex label face {one} "NAME"'),
            SheetCommand("or just not them:", f"photoindex label face {one} --not {name}"),
        ]
    return [SheetCommand("Name a face:", f'photoindex label face {one} "NAME"')]


def describe_face(face: "FaceRow", names: Mapping[int, str]) -> FaceTexts:
    """Who the face is, and when the photo was taken."""
    return FaceTexts(whose(face, names), f"{face.taken_at:%Y-%m-%d}" if face.taken_at is not None else "")


def _portrait(item: "PersonRow") -> FaceTexts:
    years = sorted({moment.year for moment in (item.first, item.last) if moment is not None})
    return FaceTexts(count(item.faces, "face"), "–".join(map(str, years)), item.name or f"cluster {item.id}")
