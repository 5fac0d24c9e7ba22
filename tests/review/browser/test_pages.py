"""Work with people, clusters and photos on the page as a user would."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from photoindex.domain.targets import Target
from photoindex.operations.label import label
from photoindex.operations.people import list_people
from photoindex.operations.rename import rename
from photoindex.operations.save import list_searches
from photoindex.operations.show import show_photo
from tests.library import faces_by_name
from tests.review.browser.conftest import HOSTILE, Open
from tests.served import Site

pytestmark = pytest.mark.browser

PAGES = ("/", "/next", "/people", "/person/1", "/cluster/2", "/queues", "/find", "/history")
QUEUES = ("unnamed", "single", "poor", "twice", "contradictions", "strangers", "folder", "search")


def name_cluster(site: Site, cluster: int, name: str) -> str:
    """Name a cluster without the page; return the address of the person's page."""
    return f"/person/{label(site.index, Target('cluster', ids=(cluster,)), name).person.person_id}"


def photo_of(site: Site, name: str) -> str:
    """The address of the page of the photo with this file name."""
    ids = rows_of(site, f"SELECT photo_id FROM file WHERE path LIKE '%/{name}'")
    return f"/photo/{ids[0]}"


def rows_of(site: Site, query: str) -> list[object]:
    with site.index.reading() as connection:
        return [row[0] for row in connection.execute(query).fetchall()]


def choose(page: Page, *faces: int) -> None:
    """Tick these of the faces on a page, with keys: the first face is 0."""
    page.locator("[role=option]").first.focus()
    for at in range(max(faces) + 1):
        if at in faces:
            page.keyboard.press("Space")
        page.keyboard.press("ArrowRight")


def test_a_face_of_a_person_is_rejected_and_undo_brings_it_back(shipped: Site) -> None:
    page = shipped.window(name_cluster(shipped, 1, "Robin"))
    choose(page, 1)
    expect(page.locator(".chosen-count")).to_have_text("1 face")
    page.keyboard.press("n")
    expect(page.locator("#toasts")).to_contain_text("1 face marked as not Robin.")
    expect(page.locator(".choose [role=option]")).to_have_count(3)
    assert faces_by_name(shipped.index) == {"Robin": 3}
    page.keyboard.press("u")
    expect(page.locator(".choose [role=option]")).to_have_count(4)
    assert faces_by_name(shipped.index) == {"Robin": 4}


def test_a_cluster_is_split_by_ticking_and_undo_joins_it_again(shipped: Site) -> None:
    page = shipped.window("/cluster/1")
    choose(page, 0, 1)
    expect(page.locator('[data-do="split"]')).to_have_text("Split off 2 faces")
    page.keyboard.press("p")
    expect(page.locator("#toasts")).to_contain_text("2 faces split off. 2 faces left.")
    expect(page.locator("#tiles [role=option]")).to_have_count(2)
    assert sorted(row.faces for row in list_people(shipped.index).clusters) == [2, 2, 2, 4, 4, 4, 4, 4]
    page.keyboard.press("u")
    expect(page.locator("#tiles [role=option]")).to_have_count(4)
    assert len(list_people(shipped.index).clusters) == 7


def test_a_range_of_faces_is_ticked_with_the_mouse(shipped: Site) -> None:
    page = shipped.window("/cluster/1")
    tiles = page.locator("#tiles [role=option]")
    tiles.nth(0).click()
    tiles.nth(2).click(modifiers=["Shift"])
    expect(page.locator(".go")).to_have_text("Name 1 face")
    page.keyboard.press("a")
    expect(page.locator(".go")).to_have_text("Name 4 faces")
    tiles.nth(0).hover()
    page.mouse.down()
    tiles.nth(1).hover()
    page.mouse.up()
    expect(page.locator(".go")).to_have_text("Name 2 faces")


