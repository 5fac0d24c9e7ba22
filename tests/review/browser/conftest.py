"""Real photos, scanned once, and Chromium to look at them on the review page."""

import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path

import pytest
from PIL import Image, ImageEnhance
from playwright.sync_api import Browser, sync_playwright

from photoindex.operations.scan import ScanRequest, scan
from photoindex.operations.scanning.progress import NoProgress
from photoindex.packs.default_pack import embedded_folder
from photoindex.packs.manifest import load_pack
from photoindex.store.opening.index import Index
from tests.conftest import CHROMIUM
from tests.served import Site, served

# A file name that is a script for a page that does not escape it. Windows allows no such name.
HOSTILE = "<img src=x onerror=alert(1)>.jpg" if sys.platform != "win32" else "&lt;img src=x onerror=alert(1)&gt;.jpg"

Open = Callable[..., Site]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One browser for the tests of a file. Playwright keeps an event loop in this thread, which others may not."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def shipped_once(tmp_path_factory: pytest.TempPathFactory, group_photo: Path, portrait_photo: Path) -> Path:
    """An index of photos that InsightFace ships, and of edited copies of them: four photos of the same six people, and
    two of one man, one of which has a hostile file name.
    """
    folder = tmp_path_factory.mktemp("shipped")
    group = Image.open(group_photo).convert("RGB")
    photos = {
        "group.jpg": group,
        "brighter.jpg": ImageEnhance.Brightness(group).enhance(1.3),
        "smaller.jpg": group.resize((group.width * 4 // 5, group.height * 4 // 5)),
        "grey.jpg": group.convert("L"),
        "tom.jpg": Image.open(portrait_photo).convert("RGB"),
        HOSTILE: ImageEnhance.Brightness(Image.open(portrait_photo).convert("RGB")).enhance(0.8),
    }
    (folder / "photos").mkdir()
    for name, photo in photos.items():
        photo.save(folder / "photos" / name, quality=90)
    return scanned(folder / "index.duckdb", folder / "photos")


@pytest.fixture(scope="session")
def celebrities_once(tmp_path_factory: pytest.TempPathFactory, shared_data: Path) -> Path:
    """An index of photos of five celebrities."""
    index = tmp_path_factory.mktemp("celebrities") / "index.duckdb"
    return scanned(index, shared_data / "five-celebs" / "images" / "train")


def scanned(index: Path, folder: Path) -> Path:
    scan(Index(index), load_pack(embedded_folder()), ScanRequest((folder,)), NoProgress())
    return index


@pytest.fixture
def open_site(chromium: Browser, tmp_path: Path) -> Iterator[Open]:
    """Serve a copy of an index. At the end of the test, no page may have complained about anything."""

    def open_copy(stack: ExitStack, original: Path, *, read_only: bool = False) -> Site:
        copy = Path(shutil.copy2(original, tmp_path / "index.duckdb"))
        return stack.enter_context(served(chromium, copy, read_only=read_only))

    with ExitStack() as stack:
        yield partial(open_copy, stack)


@pytest.fixture
def shipped(open_site: Open, shipped_once: Path) -> Site:
    """The page on the photos that InsightFace ships."""
    return open_site(shipped_once)


@pytest.fixture
def celebrities(open_site: Open, celebrities_once: Path) -> Site:
    """The page on photos of celebrities; only for tests marked `shared_data`."""
    return open_site(celebrities_once)
