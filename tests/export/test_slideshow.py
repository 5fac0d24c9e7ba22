"""The exported page in a real Chromium, driven over its debugging pipe by keys, clicks and windows of every shape."""

import base64
import io
import itertools
import json
import os
import select
import subprocess
import time
import wave
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from photoindex.domain.geometry import Box
from photoindex.export import ExportFace, ExportOptions, ExportPhoto, export_photos
from photoindex.wording.slideshows import slideshow_texts
from tests.conftest import CHROMIUM

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(os.name == "nt", reason="the debugging pipe needs inherited file descriptors"),
]
MakePhoto = Callable[..., ExportPhoto]
FLAGS = ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--remote-debugging-pipe")
PATIENCE = 300.0  # This is reached only if the browser hangs.


class Browser:
    """One tab. `call` sends a DevTools command; exceptions in the page are collected in `errors`."""

    def __init__(self, profile: Path) -> None:
        to_read, self._write = os.pipe()
        self._read, to_write = os.pipe()

        def connect() -> None:
            # Chromium listens on 3 and answers on 4; both are duplicated first, because each number may already be in
            # use for the other pipe.
            listen, answer = os.dup(to_read), os.dup(to_write)
            os.dup2(listen, 3)
            os.dup2(answer, 4)

        command = [str(CHROMIUM), *FLAGS, f"--user-data-dir={profile}", "about:blank"]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        self._process = subprocess.Popen(command, preexec_fn=connect, close_fds=False, **quiet)  # noqa: PLW1509
        os.close(to_read)
        os.close(to_write)
        self._buffer, self._numbers, self._session = b"", itertools.count(1), ""
        self.errors: list[str] = []
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        self.call("Runtime.enable")

    def call(self, method: str, **params: object) -> dict[str, Any]:
        number = next(self._numbers)
        message = {"id": number, "method": method, "params": params}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._write, json.dumps(message).encode() + b"\0")
        while (answer := self._message()).get("id") != number:
            if answer.get("method") == "Runtime.exceptionThrown":
                self.errors.append(json.dumps(answer["params"]))
        assert "error" not in answer, answer
        result: dict[str, Any] = answer["result"]
        return result

    def _message(self) -> dict[str, Any]:
        while b"\0" not in self._buffer:
            assert select.select([self._read], [], [], PATIENCE)[0], "the browser does not answer"
            chunk = os.read(self._read, 1 << 20)
            assert chunk, "the browser has gone"
            self._buffer += chunk
        one, _, self._buffer = self._buffer.partition(b"\0")
        message: dict[str, Any] = json.loads(one)
        return message

    def open(self, page: Path, fragment: str = "", size: tuple[int, int] = (1280, 720)) -> None:
        width, height = size
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)
        self.call("Page.navigate", url="about:blank")
        self.call("Page.navigate", url=page.as_uri() + fragment)
        self.wait_for("document.readyState === 'complete'")

    def js(self, expression: str) -> Any:
        answer = self.call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in answer, answer
        return answer["result"].get("value")

    def wait_for(self, expression: str) -> None:
        end = time.monotonic() + PATIENCE
        while not self.js(expression):
            assert time.monotonic() < end, f"never came true: {expression}"
            time.sleep(0.05)

    def shows(self, number: int | str) -> None:
        self.wait_for(f"document.body.dataset.shown === '{number}'")

    def press(self, *keys: str) -> None:
        for key in keys:
            text = key if len(key) == 1 else ""
            self.call("Input.dispatchKeyEvent", type="keyDown", key=key, text=text)
            self.call("Input.dispatchKeyEvent", type="keyUp", key=key)

    def drag(self, start: tuple[int, int], end: tuple[int, int]) -> None:
        for kind, (x, y) in (("mousePressed", start), ("mouseMoved", end), ("mouseReleased", end)):
            self.call("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)

    def text(self, identifier: str) -> str:
        return str(self.js(f"document.getElementById('{identifier}').innerText"))

    def picture(self) -> Image.Image:
        data = self.call("Page.captureScreenshot", format="png")["data"]
        return Image.open(io.BytesIO(base64.b64decode(data))).convert("RGB")

    def close(self) -> None:
        self._process.terminate()
        self._process.wait(PATIENCE)
        os.close(self._write)
        os.close(self._read)


@pytest.fixture(scope="module")
def one_browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    browser = Browser(tmp_path_factory.mktemp("profile"))
    yield browser
    browser.close()


@pytest.fixture
def browser(one_browser: Browser) -> Iterator[Browser]:
    one_browser.errors.clear()
    one_browser.call("Emulation.setEmulatedMedia", features=[])
    yield one_browser
    assert one_browser.errors == []


def exported(tmp_path: Path, photos: Sequence[ExportPhoto], music: Path | None = None) -> Path:
    export_photos(photos, tmp_path / "out", ExportOptions(slideshow_texts(["Grandma & Tom"]), music=music))
    return tmp_path / "out" / "index.html"


@pytest.fixture
def page(make_photo: MakePhoto, tmp_path: Path) -> Path:
    dates = (datetime(2019, 7, 14), None, datetime(2021, 1, 2))
    names = ("a.jpg", "IMG #2 100%?.png", "人.tif")
    return exported(tmp_path, [make_photo(n, taken_at=d, size=(640, 400)) for n, d in zip(names, dates, strict=True)])


def test_the_slideshow_waits_on_its_title_page_and_begins_with_a_key(browser: Browser, page: Path) -> None:
    browser.open(page)
    browser.shows("title")
    assert browser.text("opening") == "Grandma & Tom\n\n3 photos · 2019 – 2021\n\nPlay\nAll photos"
    assert browser.js("document.getElementById('play').ariaPressed") == "false"
    browser.press(" ")
    browser.shows(1)
    assert browser.js("document.getElementById('opening').hidden")
    assert browser.text("counter") == "1 / 3"
    assert browser.js("document.getElementById('play').ariaPressed") == "true"
    assert browser.js("document.getElementById('play').ariaLabel") == "Pause"
    assert browser.js("document.querySelector('.frame.shown:last-child img').naturalWidth") == 640


@pytest.mark.parametrize(("size", "highest"), [((1280, 720), 0.07), ((390, 800), 0.42)])
def test_the_names_of_many_people_are_small_enough_for_the_title_page(
    size: tuple[int, int], highest: float, browser: Browser, page: Path
) -> None:
    names = ", ".join(f"Cousin {number}" for number in range(12))
    text = page.read_text(encoding="utf-8")
    page.write_text(text.replace("<h1>Grandma &amp; Tom</h1>", f"<h1>{names}</h1>"), encoding="utf-8")
    browser.open(page, size=size)
    browser.shows("title")
    assert names in browser.text("opening")
    assert browser.js("document.getElementById('opening').offsetTop") >= highest * size[1]


def test_after_the_last_photo_the_title_page_is_shown_again_unless_the_show_repeats(
    browser: Browser, page: Path
) -> None:
    browser.open(page, "#3")
    browser.shows(3)
    browser.press(*["ArrowDown"] * 5, " ")
    browser.shows("title")
    assert browser.js("document.getElementById('play').ariaPressed") == "false"
    browser.press("End")
    browser.shows(3)
    browser.press("r", " ")
    browser.shows(1)
    browser.press(" ", *["ArrowUp"] * 2)


def test_an_address_with_a_number_opens_that_photo_and_does_not_advance(browser: Browser, page: Path) -> None:
    browser.open(page, "#3")
    browser.shows(3)
    assert browser.text("caption") == "2 January 2021"
    assert browser.js("document.getElementById('opening').hidden")
    assert browser.js("document.getElementById('play').ariaPressed") == "false"


def test_keys_move_between_the_photos(browser: Browser, page: Path) -> None:
    browser.open(page, "#1")
    for key, number in (
        ("ArrowRight", 2),
        ("ArrowRight", 3),
        ("ArrowRight", 1),
        ("ArrowLeft", 3),
        ("Home", 1),
        ("End", 3),
    ):
        browser.press(key)
        browser.shows(number)
    assert browser.js("location.hash") == "#3"
    assert browser.js("document.querySelector('.frame.shown:last-child img').naturalWidth") == 640
    browser.press("Home", "ArrowRight")
    browser.shows(2)
    assert browser.text("caption") == "Undated"


def test_space_plays_and_pauses_and_the_button_says_so(browser: Browser, page: Path) -> None:
    browser.open(page, "#1")
    browser.shows(1)
    for label in ("Pause", "Play"):
        browser.press(" ")
        assert browser.js("document.getElementById('play').ariaLabel") == label
    browser.js("document.getElementById('play').click()")
    assert browser.js("document.getElementById('play').ariaPressed") == "true"


def test_the_slideshow_advances_by_itself_at_the_chosen_speed(browser: Browser, page: Path) -> None:
    browser.open(page, "#1")
    browser.shows(1)
    browser.press("ArrowDown", "ArrowDown", "ArrowDown", "ArrowDown")
    assert browser.text("speed") == "2 s"
    # Check the delay that the page requests, because the time that actually passes on a busy machine proves nothing.
    browser.js(
        "window.waits = []; const wait = setTimeout; setTimeout = (f, ms) => { waits.push(ms); return wait(f, ms); }; 0"
    )
    browser.press(" ")
    browser.shows(2)
    assert browser.js("waits.includes(2000)")
    browser.press("ArrowUp", "ArrowUp", "Escape")
    assert browser.text("speed") == "5 s"


def test_clicks_and_swipes_move_between_photos(browser: Browser, page: Path) -> None:
    browser.open(page, "#1")
    browser.shows(1)
    for start, end, number in (((900, 300), (900, 300), 2), ((200, 300), (200, 300), 1), ((900, 300), (500, 310), 2)):
        browser.drag(start, end)
        browser.shows(number)


def test_g_shows_all_photos_and_one_of_them_can_be_chosen(browser: Browser, page: Path) -> None:
    browser.open(page, "#3")
    browser.shows(3)
    browser.press("g")
    browser.wait_for("[...document.querySelectorAll('.tiles img')].every((image) => image.naturalWidth === 400)")
    assert browser.js("document.activeElement.innerText") == "2 January 2021"
    browser.press("ArrowLeft", "Escape")
    assert browser.js("document.getElementById('overview').hidden")
    browser.press("g")
    browser.js("document.querySelectorAll('.tiles a')[1].click()")
    browser.shows(2)
    assert browser.js("document.getElementById('overview').hidden")


def test_reduced_motion_is_respected(browser: Browser, page: Path) -> None:
    browser.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-reduced-motion", "value": "reduce"}])
    browser.open(page, "#1")
    browser.shows(1)
    assert browser.js("document.querySelector('.frame img').getAnimations().length") == 0
    browser.press(" ", "ArrowRight")
    browser.shows(2)
    assert browser.js("document.querySelector('.frame:last-child').classList.contains('quick')")


def test_a_missing_photo_is_named_and_skipped(browser: Browser, page: Path) -> None:
    (page.parent / "photos" / "a.jpg").unlink()
    browser.open(page, "#1")
    browser.shows(1)
    assert "a.jpg" in browser.js("document.querySelector('.frame').innerText")
    browser.press("ArrowRight")
    browser.shows(2)


def test_a_slideshow_without_photos_says_so(browser: Browser, tmp_path: Path) -> None:
    browser.open(exported(tmp_path, []))
    assert browser.text("empty") == "No photos yet."
    browser.press("ArrowRight", " ", "g")


def test_every_button_has_a_name(browser: Browser, page: Path) -> None:
    browser.open(page)
    browser.press("g")
    unnamed = "[...document.querySelectorAll('button, input')].filter((e) => !e.ariaLabel && !e.innerText).length"
    assert browser.js(unnamed) == 0


# Faces in fractions of the photo: in its corners, far apart, and filling the photo.
GROUPS = {
    "upper left": (Box(0.0, 0.0, 0.1, 0.12),),
    "lower right": (Box(0.88, 0.85, 0.12, 0.15),),
    "far apart": (Box(0.02, 0.1, 0.1, 0.1), Box(0.88, 0.8, 0.1, 0.1)),
    "filling": (Box(0.05, 0.02, 0.9, 0.96),),
    "nobody": (),
}
PLACES = """(() => {
  const image = document.querySelector('.frame.shown:last-child img');
  const [drift] = image.getAnimations();
  return [0, drift.effect.getTiming().duration].map((time) => {
    drift.currentTime = time;
    const { left, top, width, height } = image.getBoundingClientRect();
    return [left, top, width, height];
  });
})()"""


@pytest.mark.parametrize("window", [(1280, 720), (1920, 800), (800, 1100), (390, 844)])
def test_faces_stay_in_view_in_windows_of_every_shape(
    browser: Browser, tmp_path: Path, make_photo: MakePhoto, window: tuple[int, int]
) -> None:
    sizes = ((1200, 900), (900, 1350), (400, 1600), (2000, 600), (120, 90))
    cases = list(itertools.product(sizes, GROUPS.values()))
    photos = [make_photo(f"{n}.png", size=size, faces=faces) for n, (size, faces) in enumerate(cases)]
    browser.open(exported(tmp_path, photos), "#1", window)
    for number, (size, faces) in enumerate(cases, start=1):
        browser.shows(number)
        for left, top, width, height in browser.js(PLACES):
            assert width / height == pytest.approx(size[0] / size[1], rel=0.01)
            for face in faces:
                assert left + face.x * width >= -0.5
                assert top + face.y * height >= -0.5
                assert left + (face.x + face.width) * width <= window[0] + 0.5
                assert top + (face.y + face.height) * height <= window[1] + 0.5
        browser.press("ArrowRight")


def test_a_photo_fills_the_window_only_if_little_of_it_is_cropped(
    browser: Browser, tmp_path: Path, make_photo: MakePhoto
) -> None:
    photos = [make_photo("wide.png", size=(1200, 800)), make_photo("tall.png", size=(800, 1200))]
    page = exported(tmp_path, photos)
    browser.open(page, "#1")
    browser.shows(1)
    for left, top, width, height in browser.js(PLACES):
        assert left <= 0.5
        assert top <= 0.5
        assert left + width >= 1279.5
        assert top + height >= 719.5
    browser.press("ArrowRight")
    browser.shows(2)
    for left, top, width, height in browser.js(PLACES):
        assert min(left, top) >= -0.5
        assert max(left + width - 1280, top + height - 720) <= 0.5


def test_a_photo_on_its_side_is_shown_upright_with_its_face_in_view(browser: Browser, tmp_path: Path) -> None:
    upright = Image.new("RGB", (900, 1350), "grey")
    upright.paste((0, 220, 0), (360, 0, 540, 270))
    exif = Image.Exif()
    exif[0x0112] = 6
    upright.transpose(Image.Transpose.ROTATE_90).save(tmp_path / "a.jpg", quality=95, exif=exif)
    face = ExportFace(Box(0.4, 0, 0.2, 0.2), None)
    page = exported(tmp_path, [ExportPhoto(tmp_path / "a.jpg", "a", None, (face,))])
    browser.open(page, "#1", (800, 1000))
    browser.shows(1)
    [_, (left, top, width, height)] = browser.js(PLACES)
    assert height > width
    middle = (int(left + width * 0.5), int(top + height * 0.1))
    below = (int(left + width * 0.5), int(top + height * 0.5))
    # Wait until the photo has faded in.
    for _ in range(100):
        picture = browser.picture()
        if picture.getpixel(middle) == pytest.approx((0, 220, 0), abs=25):
            break
    assert picture.getpixel(middle) == pytest.approx((0, 220, 0), abs=25)
    assert picture.getpixel(below) == pytest.approx((128, 128, 128), abs=25)


def sized(photo: ExportPhoto, size: tuple[int, int], **changes: Any) -> ExportPhoto:
    return replace(photo, width=size[0], height=size[1], **changes)


TALL, WIDE = (800, 1200), (1200, 800)


@pytest.mark.parametrize(("window", "size"), [((1920, 1080), TALL), ((390, 844), WIDE)])
def test_two_photos_share_a_window_that_each_would_leave_half_empty(
    browser: Browser, tmp_path: Path, make_photo: MakePhoto, window: tuple[int, int], size: tuple[int, int]
) -> None:
    photos = [sized(make_photo(f"{n}.jpg", size=size), size) for n in range(3)]
    page = exported(tmp_path, photos)
    browser.open(page, "#1", window)
    browser.shows(1)
    assert browser.js("document.querySelectorAll('.frame:last-child .cell').length") == 2
    assert browser.text("counter") == "1 – 2 / 3"
    browser.press("ArrowRight")
    browser.shows(3)
    browser.press("ArrowLeft")
    browser.shows(1)
    browser.open(page, "#2", window)
    browser.shows(1)


def test_a_photo_that_fills_the_window_is_alone(browser: Browser, tmp_path: Path, make_photo: MakePhoto) -> None:
    photos = [sized(make_photo(f"{n}.jpg", size=WIDE), WIDE) for n in range(2)]
    browser.open(exported(tmp_path, photos), "#1", (1920, 1080))
    browser.shows(1)
    browser.press("ArrowRight")
    browser.shows(2)


def test_a_window_that_changes_its_shape_is_filled_again(
    browser: Browser, tmp_path: Path, make_photo: MakePhoto
) -> None:
    photos = [sized(make_photo(f"{n}.jpg", size=TALL), TALL) for n in range(2)]
    browser.open(exported(tmp_path, photos), "#1", (1920, 1080))
    browser.shows(1)
    browser.call("Emulation.setDeviceMetricsOverride", width=600, height=900, deviceScaleFactor=1, mobile=False)
    browser.wait_for("document.querySelectorAll('.frame.shown:last-child .cell').length === 1")


EYES = """(() => {
  const cell = (n) => plan[n].cells[0];
  const eye = ({ size, faces, placement }, at) => [0, 1].map((axis) => placement[at][axis ? 'y' : 'x'] +
    faces[0][4 + axis] * [size.width, size.height][axis] * placement[at].scale);
  const photos = JSON.parse(document.getElementById('photos').textContent).photos
    .map(([, , width, height, , , faces]) => ({ width, height, faces, chapter: null }));
  const plan = Choreography.plan(photos, { width: innerWidth, height: innerHeight });
  return [plan.map((frame) => frame.change), eye(cell(0), 'to'), eye(cell(1), 'from')];
})()"""


def with_eyes(box: Box, *, main: bool = True) -> ExportFace:
    eyes = ((box.x + 0.3 * box.width, box.y + 0.4 * box.height), (box.x + 0.7 * box.width, box.y + 0.4 * box.height))
    return ExportFace(box, "Grandma", eyes, main)


def test_two_portraits_in_a_row_fade_with_their_eyes_in_one_place_and_other_faces_never_overlap(
    browser: Browser, tmp_path: Path, make_photo: MakePhoto
) -> None:
    boxes = (Box(0.4, 0.3, 0.2, 0.25), Box(0.45, 0.25, 0.18, 0.22), Box(0.0, 0.7, 0.05, 0.06))
    photos = [sized(make_photo(f"{n}.jpg", size=(1200, 900)), (1200, 900), faces=(with_eyes(box),))
              for n, box in enumerate(boxes)]  # fmt: skip
    photos.append(sized(make_photo("sea.jpg", size=(1200, 900)), (1200, 900)))
    browser.open(exported(tmp_path, photos), "#1")
    browser.shows(1)
    changes, one, other = browser.js(EYES)
    assert changes == ["fade", "fade", "dip", "fade"]
    assert one == pytest.approx(other, abs=0.5)


def test_a_chapter_is_announced_when_it_begins(browser: Browser, tmp_path: Path, make_photo: MakePhoto) -> None:
    photos = [make_photo(f"{n}.jpg", taken_at=datetime(1998 + n // 4, 1, 1), size=(640, 400)) for n in range(8)]
    browser.open(exported(tmp_path, photos), "#4")
    browser.shows(4)
    assert browser.text("chapter").strip() == "1998"
    browser.press("ArrowRight")
    browser.shows(5)
    assert browser.text("chapter").strip() == "1999"
    assert browser.js("document.getElementById('chapter').classList.contains('shown')")


def test_music_begins_with_the_show_and_m_turns_it_off(browser: Browser, tmp_path: Path, make_photo: MakePhoto) -> None:
    song = tmp_path / "song.wav"
    with wave.open(str(song), "wb") as file:
        file.setparams((1, 2, 8000, 0, "NONE", ""))
        file.writeframes(bytes(2 * 8000 * 30))
    browser.open(exported(tmp_path, [make_photo(f"{n}.jpg") for n in range(3)], song))
    browser.shows("title")
    assert browser.js("[Music.there, Music.playing]") == [True, False]
    assert not browser.js("document.getElementById('sound').hidden")
    browser.press(" ")
    browser.wait_for("Music.playing")
    browser.press("m")
    browser.wait_for("!Music.playing")
    assert browser.js("document.getElementById('sound').ariaPressed") == "false"
    browser.press("m")
    browser.wait_for("Music.playing")
    browser.press("Escape")
    browser.wait_for("!Music.playing")


def test_without_music_there_is_no_button_for_it(browser: Browser, page: Path) -> None:
    browser.open(page, "#1")
    browser.shows(1)
    assert browser.js("document.getElementById('sound').hidden")
    browser.press("m")


def test_z_shows_the_original_which_can_be_moved_and_closed(
    browser: Browser, tmp_path: Path, make_photo: MakePhoto
) -> None:
    photo = sized(make_photo("a.jpg", size=(3000, 2000)), (3000, 2000))
    browser.open(exported(tmp_path, [photo]), "#1")
    browser.shows(1)
    assert browser.js("document.querySelector('.frame img').naturalWidth") == 2560
    browser.press("z")
    browser.wait_for("document.querySelector('#zoomed img')?.naturalWidth === 3000")
    before = browser.js("document.querySelector('#zoomed img').style.transform")
    browser.drag((600, 300), (500, 250))
    assert browser.js("document.querySelector('#zoomed img').style.transform") != before
    browser.press("+", "-", "ArrowLeft", "Escape")
    assert browser.js("document.getElementById('zoomed').hidden")
    assert not browser.js("document.getElementById('show').inert")


def test_a_question_mark_lists_the_keys(browser: Browser, page: Path) -> None:
    browser.open(page, "#1")
    browser.shows(1)
    browser.press("?")
    assert browser.js("document.getElementById('help').open")
    browser.press("ArrowRight")
    assert browser.js("document.body.dataset.shown") == "1"
    browser.js("document.getElementById('close-help').click()")
    assert not browser.js("document.getElementById('help').open")


def test_the_screen_stays_on_while_the_show_plays(browser: Browser, page: Path) -> None:
    browser.open(page, "#1")
    browser.shows(1)
    browser.press(" ")
    assert browser.js(
        "!navigator.wakeLock || Screen.staysOn || new Promise((r) => setTimeout(() => r(Screen.staysOn), 2000))"
    )
    browser.press(" ")
    browser.wait_for("!Screen.staysOn")


def test_the_printed_page_shows_every_photo_with_its_caption(browser: Browser, page: Path) -> None:
    browser.open(page)
    browser.shows("title")
    printed = base64.b64decode(browser.call("Page.printToPDF")["data"])
    assert printed.count(b"/Subtype /Image") >= 3
    browser.call("Emulation.setEmulatedMedia", media="print")
    assert browser.js("document.getElementById('show').checkVisibility()") is False
    assert browser.text("gallery").split() == [
        "2019",
        "14",
        "July",
        "2019",
        "Undated",
        "Undated",
        "2021",
        "2",
        "January",
        "2021",
    ]
    browser.call("Emulation.setEmulatedMedia", media="")


def test_the_policy_of_the_page_blocks_other_scripts_and_requests(browser: Browser, page: Path) -> None:
    browser.open(page, "#1")
    browser.shows(1)
    browser.js(
        "(() => { const other = document.createElement('script'); other.textContent = 'window.ran = 1'; "
        "document.body.append(other); })()"
    )
    assert browser.js("window.ran === undefined")
    assert browser.js("fetch('photos/a.jpg').then(() => 'sent', () => 'blocked')") == "blocked"


def test_hundreds_of_photos_need_few_decoded_pictures_and_no_tiles_before_they_are_seen(
    browser: Browser, tmp_path: Path, make_photo: MakePhoto
) -> None:
    photos = [make_photo(f"{n}.png", taken_at=datetime(1980 + n // 25, 1, 1), size=(8, 6)) for n in range(300)]
    browser.open(exported(tmp_path, photos), "#1")
    browser.shows(1)
    assert browser.js("[...document.querySelectorAll('.tiles img')].filter((image) => image.complete).length") == 0
    for number in range(2, 14):
        browser.press("ArrowRight")
        browser.shows(number)
    assert browser.js("Pictures.held") <= 8
