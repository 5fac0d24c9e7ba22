"""What a slideshow says about its photos, and which of them it takes."""

import json
import os
import re
from pathlib import Path
from typing import Any

import pytest

from photoindex.advice.people import SayBirth
from photoindex.domain.targets import Target
from photoindex.errors import UsageError
from photoindex.operations.find import FindRequest, find
from photoindex.operations.label import label
from photoindex.operations.person import set_lifespan
from photoindex.operations.show import show_photo
from photoindex.operations.slideshow import Form, SlideshowRequest, Watch, export
from photoindex.wording.slideshows import slideshow_texts
from tests.library import Library


def made(library: Library, folder: Path, query: str = "Red", **wishes: Any) -> dict[str, Any]:
    """The data of a slideshow's page."""
    found = find(library.index, FindRequest(query=query))
    texts = slideshow_texts([match.person.name for match in found.people])
    export(library.index, found, SlideshowRequest(folder, texts, **wishes), Watch())
    page = (folder / "index.html").read_text(encoding="utf-8")
    data = re.search(r'<script id="photos" type="application/json">(.*?)</script>', page, re.DOTALL)
    assert data
    answer: dict[str, Any] = json.loads(data[1])
    return answer


@pytest.fixture
def album(library: Library) -> Library:
    library.draw("1998 Summer in Portugal/a.jpg", "red", "green", taken="1998:07:04 10:00:00", shade=10)
    library.draw("DCIM/b.jpg", "red", taken="1999:07:04 10:00:00", shade=20)
    library.draw("Old album/c.jpg", "red", shade=30)
    library.scan()
    label(library.index, cluster_in(library, "DCIM/b.jpg"), "Red")
    label(library.index, cluster_in(library, "2003/e.jpg"), "Green")
    return library


def cluster_in(library: Library, photo: str) -> Target:
    (shown,) = show_photo(library.index, library.folder / photo).faces
    assert shown.cluster_id is not None
    return Target("cluster", ids=(shown.cluster_id,))


def words(data: dict[str, Any]) -> set[tuple[str, str]]:
    return {(caption, details) for _, _, _, _, caption, details, _ in data["photos"]}


def test_captions_tell_the_date_the_age_the_album_and_the_others(album: Library, tmp_path: Path) -> None:
    set_lifespan(album.index, "Red", "1986-05-17", None)
    told = words(made(album, tmp_path / "out"))
    assert ("4 July 1998", "12 years old · Summer in Portugal · with Green") in told
    assert ("4 July 1999", "13 years old") in told
    assert ("Old album", "") in told


def test_faces_of_the_person_of_the_slideshow_have_eyes_to_align_them_by(album: Library, tmp_path: Path) -> None:
    (row,) = (row for row in made(album, tmp_path / "out")["photos"] if row[4] == "4 July 1998")
    assert row[2:4] == [200, 100]
    assert [len(face) for face in row[6]] == [8, 4]


def test_links_cannot_have_another_form(album: Library, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="links show the photos as they are"):
        made(album, tmp_path / "out", link=True, form=Form(size=100))
    assert not (tmp_path / "out").exists()


def test_without_metadata_the_reasons_of_a_choice_hold_neither_paths_nor_dates(album: Library, tmp_path: Path) -> None:
    made(album, tmp_path / "out", best=2, form=Form(strip="metadata"))
    text = (tmp_path / "out" / "manifest.json").read_text(encoding="utf-8")
    assert str(album.folder) not in text
    assert {"original", "taken_at"}.isdisjoint(json.loads(text)["choice"]["photos"][0])


def test_chapters_by_age_need_one_person_with_a_date_of_birth(album: Library, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="when Red was born") as caught:
        made(album, tmp_path / "out", chapters="age")
    assert caught.value.advice == (SayBirth("Red"),)
    with pytest.raises(UsageError, match="exactly one person"):
        made(album, tmp_path / "out", "Red Green", chapters="age")
    set_lifespan(album.index, "Red", "1986", None)
    assert made(album, tmp_path / "out", chapters="age")["photos"]


def test_the_best_photos_are_no_near_duplicates_and_the_manifest_says_why(album: Library, tmp_path: Path) -> None:
    # Drawn photos of one colour look alike.
    data = made(album, tmp_path / "out", best=3)
    choice = json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))["choice"]
    verdicts = {item["content_hash"]: item["verdict"] for item in choice["photos"]}
    assert len(data["photos"]) == choice["chosen"] == sum(value == "chosen" for value in verdicts.values())
    assert "near-duplicate" in verdicts.values()
    for item in choice["photos"]:
        assert (item["like"] is None) or verdicts[item["like"]] == "chosen"
        assert (item["like"] is not None) == (item["verdict"] == "near-duplicate")
        assert item["faces"][0].keys() == {"pixels", "sharpness", "turned", "quality", "photo_complete"}


def test_a_photo_on_an_offline_disk_is_not_chosen(album: Library, tmp_path: Path) -> None:
    for path in (album.folder / "DCIM").iterdir():
        path.unlink()
    made(album, tmp_path / "out", best=3)
    choice = json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))["choice"]
    verdicts = {Path(item["original"]).name: item["verdict"] for item in choice["photos"]}
    assert verdicts["b.jpg"] != "chosen"


def test_an_update_keeps_the_chapters_the_choice_and_the_form(album: Library, tmp_path: Path) -> None:
    first = made(album, tmp_path / "out", chapters="none", best=2, form=Form(size=50))
    assert made(album, tmp_path / "out", update=True) == first
    manifest = json.loads((tmp_path / "out/manifest.json").read_text(encoding="utf-8"))
    assert manifest["options"] == {"chapters": "none", "best": 2, "size": 50}


@pytest.mark.skipif(os.name == "nt", reason="links need a privilege on Windows")
def test_an_update_to_links_gives_up_the_size_of_copies(album: Library, tmp_path: Path) -> None:
    made(album, tmp_path / "out", form=Form(size=50))
    made(album, tmp_path / "out", update=True, link=True)
    assert (tmp_path / "out/photos/b.jpg").is_symlink()
    made(album, tmp_path / "out", update=True, form=Form(size=40))
    assert not (tmp_path / "out/photos/b.jpg").is_symlink()