def test_two_persons_are_merged_by_a_rename_after_the_page_has_asked(shipped: Site) -> None:
    name_cluster(shipped, 1, "Robin")
    page = shipped.window(name_cluster(shipped, 7, "Tom"))
    page.keyboard.press("r")
    expect(page.locator("#new-name")).to_be_focused()
    page.keyboard.type("robin")
    expect(page.locator("#new-name-note")).to_contain_text("Robin has 4 photos.")
    sent: list[Route] = []

    def hold(route: Route) -> None:
        sent.append(route)

    page.route("**/api/rename", hold)
    with page.expect_request("**/api/rename"):
        page.keyboard.press("Enter")
        page.keyboard.press("Enter")
    page.evaluate("0")
    assert len(sent) == 1
    sent[0].continue_()
    page.unroute("**/api/rename")
    dialog = page.locator("dialog[open]")
    expect(dialog).to_have_count(1)
    # Enter, pressed in a hurry, does not agree.
    page.keyboard.press("Enter")
    expect(dialog).to_have_count(0)
    assert faces_by_name(shipped.index) == {"Robin": 4, "Tom": 2}
    page.locator("#new-name").press("Enter")
    dialog.get_by_role("button", name="Yes").click()
    expect(page.locator("h1")).to_have_text("Robin")
    assert faces_by_name(shipped.index) == {"Robin": 6}
    page.wait_for_load_state()
    page.keyboard.press("u")
    expect(page.locator("#toasts")).to_contain_text("Tom")
    expect(page.locator(".choose [role=option]")).to_have_count(4)
    assert faces_by_name(shipped.index) == {"Robin": 4, "Tom": 2}


@pytest.mark.shared_data
def test_look_alikes_are_merged_and_told_apart(celebrities: Site) -> None:
    faces = rows_of(celebrities, "SELECT face_id FROM membership WHERE cluster_id = 1 ORDER BY face_id")
    for name, part in (("Anna", faces[::2]), ("Annabel", faces[1::2])):
        label(celebrities.index, Target("face", ids=tuple(map(int, map(str, part)))), name)
    page = celebrities.window("/people")
    page.locator(".card", has_text="Annabel").locator("a").first.click()
    page.get_by_role("link", name="Look-alikes").click()
    page.wait_for_url("**view=alike")
    page.wait_for_load_state()
    alike = page.locator(".alike").filter(has=page.get_by_role("link", name="Anna", exact=True))
    alike.get_by_role("button", name="Same person: Annabel").press("Enter")
    expect(page.locator("#toasts")).to_contain_text("Anna is Annabel now")
    assert faces_by_name(celebrities.index) == {"Annabel": len(faces)}


def test_a_missing_face_is_drawn_with_the_mouse(shipped: Site) -> None:
    page = shipped.window(photo_of(shipped, "tom.jpg"))
    stage = page.locator("#stage").bounding_box()
    assert stage is not None
    x, y = stage["x"] + 5, stage["y"] + 5
    page.keyboard.down("Control")
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 20, y + 20)
    page.mouse.move(x + 60, y + 70)
    page.mouse.up()
    page.keyboard.up("Control")
    expect(page.locator("#who-title")).to_have_text("Who is in the new box?")
    page.keyboard.type("Teddy")
    page.keyboard.press("Enter")
    expect(page.locator(".faces li", has_text="Teddy")).to_be_visible()
    assert faces_by_name(shipped.index) == {"Teddy": 1}


def test_a_missing_face_is_drawn_with_keys_alone(shipped: Site) -> None:
    page = shipped.window(photo_of(shipped, "tom.jpg"))
    page.keyboard.press("d")
    expect(page.locator(".box.new")).to_be_focused()
    for key in ("ArrowLeft", "ArrowLeft", "ArrowUp", "Shift+ArrowRight", "Shift+ArrowDown"):
        page.keyboard.press(key)
    page.keyboard.press("Enter")
    expect(page.locator("#who-name")).to_be_focused()
    page.keyboard.type("Teddy")
    page.keyboard.press("Enter")
    expect(page.locator(".faces li", has_text="Teddy")).to_be_visible()
    page.wait_for_load_state()
    page.keyboard.press("u")
    expect(page.locator(".faces li")).to_have_count(1)
    assert faces_by_name(shipped.index) == {}


def test_a_click_on_a_box_names_the_face(shipped: Site) -> None:
    page = shipped.window(photo_of(shipped, "group.jpg"))
    page.locator(".box").nth(2).click()
    expect(page.locator("#who-title")).to_have_text("Who is face 3?")
    page.keyboard.type("Robin")
    page.keyboard.press("Enter")
    expect(page.locator(".box").nth(2)).to_contain_text("Robin")
    expect(page.locator("#toasts")).to_contain_text("Robin")


