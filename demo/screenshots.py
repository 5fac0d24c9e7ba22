"""Make the screenshots of the README again: scan a small library, name its person, and photograph the page.

Needs the development tools and Chromium. All photos are versions of one portrait, which is in the public domain.
"""

import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import skimage
from PIL import Image, ImageEnhance, ImageOps
from playwright.sync_api import Browser, Page, sync_playwright
from run import EXIF_IFD, EXIF_TAKEN

IMAGES = Path(__file__).parent.parent / "docs" / "images"
NAME = "Eileen Collins"
DESKTOP = {"viewport": {"width": 1200, "height": 680}}
PHONE = {"viewport": {"width": 390, "height": 680}, "has_touch": True, "is_mobile": True}


def main() -> None:
    with TemporaryDirectory() as folder:
        photos, index = Path(folder, "photos"), Path(folder, "index.duckdb")
        make_photos(photos)
        photoindex("scan", str(photos), "--index", str(index))
        command = [sys.executable, "-m", "photoindex", "review", "--no-open", "--index", str(index)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
            assert server.stdout is not None
            address = server.stdout.readline().split()[-1]
            try:
                with sync_playwright() as playwright:
                    browser = playwright.chromium.launch(executable_path=shutil.which("chromium"))
                    take_all(browser, address, Path(folder))
                    show = Path(folder, "show")
                    photoindex("find", NAME, "--export", str(show), "--index", str(index))
                    take_slideshow(browser, show / "index.html", Path(folder))
            finally:
                server.terminate()


def make_photos(folder: Path) -> None:
    """Make two dozen photos: cropped, mirrored, tinted, brightened and tilted versions of a portrait."""
    portrait = Image.open(Path(skimage.__file__).parent / "data" / "astronaut.png").convert("RGB")
    folder.mkdir()
    crops = [
        (0, 0, 512, 512),
        (60, 0, 420, 360),
        (100, 0, 380, 330),
        (20, 0, 460, 300),
        (120, 20, 360, 300),
        (40, 0, 360, 420),
    ]
    for number in range(24):
        image = portrait.crop(crops[number % 6])
        image = ImageOps.mirror(image) if number % 4 == 1 else image
        image = ImageEnhance.Color(image).enhance((1, 0, 1.3, 0.6)[number // 6])
        image = ImageEnhance.Brightness(image).enhance((1, 0.75, 1.15)[number % 3])
        if number % 7 == 3:
            image = ImageOps.colorize(image.convert("L"), (35, 20, 10), (255, 240, 215))
        if number % 5 == 2:
            image = image.rotate(9 if number % 2 else -9, Image.Resampling.BICUBIC, fillcolor=(40, 44, 52))
        exif = Image.Exif()
        exif.get_ifd(EXIF_IFD)[EXIF_TAKEN] = f"{1988 + number * 17 // 24}:{number % 12 + 1:02}:14 10:00:00"
        image.save(folder / f"{number:02}.jpg", quality=90, exif=exif)


def take_all(browser: Browser, address: str, folder: Path) -> None:
    base = address.partition("?")[0].rstrip("/")
    page = open_page(browser, address, color_scheme="light", **DESKTOP)
    page.goto(f"{base}/next")
    page.get_by_label("Name", exact=True).fill(NAME)
    page.get_by_role("button", name=NAME).wait_for()
    take(page, "question", folder)
    page.get_by_role("button", name=NAME).click()
    page.get_by_role("status").get_by_text(NAME).wait_for()
    page.close()
    page = open_page(browser, address, color_scheme="dark", **DESKTOP)
    page.goto(f"{base}/person/1")
    take(page, "person", folder)
    page.close()
    page = open_page(browser, address, color_scheme="light", device_scale_factor=2, **PHONE)
    page.goto(f"{base}/find?q={NAME.replace(' ', '+')}+1990+to+1999")
    take(page, "phone", folder)


def take_slideshow(browser: Browser, file: Path, folder: Path) -> None:
    """Save the title page, two portraits beside each other and all photos in one picture."""
    page = browser.new_context(viewport={"width": 1000, "height": 562}, reduced_motion="reduce").new_page()
    pictures = []
    for name, key in (("title", ""), ("pair", "ArrowRight"), ("tiles", "g")):
        page.goto(file.as_uri()) if not key else page.keyboard.press(key)
        page.wait_for_timeout(4000)
        page.screenshot(path=folder / f"{name}.png")
        pictures.append(Image.open(folder / f"{name}.png").convert("RGB").resize((500, 281), Image.Resampling.LANCZOS))
    row = Image.new("RGB", (500 * 3 + 20, 281), "white")
    for at, picture in enumerate(pictures):
        row.paste(picture, (510 * at, 0))
    row.save(IMAGES / "slideshow.webp", quality=82, method=6)


def open_page(browser: Browser, address: str, **options: object) -> Page:
    page = browser.new_context(reduced_motion="reduce", **options).new_page()  # type: ignore[arg-type]
    page.goto(address)
    return page


def take(page: Page, name: str, folder: Path) -> None:
    """Save what is in sight, once its pictures are there."""
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(2000)
    picture = folder / f"{name}.png"
    page.screenshot(path=picture)
    IMAGES.mkdir(exist_ok=True)
    Image.open(picture).save(IMAGES / f"{name}.webp", quality=82, method=6)


def photoindex(*arguments: str) -> None:
    subprocess.run([sys.executable, "-m", "photoindex", *arguments], check=True)


if __name__ == "__main__":
    main()
