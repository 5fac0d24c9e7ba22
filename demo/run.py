"""Run photoindex on photos that its dependencies ship, offline: scan, people, show, label, find, slideshow.

Prints every command as a user would type it, and keeps the results in demo/out.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import insightface
import skimage
from PIL import Image, ImageEnhance, ImageOps

OUT = Path(__file__).parent / "out"
PHOTOS = OUT / "photos"
EXIF_TAKEN = 36867
EXIF_IFD = 0x8769


def main() -> None:
    shutil.rmtree(OUT, ignore_errors=True)
    make_photos()
    photoindex("scan", "demo/out/photos")
    photoindex("people")
    cluster = cluster_of("demo/out/photos/astronaut.jpg")
    photoindex("show", "cluster", cluster, "--sheet", "demo/out/cluster.html")
    photoindex("label", "cluster", cluster, "Eileen Collins")
    photoindex("people")
    photoindex("find", "Eileen Collins")
    photoindex("find", "Eileen Collins", "--export", "demo/out/slideshow")
    page = (OUT / "slideshow" / "index.html").resolve()
    print(f"\nOpen {page.as_uri()} in a browser.")


def make_photos() -> None:
    """Make several photos of each of three people: cropped, mirrored and darkened versions of the samples."""
    samples = Path(insightface.__file__).parent / "data" / "images"
    astronaut = Image.open(Path(skimage.__file__).parent / "data" / "astronaut.png").convert("RGB")
    group = Image.open(samples / "t1.jpg").convert("RGB")
    portrait = Image.open(samples / "Tom_Hanks_54745.png").convert("RGB")
    PHOTOS.mkdir(parents=True)
    save(astronaut, "astronaut.jpg", "1992:06:10 10:00:00")
    save(ImageEnhance.Brightness(astronaut.crop((60, 0, 420, 360))).enhance(0.7), "training.jpg", "1995:02:03 09:30:00")
    save(ImageOps.mirror(astronaut).resize((400, 400)), "mirror.jpg", "1999:07:23 04:31:00")
    save(group, "friends.jpg", "1994:09:22 20:30:00")
    save(group.crop((0, 0, group.width * 2 // 3, group.height)), "friends, cropped.jpg", "1994:09:22 20:31:00")
    save(portrait, "tom.jpg", "2004:11:10 12:00:00")
    save(ImageOps.mirror(portrait), "tom again.jpg", "2006:05:19 12:00:00")


def save(image: Image.Image, name: str, taken: str) -> None:
    exif = Image.Exif()
    exif.get_ifd(EXIF_IFD)[EXIF_TAKEN] = taken
    image.save(PHOTOS / name, quality=92, exif=exif)


def photoindex(*arguments: str) -> None:
    """Print one command and run it on the demo's own index."""
    shown = " ".join(f'"{word}"' if " " in word else word for word in arguments)
    print(f"\n$ photoindex {shown}", flush=True)
    subprocess.run([sys.executable, "-m", "photoindex", *arguments], check=True, env=environment())


def cluster_of(photo: str) -> str:
    """The cluster of the first face in a photo."""
    command = [sys.executable, "-m", "photoindex", "show", "photo", photo, "--json"]
    done = subprocess.run(command, check=True, env=environment(), stdout=subprocess.PIPE)
    return str(json.loads(done.stdout)["items"][0]["cluster_id"])


def environment() -> dict[str, str]:
    return os.environ | {"PHOTOINDEX_INDEX": str(OUT / "index.duckdb")}


if __name__ == "__main__":
    main()