def test_photos_are_found_and_exported(shipped: Site, tmp_path: Path) -> None:
    name_cluster(shipped, 1, "Robin")
    page = shipped.window()
    page.keyboard.press("/")
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.type("rob")
    expect(page.locator("#q-list li")).to_have_text("Robin")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".photos li")).to_have_count(4)
    expect(page.locator("h2").first).to_have_text("4 photos with Robin")
    page.wait_for_load_state()
    page.keyboard.press("e")
    expect(page.locator("[name=folder]")).to_be_focused()
    page.keyboard.type(str(tmp_path / "show"))
    page.keyboard.press("Enter")
    expect(page.locator("#export-progress")).to_contain_text("4 photos")
    assert len(list((tmp_path / "show" / "photos").glob("*.jpg"))) == 4


def test_the_history_describes_decisions_and_undoes_them(shipped: Site) -> None:
    name_cluster(shipped, 1, "Robin")
    page = shipped.window("/history")
    expect(page.locator(".decision")).to_contain_text("Robin")
    page.locator("[data-undo]").press("Enter")
    expect(page.locator(".decision.undone")).to_be_visible()
    assert faces_by_name(shipped.index) == {}


def test_a_name_and_a_file_name_that_are_scripts_do_nothing(shipped: Site) -> None:
    hostile = "<img src=x onerror=alert(1)>"
    person = name_cluster(shipped, 7, hostile)
    page = shipped.window("/next")
    for path in (*PAGES, person, f"{person}?view=audit", photo_of(shipped, HOSTILE), "/find?q=%3Cimg%3E"):
        page.goto(path)
        assert page.locator("img[src=x]").count() == 0
    page.goto(person)
    expect(page.locator("h1")).to_have_text(hostile)
    page.goto("/cluster/1")
    page.keyboard.type("<img")
    expect(page.locator(".completions li span").first).to_have_text(hostile)
    page.keyboard.press("Tab")
    expect(page.locator(".go")).to_contain_text(f"to {hostile}")
    page.keyboard.press("Enter")
    # The faces do not look like that person.
    page.locator(".agree button").first.click()
    expect(page.locator("#done-said")).to_contain_text(hostile)
    page.goto("/history")
    expect(page.locator(".decision").first).to_contain_text(hostile)
    assert page.locator("img[src=x]").count() == 0


def test_no_page_is_wider_than_a_phone(shipped: Site) -> None:
    name_cluster(shipped, 1, "Robin")
    rename(shipped.index, "Robin", "Robin with a name that is as long as names of people can be in some countries")
    page = shipped.phone()
    for path in (*PAGES, photo_of(shipped, "group.jpg"), "/find?q=Robin", *(f"/queues/{kind}" for kind in QUEUES)):
        page.goto(path)
        width = page.evaluate("() => document.documentElement.scrollWidth")
        assert (path, width) == (path, 390)


def test_a_read_only_page_offers_no_change(open_site: Open, shipped_once: Path) -> None:
    site = open_site(shipped_once, read_only=True)
    page = site.window("/people")
    for path in ("/cluster/1", photo_of(site, "group.jpg"), "/queues/unnamed", "/history"):
        page.goto(path)
        expect(page.locator(".notice")).to_be_visible()
        assert page.locator("main button:visible[data-post], #who, #draw, #undo").count() == 0
    assert show_photo(site.index, Path(str(rows_of(site, "SELECT path FROM file LIMIT 1")[0]))).names == {}


def test_a_search_is_saved_with_keys_completed_and_deleted(shipped: Site) -> None:
    name_cluster(shipped, 1, "Robin")
    page = shipped.window("/find?q=Robin")
    page.keyboard.press("Escape")
    page.locator("h2").first.click()
    page.keyboard.press("s")
    page.keyboard.type("the kids")
    page.keyboard.press("Enter")
    chip = page.get_by_role("list", name="Saved searches").get_by_role("link")
    expect(chip).to_have_text('@"the kids"')
    expect(page.locator("#toasts")).to_contain_text('Saved @"the kids".')
    page.fill("#q", "-@th")
    page.keyboard.press("Tab")
    expect(page.locator("#q")).to_have_value('-@"the kids", ')
    chip.click()
    expect(page).to_have_url(re.compile(r"/find\?q=%40%22the"))
    page.get_by_role("button", name="Delete").click()
    expect(page.get_by_role("list", name="Saved searches")).to_have_count(0)
    assert list_searches(shipped.index) == []
