"""The crawl and git must keep the same files of random trees."""

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from photoindex.crawl import CrawlOptions, CrawlProblem, FoundFile, crawl

FOLDERS = ("", "a", "b", "a/a", "a/b", "a/b/c", "b/c", "c")
FILES = ("a.jpg", "b.jpg", "c.jpg")
SEGMENTS = st.sampled_from(["a", "b", "c", "*", "**", "a.jpg", "*.jpg", "[ab]", "?", "b*"])
PATTERNS = st.builds(
    lambda keep, anchor, segments, folder: keep + anchor + "/".join(segments) + folder,
    st.sampled_from(["", "", "!"]),
    st.sampled_from(["", "", "/"]),
    st.lists(SEGMENTS, min_size=1, max_size=3),
    st.sampled_from(["", "", "/"]),
)
IGNORE_FILES = st.dictionaries(st.sampled_from(FOLDERS), st.lists(PATTERNS, min_size=1, max_size=4), max_size=4)


def paths(found: Iterator[FoundFile | CrawlProblem], root: Path) -> list[str]:
    photos = list(found)
    assert all(isinstance(photo, FoundFile) for photo in photos)
    return [photo.path.relative_to(root).as_posix() for photo in photos]


def plant(root: Path, ignore_files: dict[str, list[str]]) -> None:
    for folder in FOLDERS:
        (root / folder).mkdir(parents=True, exist_ok=True)
        for name in FILES:
            (root / folder / name).touch()
    for folder, patterns in ignore_files.items():
        (root / folder / ".photoindexignore").write_text("\n".join(patterns), encoding="utf-8")


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if shutil.which("git") is None:
        pytest.skip("needs git to compare with")
    path = tmp_path_factory.mktemp("repository") / "git"
    subprocess.run(["git", "init", "-q", "--bare", path], check=True)
    return path


@settings(max_examples=40)
@given(ignore_files=IGNORE_FILES, excludes=st.lists(PATTERNS, max_size=2))
def test_the_crawl_keeps_the_same_files_as_git(
    repository: Path, ignore_files: dict[str, list[str]], excludes: list[str]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        plant(root, ignore_files)
        git = ["git", f"--git-dir={repository}", f"--work-tree={root}", "ls-files", "--others", "-z"]
        git += ["--exclude-per-directory=.photoindexignore", *(f"--exclude={pattern}" for pattern in excludes)]
        listed = subprocess.run(git, cwd=root, check=True, capture_output=True).stdout.decode().split("\0")
        kept = {path for path in listed if path.endswith(".jpg")}
        options = CrawlOptions(frozenset((".jpg",)), exclude=excludes)
        assert set(paths(crawl([root], options), root)) == kept


@settings(max_examples=40)
@given(ignore_files=IGNORE_FILES, roots=st.lists(st.sampled_from(FOLDERS), min_size=1, max_size=4), data=st.data())
def test_no_file_is_found_twice_and_the_order_of_roots_does_not_matter(
    ignore_files: dict[str, list[str]], roots: list[str], data: st.DataObject
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        plant(root, ignore_files)
        options = CrawlOptions(frozenset((".jpg",)))
        found = paths(crawl([root / name for name in roots], options), root)
        shuffled = data.draw(st.permutations(roots))
        assert len(found) == len(set(found))
        assert paths(crawl([root / name for name in shuffled], options), root) == found
