import os
import shutil
import socket
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest

from photoindex.crawl import CrawlOptions, CrawlProblem, FoundFile, OptedOut, crawl
from photoindex.domain.photo import PhotoFile
from photoindex.errors import UsageError
from photoindex.originals import Identity, identity_of

SUFFIXES = frozenset((".jpg", ".png"))
as_root = hasattr(os, "geteuid") and os.geteuid() == 0
needs_permissions = pytest.mark.skipif(os.name == "nt" or as_root, reason="permissions do not bind this user")
posix_only = pytest.mark.skipif(os.name == "nt", reason="needs a POSIX file system")


def plant(root: Path, *names: str) -> None:
    for name in names:
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(b"x")


def see(roots: Path | Iterable[Path], *, exclude: tuple[str, ...] = (), hidden: bool = False) -> list[Path]:
    """The photos of a crawl that must report no problems."""
    found = list(crawl([roots] if isinstance(roots, Path) else list(roots), CrawlOptions(SUFFIXES, hidden, exclude)))
    assert not [item for item in found if isinstance(item, CrawlProblem)]
    return [item.path for item in found]


def names(root: Path, **options: object) -> list[str]:
    return [path.relative_to(root).as_posix() for path in see(root, **options)]  # type: ignore[arg-type]


def problems(*roots: Path) -> list[CrawlProblem]:
    return [item for item in crawl(roots, CrawlOptions(SUFFIXES)) if isinstance(item, CrawlProblem)]


def test_files_in_order_of_name_come_before_subfolders_in_order_of_name(tmp_path: Path) -> None:
    plant(tmp_path, "z.jpg", "B.jpg", "a.jpg", "c/y.jpg", "b/x.jpg", "b/d/w.jpg", "b/z.jpg")
    assert names(tmp_path) == ["B.jpg", "a.jpg", "z.jpg", "b/x.jpg", "b/z.jpg", "b/d/w.jpg", "c/y.jpg"]


def test_a_photo_is_listed_with_its_size_and_time(tmp_path: Path) -> None:
    (tmp_path / "a.JPG").write_bytes(b"12345")
    os.utime(tmp_path / "a.JPG", ns=(1, 1_600_000_000_123_456_700))
    (photo,) = crawl([tmp_path], CrawlOptions(SUFFIXES))
    assert isinstance(photo, FoundFile)
    assert photo.photo_file == PhotoFile(tmp_path / "a.JPG", 5, (tmp_path / "a.JPG").stat().st_mtime_ns)


def test_only_files_with_photo_suffixes_are_found(tmp_path: Path) -> None:
    plant(tmp_path, "a.jpg", "b.PNG", "c.txt", "d", "e.jpg.xmp", "jpg")
    assert names(tmp_path) == ["a.jpg", "b.PNG"]


