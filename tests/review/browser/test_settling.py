"""The queues of faces whose names are in doubt ask for the name of somebody else."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from photoindex.operations.names_import import NamesRequest, import_names
from tests.library import faces_by_name
from tests.served import Site

pytestmark = pytest.mark.browser

# The lower left corner of the photo, where nobody's face is.
NO_FACE = (0.01, 0.9, 0.05, 0.08)


def say_two_names(site: Site, folder: Path, box: tuple[float, ...]) -> None:
    """Two tables give different names to a place in the portrait."""
    with site.index.reading() as connection:
        ((photo,),) = connection.execute("SELECT path FROM v_photos WHERE path LIKE '%tom.jpg'").fetchall()
    tables = [folder / f"{name}.csv" for name in ("Ann", "Bob")]
    for file in tables:
        file.write_text(f"path,name,x,y,width,height\n{photo},{file.stem},{','.join(map(str, box))}\n")
    import_names(site.index, NamesRequest(tuple(tables), ("csv",)))


def face_of_tom(site: Site) -> tuple[float, ...]:
    query = "SELECT x, y, f.width, f.height FROM v_faces f JOIN v_photos USING (photo_id) WHERE path LIKE '%tom.jpg'"
    with site.index.reading() as connection:
        (box,) = connection.execute(query).fetchall()
    return tuple(box)


@pytest.mark.parametrize("has_face", [True, False])
def test_somebody_else_is_named_in_place_with_keys(shipped: Site, tmp_path: Path, has_face: bool) -> None:
    say_two_names(shipped, tmp_path, face_of_tom(shipped) if has_face else NO_FACE)
    page = shipped.window("/queues/disagreements")
    button = page.get_by_role("button", name="Somebody else")
    button.press("Enter")
    box = page.get_by_role("combobox", name="Who is it?")
    expect(box).to_be_focused()
    page.keyboard.press("Escape")
    expect(button).to_be_focused()
    expect(box).to_be_hidden()
    button.press("Enter")
    page.keyboard.type("Carl")
    page.keyboard.press("Enter")
    expect(page.locator(".toast")).to_contain_text("1 face named Carl.")
    expect(page.locator("[data-item]")).to_have_count(0)
    assert faces_by_name(shipped.index)["Carl"] >= 1
    page.reload()
    expect(page.locator(".empty")).to_contain_text("No name from another program disagrees")
