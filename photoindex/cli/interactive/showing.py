"""Show the faces of a question: as pictures with captions, or in words."""

from collections.abc import Callable, Mapping, Sequence

from photoindex.cli.interactive.graphics import Graphics
from photoindex.cli.interactive.pictures import Layout, Picture, captions, draw, lay_out, pick
from photoindex.cli.interactive.screen import Screen
from photoindex.cli.wording import sittings as wording
from photoindex.operations.asking import Asked

Cut = Callable[[Sequence[int], int], Mapping[int, Picture]]
"""Cuts faces out of their photos: takes the ids of faces and the side in pixels; unreadable ones are missing."""

# Small pictures of half blocks are reduced from crops of this side.
_LEAST_SIDE = 48


def show_faces(asked: Asked, screen: Screen, graphics: Graphics, cut: Cut) -> None:
    """Write the examples of a question's faces and of the faces to compare with."""
    if graphics == "none":
        _in_words(asked, screen)
        return
    sides = [face.face_id for face in asked.faces], [face.face_id for face in asked.compare]
    cell = screen.cell if graphics != "blocks" else (1, 2)
    layout = lay_out(graphics, (screen.columns, screen.rows), cell, (len(sides[0]), len(sides[1])))
    pictures = cut([*sides[0], *sides[1]], max(_LEAST_SIDE, *layout.pixels))
    ids = pick(layout, pictures, sides)
    if not any(face in pictures for face in ids):
        _in_words(asked, screen)
        return
    texts = {face.face_id: wording.caption(face) for face in (*asked.faces, *asked.compare)}
    _write_headings(asked, screen, layout)
    screen.write(draw(graphics, screen.colours, layout, [pictures.get(face) for face in ids]))
    screen.write(f"{captions(layout, [texts[face] for face in ids], screen.width_of)}\n")


def _write_headings(asked: Asked, screen: Screen, layout: Layout) -> None:
    one, other = wording.sides(asked)
    if other:
        first = [one, *[""] * (layout.one - 1)]
        # The second heading may be wider than its picture: nothing follows it.
        begin = captions(layout, [*first, "|"], screen.width_of).rstrip("|")
        screen.write(f"{begin}{other}\n")


def _in_words(asked: Asked, screen: Screen) -> None:
    one, other = wording.sides(asked)
    for heading, faces in ((one, asked.faces), (other, asked.compare)):
        if heading and faces:
            screen.write(f"{heading}:\n")
        for face in faces:
            screen.write(f"  {wording.described(face)}\n")
