"""Write the texts of contact sheets of faces and of people, with the commands that can be typed about them."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from photoindex.cli.wording.faces import doubt_in_short, they_fit_badly, title_of, whose
from photoindex.domain.names import as_typed
from photoindex.operations.people import PeopleSheetTexts
from photoindex.operations.show import MOST_FACES, FaceTexts, SheetCommand, SheetTexts, TileTexts
from photoindex.wording.counts import count

if TYPE_CHECKING:
    from photoindex.operations.people import PersonRow, Population
    from photoindex.operations.show import FaceRow, Shown

TILES = TileTexts("photo not found", "Face {}".format)


def faces_sheet(shown: "Shown") -> SheetTexts:
    """The texts of a sheet of what `show` found."""

    def describe(face: "FaceRow", names: Mapping[int, str]) -> FaceTexts:
        texts, fit = describe_face(face, names), shown.fits.get(face.face_id)
        return replace(texts, caption=doubt_in_short(fit, names)) if fit is not None and fit.doubtful else texts

    note, label = faces_note(len(shown.faces)), they_fit_badly(len(shown.doubtful))
    return SheetTexts(title_of(shown), note, _about_group(shown), describe, TILES, label)


def faces_note(faces: int) -> str:
    """The number of faces, and also the number on the sheet if fewer fit."""
    return count(faces, "face") if faces <= MOST_FACES else f"The first {MOST_FACES} of {faces:,} faces"


def people_sheet(population: "Population") -> PeopleSheetTexts:
    """The texts of a sheet of everybody."""
    parts = [f"{len(population.persons):,} with a name", f"{len(population.clusters):,} without"]
    parts += [f"{count(population.single_faces, 'face')} in no cluster"] if population.single_faces else []
    parts += [f"{count(population.ignored_faces, 'face')} ignored"] if population.ignored_faces else []
    return PeopleSheetTexts(
        "Everybody", ", ".join(parts), _about_everybody(population), "People", "No name yet", _portrait, TILES
    )


def _about_everybody(population: "Population") -> list[SheetCommand]:
    """How to see all faces of somebody, and how to name a cluster; the first of each serves as the example."""
    if population.clusters:
        first = population.clusters[0].id
        return [
            SheetCommand("See all faces of one:", f"photoindex show cluster {first} --sheet cluster-{first}.html"),
            SheetCommand("Give a name:", f'photoindex label cluster {first} "NAME"'),
        ]
    if population.persons:
        name = as_typed(population.persons[0].name or "")
        return [SheetCommand("See all faces of one:", f"photoindex show person {name} --sheet person.html")]
    return []


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
    faces = count(item.faces, "face")
    if item.photos != item.faces:
        faces += f" in {count(item.photos, 'photo')}"
    return FaceTexts(faces, "–".join(map(str, years)), item.name or f"cluster {item.id}")
