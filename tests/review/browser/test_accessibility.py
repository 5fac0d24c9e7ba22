"""Look at every page with axe, on a screen in light colours and on a phone in dark ones."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from photoindex.domain.targets import Target
from photoindex.operations.label import ignore, label
from tests.review.browser.conftest import Open
from tests.served import Site

pytestmark = pytest.mark.browser

PAGES = ("/", "/people", "/cluster/4", "/queues", "/find", "/find?q=Bea", "/find?q=2010 to", "/history", "/nowhere")
QUEUES = ("unnamed", "single", "poor", "twice", "contradictions", "strangers", "folder", "search?q=Bea")
OPTIONS = {"resultTypes": ["violations"], "preload": False}
# The rules that a page may meet on a light screen but not on a dark phone.
ON_PHONES = {"runOnly": ["color-contrast", "link-in-text-block", "scrollable-region-focusable", "target-size"]}


def findings(page: Page, options: Mapping[str, object]) -> list[str]:
    """The serious and critical findings of axe on a page as it is now."""
    violations = Axe().run(page, options=dict(options)).response["violations"]
    return [
        f"{found['id']}: {node['html'][:200]} {node['any'][0]['message'][:200] if node['any'] else ''}"
        for found in violations
        if found["impact"] in ("serious", "critical")
        for node in found["nodes"][:3]
    ]


def examine(site: Site, page: Page) -> list[str]:
    """What axe finds on a page, on a screen and on a phone."""
    found = []
    with site.ignoring_complaints():
        for scheme, width, options in (("light", 1280, OPTIONS), ("dark", 390, OPTIONS | ON_PHONES)):
            page.emulate_media(color_scheme=scheme)
            page.set_viewport_size({"width": width, "height": 900})
            found += [f"{page.url} {scheme} {width}: {each}" for each in findings(page, options)]
    page.set_viewport_size({"width": 1280, "height": 900})
    return found


def members(site: Site, cluster: int) -> tuple[int, ...]:
    with site.index.reading() as connection:
        query = "SELECT face_id FROM membership WHERE cluster_id = ? ORDER BY face_id"
        return tuple(row[0] for row in connection.execute(query, [cluster]).fetchall())


def single_faces(site: Site) -> tuple[int, ...]:
    with site.index.reading() as connection:
        query = "SELECT face_id FROM face WHERE face_id NOT IN (SELECT face_id FROM membership) ORDER BY face_id"
        return tuple(row[0] for row in connection.execute(query).fetchall())


def name(site: Site, name: str, *faces: int, cluster: int | None = None) -> None:
    target = Target("face", ids=faces) if cluster is None else Target("cluster", ids=(cluster,))
    label(site.index, target, name)


@pytest.fixture
def half_named(celebrities: Site) -> Site:
    """Some celebrities have names; some of these are wrong, and one has two."""
    one, four = (members(celebrities, cluster) for cluster in (1, 4))
    name(celebrities, "Bea", cluster=2)
    name(celebrities, "Cleo", cluster=3)
    name(celebrities, "Anna", *one[::2])
    name(celebrities, "Annabel", *one[1::2])
    name(celebrities, "Bea", four[0])
    ignore(celebrities.index, Target("face", ids=single_faces(celebrities)))
    celebrities.sitting.work()
    return celebrities


@pytest.mark.shared_data
def test_every_kind_of_question_is_accessible(half_named: Site) -> None:
    questions = {asked.question.kind: asked for asked in half_named.sitting.questions(100)}
    assert questions.keys() >= {"who", "same", "really"}
    page = half_named.window("/next")
    keys = page.locator(".question").evaluate_all("(all) => all.map((each) => [each.dataset.kind, each.dataset.key])")
    found = []
    for key in dict(keys).values():
        page.goto(f"/next?at={key}")
        expect(page.locator(f".question.open[data-key={key}] form.ask")).to_be_visible()
        found += examine(half_named, page)
    assert found == []


@pytest.mark.shared_data
def test_every_page_is_accessible(half_named: Site) -> None:
    page = half_named.window()
    found = []
    for path in PAGES:
        page.goto(path)
        found += examine(half_named, page)
    assert found == []


@pytest.mark.shared_data
def test_every_view_of_a_person_and_a_photo_is_accessible(half_named: Site) -> None:
    page = half_named.window("/people")
    person = page.locator(".card", has_text="Bea").locator("a").first.get_attribute("href")
    found = []
    for path in (person, f"{person}?view=doubts", f"{person}?view=audit", f"{person}?view=alike", "/photo/1"):
        page.goto(path)
        found += examine(half_named, page)
    page.locator(".box").first.click()
    found += examine(half_named, page)
    page.keyboard.press("Escape")
    page.keyboard.press("d")
    expect(page.locator(".box.new")).to_be_focused()
    assert [*found, *examine(half_named, page)] == []


@pytest.mark.shared_data
def test_every_queue_is_accessible(half_named: Site) -> None:
    page = half_named.window()
    found = []
    for queue in QUEUES:
        page.goto(f"/queues/{queue}")
        found += examine(half_named, page)
    assert found == []


def test_dialogs_and_forms_are_accessible_when_they_are_open(shipped: Site) -> None:
    label(shipped.index, Target("cluster", ids=(7,)), "Tom")
    page = shipped.window("/next?at=who-c1")
    page.locator(".question.open input.name").fill("to")
    expect(page.locator(".completions li")).to_be_visible()
    found = examine(shipped, page)
    page.locator("#help").click()
    expect(page.locator("#keys")).to_be_visible()
    found += examine(shipped, page)
    page.keyboard.press("Escape")
    page.locator(".question.open h2").focus()
    page.keyboard.press("g")
    expect(page.locator("#peek")).to_be_visible()
    found += examine(shipped, page)
    page.goto("/person/1")
    for opener in ("rename", "dates"):
        page.locator(f'[data-opens="{opener}"]').click()
    page.locator("[role=option]").first.click()
    expect(page.locator(".chosen")).to_be_visible()
    found += examine(shipped, page)
    page.goto("/find?q=Tom")
    page.locator("#open-export").click()
    assert [*found, *examine(shipped, page)] == []


def test_an_answer_that_needs_agreement_is_accessible(shipped: Site) -> None:
    label(shipped.index, Target("cluster", ids=(7,)), "Tom")
    page = shipped.window("/cluster/1")
    page.locator("#name").fill("Tom")
    page.keyboard.press("Enter")
    expect(page.locator(".agree")).to_be_focused()
    assert examine(shipped, page) == []


def test_a_read_only_page_and_a_page_without_faces_are_accessible(open_site: Open, shipped_once: Path) -> None:
    site = open_site(shipped_once, read_only=True)
    page = site.window("/next")
    found = examine(site, page)
    page.context.clear_cookies()
    page.goto("/")
    assert [*found, *examine(site, page)] == []
