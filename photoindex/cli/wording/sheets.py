"""What can be typed about what a contact sheet shows."""

from typing import TYPE_CHECKING

from photoindex.cli.wording.questions import worded
from photoindex.domain.names import as_typed
from photoindex.export.sheet_records import SheetCommand

if TYPE_CHECKING:
    from photoindex.operations.show import Shown
    from photoindex.operations.suggest import Suggestion


def about_group(shown: "Shown") -> list[SheetCommand]:
    """How to name what `show` found: all of a cluster, or single faces."""
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


def about_everybody() -> list[SheetCommand]:
    """How to go on from the sheet of all people."""
    return [
        SheetCommand("See all faces of one:", "photoindex show cluster 12 --sheet cluster-12.html"),
        SheetCommand("Give a name:", 'photoindex label cluster 12 "NAME"'),
    ]


def question_text(suggestion: "Suggestion") -> str:
    """The question itself."""
    return worded(suggestion).text


def answers(suggestion: "Suggestion") -> list[SheetCommand]:
    """The two answers to a question."""
    said = worded(suggestion)
    return [
        SheetCommand(f"{label}:", str(answer)) for label, answer in zip(said.labels, (said.yes, said.no), strict=True)
    ]