def test_an_empty_file_is_found_so_that_it_can_be_reported(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").touch()
    assert names(tmp_path) == ["a.jpg"]


def test_a_relative_root_gives_absolute_paths(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plant(tmp_path, "in/a.jpg")
    monkeypatch.chdir(tmp_path)
    assert see(Path("in")) == [tmp_path / "in" / "a.jpg"]


def test_a_root_may_be_a_file(tmp_path: Path) -> None:
    plant(tmp_path, "a.jpg", "b.jpg")
    assert see(tmp_path / "a.jpg") == [tmp_path / "a.jpg"]


def test_a_file_given_as_a_root_together_with_its_folder_is_found_once(tmp_path: Path) -> None:
    plant(tmp_path, "a.jpg", "b.jpg", ".c.jpg")
    assert sorted(see([tmp_path / "a.jpg", tmp_path, tmp_path / ".c.jpg"])) == [
        tmp_path / ".c.jpg",
        tmp_path / "a.jpg",
        tmp_path / "b.jpg",
    ]


def test_a_root_that_is_not_a_photo_is_reported_as_a_problem(tmp_path: Path) -> None:
    plant(tmp_path, "a.txt")
    (problem,) = problems(tmp_path / "a.txt")
    assert problem.path == tmp_path / "a.txt"


def test_a_missing_root_is_reported_as_a_problem_and_the_others_are_walked(tmp_path: Path) -> None:
    plant(tmp_path, "b/a.jpg")
    found = list(crawl([tmp_path / "away", tmp_path / "b"], CrawlOptions(SUFFIXES)))
    assert [item.path for item in found] == [tmp_path / "away", tmp_path / "b" / "a.jpg"]
    assert isinstance(found[0], CrawlProblem)


def test_each_file_of_overlapping_roots_is_found_once(tmp_path: Path) -> None:
    plant(tmp_path, "a.jpg", "2020/b.jpg", "2020/05/c.jpg")
    once = [tmp_path / "a.jpg", tmp_path / "2020/b.jpg", tmp_path / "2020/05/c.jpg"]
    assert see([tmp_path / "2020", tmp_path, tmp_path / "2020" / "05", tmp_path]) == once


def test_a_hidden_folder_is_walked_if_it_is_named_as_a_root(tmp_path: Path) -> None:
    plant(tmp_path, "a.jpg", ".private/b.jpg")
    assert see(tmp_path / ".private") == [tmp_path / ".private/b.jpg"]
    assert see([tmp_path, tmp_path / ".private"]) == [tmp_path / "a.jpg", tmp_path / ".private/b.jpg"]


def test_hidden_files_are_found_only_on_request(tmp_path: Path) -> None:
    plant(tmp_path, "a.jpg", ".b.jpg", ".c/d.jpg")
    assert names(tmp_path) == ["a.jpg"]
    assert names(tmp_path, hidden=True) == [".b.jpg", "a.jpg", ".c/d.jpg"]


@pytest.mark.skipif(sys.platform != "win32", reason="an attribute of Windows")
def test_files_with_the_hidden_attribute_of_windows_are_left_out(tmp_path: Path) -> None:
    import ctypes

    plant(tmp_path, "a.jpg", "b.jpg")
    ctypes.windll.kernel32.SetFileAttributesW(str(tmp_path / "b.jpg"), 2)  # type: ignore[attr-defined]
    assert names(tmp_path) == ["a.jpg"]
    assert names(tmp_path, hidden=True) == ["a.jpg", "b.jpg"]


@pytest.mark.parametrize(
    "name",
    ["@eaDir", "#recycle", "$RECYCLE.BIN", "System Volume Information", "lost+found", ".thumbnails", ".Trash-1000"],
)
def test_system_folders_are_left_out_even_when_hidden_files_are_requested(tmp_path: Path, name: str) -> None:
    plant(tmp_path, "a.jpg", f"{name}/b.jpg", f"in/{name.upper()}/c.jpg")
    assert names(tmp_path, hidden=True) == ["a.jpg"]


def test_the_companion_files_of_macos_are_never_photos(tmp_path: Path) -> None:
    plant(tmp_path, "a.jpg", "._a.jpg")
    assert names(tmp_path, hidden=True) == ["a.jpg"]


@pytest.mark.parametrize("originals", ["originals", "Masters"])
def test_only_the_originals_of_a_photos_library_are_found(tmp_path: Path, originals: str) -> None:
    library = "My.photoslibrary"
    plant(tmp_path, f"{library}/{originals}/0/a.jpg", f"{library}/resources/derivatives/a.jpg", f"{library}/poster.jpg")
    assert names(tmp_path) == [f"{library}/{originals}/0/a.jpg"]
    assert names(tmp_path / library) == [f"{originals}/0/a.jpg"]


@pytest.mark.parametrize("marker", [".nomedia", ".noimage"])
def test_a_folder_that_opts_out_is_left_out_together_with_its_subfolders(tmp_path: Path, marker: str) -> None:
    plant(tmp_path, "a.jpg", f"out/{marker}", "out/b.jpg", "out/below/c.jpg")
    assert names(tmp_path) == ["a.jpg"]
    assert names(tmp_path / "out") == []


def test_an_inner_ignore_file_overrides_an_outer_one(tmp_path: Path) -> None:
    plant(tmp_path, "a.png", "in/b.png", "in/keep.png", "in/c.jpg")
    (tmp_path / ".photoindexignore").write_text("# no screenshots\n*.png\r\n")
    (tmp_path / "in" / ".photoindexignore").write_text("!keep.png\n/c.jpg\n")
    assert names(tmp_path) == ["in/keep.png"]


def test_an_ignore_file_above_the_root_has_no_effect(tmp_path: Path) -> None:
    plant(tmp_path, "in/a.jpg")
    (tmp_path / ".photoindexignore").write_text("in\n")
    assert see(tmp_path) == []
    assert see([tmp_path, tmp_path / "in"]) == [tmp_path / "in/a.jpg"]


def test_names_match_patterns_in_any_unicode_form(tmp_path: Path) -> None:
    plant(tmp_path, "e\u0301te\u0301.jpg", "b.jpg")
    (tmp_path / ".photoindexignore").write_text("\u00e9t\u00e9.jpg", encoding="utf-8-sig")
    assert names(tmp_path) == ["b.jpg"]


@pytest.mark.parametrize("content", [b"\xff\xfe\x00priv\xe9", b"good.jpg\n!\n", b"[z-a]\n", b"name\\\n"])
def test_a_folder_with_an_invalid_ignore_file_is_reported_as_a_problem_and_not_entered(
    tmp_path: Path, content: bytes
) -> None:
    plant(tmp_path, "a.jpg", "in/b.jpg", "in/below/c.jpg", "z/d.jpg")
    (tmp_path / "in" / ".photoindexignore").write_bytes(content)
    found = list(crawl([tmp_path], CrawlOptions(SUFFIXES)))
    assert [item.path for item in found] == [tmp_path / "a.jpg", tmp_path / "in", tmp_path / "z/d.jpg"]
    assert isinstance(found[1], CrawlProblem)
    assert ".photoindexignore" in found[1].message


def test_excludes_apply_to_every_root_and_outrank_ignore_files(tmp_path: Path) -> None:
    plant(tmp_path, "raw/a.jpg", "in/raw/b.jpg", "in/c.jpg", "in/d.png")
    (tmp_path / "in" / ".photoindexignore").write_text("!*.png\n")
    assert names(tmp_path, exclude=("/raw", "*.png")) == ["in/c.jpg", "in/raw/b.jpg"]
    assert see([tmp_path, tmp_path / "in"], exclude=("/raw", "*.png")) == [tmp_path / "in/c.jpg"]
    assert see(tmp_path / "raw" / "a.jpg", exclude=("a.*",)) == []


@pytest.mark.parametrize("pattern", ["!", "#recycle", "", "[z-a]", "a\\"])
def test_an_invalid_exclude_is_a_usage_error_before_the_walk(tmp_path: Path, pattern: str) -> None:
    with pytest.raises(UsageError, match="exclude") as caught:
        crawl([tmp_path], CrawlOptions(SUFFIXES, exclude=("*.png", pattern)))
    assert repr(pattern) in caught.value.message


def test_walking_a_loop_of_links_ends(tmp_path: Path) -> None:
    plant(tmp_path, "root/in/a.jpg")
    (tmp_path / "root/in/self").symlink_to(tmp_path / "root/in", target_is_directory=True)
    (tmp_path / "root/in/up").symlink_to("..", target_is_directory=True)
    (tmp_path / "root/above").symlink_to(tmp_path, target_is_directory=True)
    assert names(tmp_path / "root") == ["in/a.jpg"]


def test_a_linked_folder_outside_the_root_is_walked_once_under_the_path_of_the_link(tmp_path: Path) -> None:
    plant(tmp_path, "root/a.jpg", "disk/b.jpg", "disk/in/c.jpg")
    (tmp_path / "root/one").symlink_to(tmp_path / "disk", target_is_directory=True)
    (tmp_path / "root/two").symlink_to(tmp_path / "disk", target_is_directory=True)
    (tmp_path / "root/zwei").symlink_to(tmp_path / "disk/in", target_is_directory=True)
    assert names(tmp_path / "root") == ["a.jpg", "one/b.jpg", "one/in/c.jpg"]


def test_a_linked_parent_of_a_walked_folder_adds_only_its_other_files(tmp_path: Path) -> None:
    plant(tmp_path, "root/a.jpg", "disk/b.jpg", "disk/in/c.jpg")
    (tmp_path / "root/one").symlink_to(tmp_path / "disk/in", target_is_directory=True)
    (tmp_path / "root/two").symlink_to(tmp_path / "disk", target_is_directory=True)
    assert names(tmp_path / "root") == ["a.jpg", "one/c.jpg", "two/b.jpg"]


def test_a_linked_file_is_found_once_if_it_lies_outside_the_root_and_otherwise_not_at_all(tmp_path: Path) -> None:
    plant(tmp_path, "root/a.jpg", "root/.hidden.jpg", "disk/b.jpg")
    for link, target in {
        "x.jpg": "root/a.jpg",
        "h.jpg": "root/.hidden.jpg",
        "y.jpg": "disk/b.jpg",
        "z.jpg": "disk/b.jpg",
    }.items():
        (tmp_path / "root" / link).symlink_to(tmp_path / target)
    (tmp_path / "root/zz").symlink_to(tmp_path / "disk", target_is_directory=True)
    assert names(tmp_path / "root") == ["a.jpg", "y.jpg"]


def test_broken_links_are_skipped(tmp_path: Path) -> None:
    plant(tmp_path, "a.jpg")
    (tmp_path / "gone.jpg").symlink_to("nothing.jpg")
    (tmp_path / "loop.jpg").symlink_to("loop.jpg")
    (tmp_path / "under.jpg").symlink_to("a.jpg/b.jpg")
    assert names(tmp_path) == ["a.jpg"]


def test_a_root_may_be_a_link_and_keeps_its_name(tmp_path: Path) -> None:
    plant(tmp_path, "disk/a.jpg")
    (tmp_path / "pictures").symlink_to(tmp_path / "disk", target_is_directory=True)
    assert see(tmp_path / "pictures") == [tmp_path / "pictures/a.jpg"]
    assert len(see([tmp_path / "pictures", tmp_path / "disk"])) == 1


@posix_only
def test_pipes_and_sockets_are_never_photos(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plant(tmp_path, "a.jpg")
    os.mkfifo(tmp_path / "pipe.jpg")
    os.mkfifo(tmp_path / ".photoindexignore")
    # A socket needs a short path, but the path of a temporary folder may be long.
    monkeypatch.chdir(tmp_path)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("socket.jpg")
        assert names(tmp_path) == ["a.jpg"]
        assert [problem.path for problem in problems(tmp_path / "pipe.jpg")] == [tmp_path / "pipe.jpg"]


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse such names")
def test_names_that_are_not_utf8_are_not_changed(tmp_path: Path) -> None:
    raw = os.fsencode(tmp_path) + b"/caf\xe9.jpg"
    Path(os.fsdecode(raw)).touch()
    (tmp_path / ".photoindexignore").write_text("x?\n")
    (path,) = see(tmp_path)
    assert os.fsencode(path) == raw
    assert path.exists()


@posix_only
def test_a_very_deep_tree_is_walked(tmp_path: Path) -> None:
    longest = os.pathconf(tmp_path, "PC_PATH_MAX") - len("/a.jpg") - 1
    folders = [str(tmp_path) + "/d" * depth for depth in range(1, (longest - len(str(tmp_path))) // 2)]
    for folder in folders:
        Path(folder).mkdir()
    photo = Path(folders[-1]) / "a.jpg"
    photo.touch()
    try:
        assert see(tmp_path) == [photo]
    finally:
        # The tree is removed here, because shutil.rmtree, which pytest uses to clean up, is recursive.
        photo.unlink()
        for folder in reversed(folders):
            Path(folder).rmdir()


@posix_only
def test_a_path_too_long_for_the_system_is_reported_as_a_problem(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plant(tmp_path, "a.jpg")
    with monkeypatch.context() as moved:
        moved.chdir(tmp_path)
        for _ in range(20):
            Path("n" * 250).mkdir()
            os.chdir("n" * 250)
    found = list(crawl([tmp_path], CrawlOptions(SUFFIXES)))
    assert found[0].path == tmp_path / "a.jpg"
    assert isinstance(found[-1], CrawlProblem)


@needs_permissions
def test_an_unreadable_folder_is_reported_as_a_problem_and_the_rest_is_walked(tmp_path: Path) -> None:
    plant(tmp_path, "a.jpg", "in/b.jpg", "z/c.jpg")
    (tmp_path / "in").chmod(0)
    try:
        found = list(crawl([tmp_path], CrawlOptions(SUFFIXES)))
    finally:
        (tmp_path / "in").chmod(0o700)
    assert [item.path for item in found] == [tmp_path / "a.jpg", tmp_path / "in", tmp_path / "z/c.jpg"]
    assert isinstance(found[1], CrawlProblem)


def test_a_folder_that_vanishes_during_the_walk_is_reported_as_a_problem_and_the_rest_is_walked(tmp_path: Path) -> None:
    plant(tmp_path, "a.jpg", "in/b.jpg", "z/c.jpg")
    walk = crawl([tmp_path], CrawlOptions(SUFFIXES))
    first = next(walk)
    shutil.rmtree(tmp_path / "in")
    vanished, last = walk
    assert [first.path, vanished.path, last.path] == [tmp_path / "a.jpg", tmp_path / "in", tmp_path / "z/c.jpg"]
    assert isinstance(vanished, CrawlProblem)


def walked(roots: list[Path], **ports: object) -> tuple[list[Path], list[OptedOut]]:
    """The photos of a crawl, and the folders that it left out because of a file in them."""
    left_out: list[OptedOut] = []
    found = crawl(roots, CrawlOptions(SUFFIXES), opted_out=left_out.append, **ports)  # type: ignore[arg-type]
    return [item.path for item in found], left_out


def test_a_left_out_folder_is_reported_with_the_file_that_excludes_it(tmp_path: Path) -> None:
    plant(tmp_path, "a.jpg", "out/.nomedia", "out/b.jpg", "show/.photoindex-export.json", "show/photos/a.jpg")
    found, left_out = walked([tmp_path])
    assert found == [tmp_path / "a.jpg"]
    assert left_out == [OptedOut(tmp_path / "out", ".nomedia"), OptedOut(tmp_path / "show", ".photoindex-export.json")]


def test_an_export_is_walked_without_the_files_that_the_export_wrote(tmp_path: Path) -> None:
    plant(tmp_path, "a/.photoindex-export.json", "a/k.jpg", "a/photos/copy.jpg", "a/photos/mine.jpg", "a/in/copy.jpg")
    options = CrawlOptions(SUFFIXES, own_files=lambda folder: frozenset({"photos/copy.jpg"}))
    found = [item.path.relative_to(tmp_path).as_posix() for item in crawl([tmp_path], options)]
    assert found == ["a/k.jpg", "a/in/copy.jpg", "a/photos/mine.jpg"]
    (tmp_path / "a/.nomedia").touch()
    assert list(crawl([tmp_path], options)) == []


def test_a_folder_with_two_paths_is_walked_once(tmp_path: Path) -> None:
    # Like a mount of a folder inside the tree, or its name in capitals on a case-insensitive disk.
    plant(tmp_path, "a/in/k.jpg", "A/in/k.jpg", "b/k.jpg")

    def identify(path: str) -> Identity | None:
        return identity_of(path.replace("/A", "/a"))

    assert walked([tmp_path], identify=identify)[0] == [tmp_path / "A/in/k.jpg", tmp_path / "b/k.jpg"]
    assert walked([tmp_path / "a", tmp_path / "A"], identify=identify)[0] == [tmp_path / "A/in/k.jpg"]


def test_folders_with_the_same_file_number_are_both_walked(tmp_path: Path) -> None:
    plant(tmp_path, "a/k.jpg", "b/l.jpg")
    assert walked([tmp_path], identify=lambda _path: Identity(1, 1))[0] == [tmp_path / "a/k.jpg", tmp_path / "b/l.jpg"]


def test_a_root_inside_another_keeps_its_own_name(tmp_path: Path) -> None:
    plant(tmp_path, "disk/a.jpg", "disk/in/b.jpg")
    (tmp_path / "link").symlink_to(tmp_path / "disk/in", target_is_directory=True)
    assert see([tmp_path / "disk", tmp_path / "link"]) == [tmp_path / "disk/a.jpg", tmp_path / "link/b.jpg"]
