"""Which file of the index another program means."""

import unicodedata
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta, timezone
from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from photoindex.interop.photo_finder import Ambiguous, Found, IndexedFile, Match, PhotoFinder, Unknown
from photoindex.interop.photo_names import PhotoHint

NOON = datetime(2015, 7, 14, 12, 0, 7)


def file(path: str, content: str = "", size: int = 1000, taken_at: datetime | None = None) -> IndexedFile:
    return IndexedFile(path, content or path, size, 4000, 3000, taken_at)


def found(match: Match) -> str:
    assert isinstance(match, Found), match
    return match.file.path


def find(files: Sequence[IndexedFile], hint: PhotoHint) -> Match:
    return PhotoFinder(files).find(hint)


def test_the_whole_path_decides_whatever_the_facts_say() -> None:
    files = [file("/p/a/IMG_0001.JPG"), file("/p/b/IMG_0001.JPG", size=77)]
    assert find(files, PhotoHint("/p/a/IMG_0001.JPG", size=77)) == Found(files[0], "path")


def test_one_name_in_two_folders_is_ambiguous_if_nothing_else_is_known() -> None:
    files = [file("/p/a/IMG_0001.JPG"), file("/p/b/IMG_0001.JPG")]
    assert find(files, PhotoHint("IMG_0001.JPG")) == Ambiguous(tuple(files), 2)


def test_a_bare_name_that_one_file_has_is_found() -> None:
    files = [file("/p/a/IMG_0001.JPG"), file("/p/b/IMG_0002.JPG")]
    assert find(files, PhotoHint("IMG_0001.JPG")) == Found(files[0], "name")


def test_copies_of_one_photo_are_not_ambiguous() -> None:
    files = [file("/p/a/1.jpg", "same"), file("/p/b/1.jpg", "same")]
    assert found(find(files, PhotoHint("1.jpg"))) == "/p/a/1.jpg"
    assert found(find(files, PhotoHint("/nas/b/1.jpg"))) == "/p/b/1.jpg"


def test_the_longest_common_tail_decides_between_files_of_one_name() -> None:
    files = [file(f"/home/ann/{folder}/IMG_0001.JPG") for folder in ("2015/Rome", "2016/Rome", "Paris")]
    assert find(files, PhotoHint("/mnt/nas/2016/Rome/IMG_0001.JPG")) == Found(files[1], "tail")
    assert isinstance(find(files, PhotoHint("/mnt/nas/2017/Rome/IMG_0001.JPG")), Ambiguous)


def test_a_camera_name_in_another_folder_is_not_a_match_by_itself() -> None:
    files = [file("/p/Rome/IMG_0001.JPG", taken_at=NOON)]
    assert find(files, PhotoHint("/nas/Paris/IMG_0001.JPG")) == Ambiguous(tuple(files), 1)
    assert found(find(files, PhotoHint("/nas/Paris/IMG_0001.JPG", size=1000))) == "/p/Rome/IMG_0001.JPG"
    assert found(find(files, PhotoHint("/nas/Paris/IMG_0001.JPG", taken_at=NOON))) == "/p/Rome/IMG_0001.JPG"


def test_the_folders_that_cameras_make_do_not_identify_a_photo() -> None:
    files = [file("/p/DCIM/100CANON/IMG_0001.JPG")]
    assert isinstance(find(files, PhotoHint("/card/DCIM/100CANON/IMG_0001.JPG")), Ambiguous)
    assert isinstance(find([file("/p/20150714/IMG_1.JPG")], PhotoHint("/x/20150714/IMG_1.JPG")), Found)


@pytest.mark.parametrize("name", ["IMG_20150714_120007.jpg", "8E3F2A10-77A2-4C1D-9B0E-5D2F6C1A4B3E.heic"])
def test_a_distinctive_name_is_enough_in_any_folder(name: str) -> None:
    assert find([file(f"/p/Rome/{name}")], PhotoHint(f"/nas/x/{name}")) == Found(file(f"/p/Rome/{name}"), "name")


def test_a_file_of_the_right_size_is_found_where_it_was_moved_to() -> None:
    files = [file("/p/2015/1.jpg", size=500), file("/p/old/1.jpg", size=777)]
    assert find(files, PhotoHint("/nas/2015/1.jpg", size=777)) == Found(files[1], "facts")


def test_the_size_of_an_uncompressed_format_identifies_nothing() -> None:
    files = [file("/p/Rome/DSC00001.ARW", size=24_000_000)]
    assert isinstance(find(files, PhotoHint("/nas/Paris/DSC00001.ARW", size=24_000_000)), Ambiguous)


def test_another_size_in_bytes_is_no_contradiction() -> None:
    assert isinstance(find([file("/p/2015/1.jpg", size=5)], PhotoHint("/nas/2015/1.jpg", size=6)), Found)


def test_dimensions_exclude_files_and_may_be_turned() -> None:
    small = IndexedFile("/p/small/1.jpg", "small", 10, 640, 480)
    files = [file("/p/a/1.jpg"), small]
    assert found(find(files, PhotoHint("1.jpg", width=3000, height=4000))) == "/p/a/1.jpg"
    assert found(find(files, PhotoHint("1.jpg", width=640, height=480))) == "/p/small/1.jpg"
    assert find(files, PhotoHint("/x/1.jpg", width=1000, height=1000)) == Unknown()


@pytest.mark.parametrize(
    "said",
    [
        NOON,
        NOON + timedelta(hours=2),
        NOON.replace(tzinfo=timezone(timedelta(hours=2))),
        NOON.replace(tzinfo=UTC) - timedelta(hours=5, minutes=45),
    ],
)
def test_dates_agree_in_any_time_zone(said: datetime) -> None:
    files = [file("/p/a/1.jpg", taken_at=NOON), file("/p/b/1.jpg", taken_at=NOON + timedelta(minutes=3))]
    assert find(files, PhotoHint("/x/1.jpg", taken_at=said)) == Found(files[0], "facts")


def test_another_day_contradicts_a_name_but_not_a_tail() -> None:
    files = [file("/p/Rome/1.jpg", taken_at=NOON)]
    later = NOON + timedelta(days=400)
    assert find(files, PhotoHint("/x/Paris/1.jpg", taken_at=later)) == Unknown()
    assert isinstance(find(files, PhotoHint("/x/Rome/1.jpg", taken_at=later)), Ambiguous)


def test_another_day_does_not_contradict_a_name_with_a_date() -> None:
    files = [file("/p/Rome/Screenshot_20150714-120007.png", taken_at=NOON)]
    hint = PhotoHint("/x/Rome/Screenshot_20150714-120007.png", taken_at=NOON + timedelta(days=400))
    assert isinstance(find(files, hint), Found)


def test_a_date_without_seconds_is_not_compared() -> None:
    year_only = IndexedFile("/p/Rome/1.jpg", "c", 10, 4000, 3000, datetime(2015, 1, 1), "year")
    assert isinstance(find([year_only], PhotoHint("/x/Rome/1.jpg", taken_at=NOON)), Found)


def test_a_file_of_another_name_is_unknown() -> None:
    files = [file("/p/a/1.jpg"), file("/p/a/IMG_1~2.jpg")]
    for path in ("/p/a/2.jpg", "/p/a/1.jpeg", "/p/a/IMG_1.jpg", "", "/", "..", "\0", "/p/a", "C:\\"):
        assert find(files, PhotoHint(path)) == Unknown(), path
    assert PhotoFinder([]).find(PhotoHint("/p/a/1.jpg")) == Unknown()


def test_a_known_root_places_a_photo_that_its_path_alone_does_not() -> None:
    files = [file(f"/home/x/Pictures/2015/{i}.jpg") for i in range(3)]
    files += [file("/home/x/Pictures/IMG_0001.JPG"), file("/home/x/Desktop/IMG_0001.JPG")]
    finder = PhotoFinder(files)
    hint = PhotoHint("/mnt/nas/photos/IMG_0001.JPG")
    assert isinstance(finder.find(hint), Ambiguous)
    finder.learn([hint, *(PhotoHint(f"/mnt/nas/photos/2015/{i}.jpg") for i in range(3))])
    assert finder.find(hint) == Found(files[3], "root")


def test_a_single_path_does_not_establish_a_root() -> None:
    files = [file("/home/2015/1.jpg"), file("/home/2.jpg")]
    finder = PhotoFinder(files)
    finder.learn([PhotoHint("/nas/2015/1.jpg")])
    assert isinstance(finder.find(PhotoHint("/nas/2.jpg")), Ambiguous)
    finder.learn([PhotoHint("/nas/2015/1.jpg", size=1000)])
    assert isinstance(finder.find(PhotoHint("/nas/2.jpg")), Found)


def test_a_folder_whose_photos_lie_in_several_folders_here_places_none() -> None:
    files = [file(f"/home/{i % 3}/{i}.jpg", size=100 + i) for i in range(30)]
    finder = PhotoFinder([*files, file("/home/0/IMG_0001.JPG")])
    finder.learn(PhotoHint(f"/nas/unsorted/{i}.jpg", size=100 + i) for i in range(30))
    assert isinstance(finder.find(PhotoHint("/nas/unsorted/IMG_0001.JPG")), Ambiguous)


def test_a_backup_makes_a_root_ambiguous_only_where_contents_differ() -> None:
    files = [file(f"/{root}/2015/{i}.jpg", f"{i}") for root in ("backup", "home") for i in range(5)]
    files += [file("/backup/flat.jpg", "old"), file("/home/flat.jpg", "new")]
    finder = PhotoFinder(files)
    finder.learn([PhotoHint(f"/nas/2015/{i}.jpg") for i in range(5)])
    assert isinstance(finder.find(PhotoHint("/nas/2015/3.jpg")), Found)
    assert isinstance(finder.find(PhotoHint("/nas/flat.jpg")), Ambiguous)


def test_a_moved_photo_is_preferred_to_another_in_its_place() -> None:
    files = [file(f"/home/2015/{i}.jpg", taken_at=NOON, size=10 + i) for i in range(4)]
    files.append(file("/home/moved/0.jpg", taken_at=NOON - timedelta(days=900), size=99))
    finder = PhotoFinder(files)
    finder.learn([PhotoHint(f"/nas/2015/{i}.jpg", size=10 + i) for i in range(1, 4)])
    hint = PhotoHint("/nas/2015/0.jpg", size=99, taken_at=NOON - timedelta(days=900))
    assert finder.find(hint) == Found(files[-1], "facts")


@pytest.mark.parametrize(("others", "is_found"), [(3, False), (60, True)])
def test_a_photo_edited_in_its_place_is_found_there_if_many_photos_speak_for_the_folder(
    others: int, is_found: bool
) -> None:
    files = [file(f"/home/2015/{i}.jpg") for i in range(others + 1)]
    finder = PhotoFinder(files + [file(f"/home/{i}/{i}.jpg") for i in range(others)])
    finder.learn(PhotoHint(f"/nas/{i}/{i}.jpg") for i in range(others))
    match = finder.find(PhotoHint("/nas/2015/0.jpg", width=100, height=100))
    assert match == (Found(files[0], "root") if is_found else Ambiguous((files[0],), 1))


def test_a_hash_identifies_a_photo_wherever_it_is() -> None:
    files = [file("/p/a/1.jpg", "aa"), file("/p/b/2.jpg", "bb"), file("/p/c/2.jpg", "bb")]
    assert find(files, PhotoHint("", sha256="bb")) == Found(files[1], "hash")
    assert find(files, PhotoHint("/x/c/2.jpg", sha256="bb")) == Found(files[2], "hash")
    assert find(files, PhotoHint("/p/a/1.jpg", sha256="bb")) == Found(files[1], "hash")
    assert find(files, PhotoHint("/p/a/1.jpg", sha256="cc")) == Found(files[0], "path")


def test_the_surest_of_several_paths_counts() -> None:
    files = [file("/p/a/1.jpg"), file("/p/b/2.jpg"), file("/p/c/2.jpg")]
    assert find(files, PhotoHint("2.jpg", other_paths=("/x/c/2.jpg", "3.jpg"))) == Found(files[2], "tail")
    assert find(files, PhotoHint("/q/9.jpg", other_paths=("1.jpg",))) == Found(files[0], "name")
    assert isinstance(find(files, PhotoHint("/q/9.jpg", other_paths=("2.jpg",))), Ambiguous)


def test_exact_spelling_is_preferred_on_disks_that_distinguish_case() -> None:
    files = [file("/p/Rome/A.JPG"), file("/p/Rome/a.jpg")]
    assert found(find(files, PhotoHint("/x/Rome/a.jpg"))) == "/p/Rome/a.jpg"
    assert found(find(files, PhotoHint("/x/rome/A.JPG"))) == "/p/Rome/A.JPG"
    assert isinstance(find(files, PhotoHint("/x/Rome/A.jpg")), Ambiguous)


def test_a_name_that_thousands_of_files_have_is_ambiguous_and_lists_few() -> None:
    files = [file(f"/p/{i}/image.jpg", size=i) for i in range(3000)]
    match = find(files, PhotoHint("/x/y/image.jpg", size=17))
    assert isinstance(match, Ambiguous)
    assert (len(match.candidates), match.count) == (20, 3000)
    assert found(find(files, PhotoHint("/x/17/image.jpg"))) == "/p/17/image.jpg"


SPELLINGS: list[Callable[[str], str]] = [
    str,
    str.upper,
    str.swapcase,
    lambda path: unicodedata.normalize("NFD", path),
    lambda path: unicodedata.normalize("NFC", path),
    lambda path: "D:" + path.replace("/", "\\"),
    lambda path: "\\\\server" + path.replace("/", "\\"),
    lambda path: "d:" + path,
]
names = st.sampled_from(["1.jpg", "IMG_0001.JPG", "Füße.jpg", "été.heic", "Straße 9.jpg"])
folders = st.lists(st.sampled_from(["Rome", "2015", "Été", "a", "100APPLE"]), max_size=3)
places = st.builds(lambda above, name: "/".join([*above, name]), folders, names)
libraries = st.dictionaries(places, st.integers(0, 20), min_size=1, max_size=12)


def indexed(library: dict[str, int], root: str) -> list[IndexedFile]:
    """Each place with its content: photos with one number are copies, and all facts follow from it."""
    return [
        IndexedFile(f"{root}/{place}", str(content), 1000 + content, 4000, 3000, NOON + timedelta(days=5 * content))
        for place, content in library.items()
    ]


@given(libraries, st.sampled_from(SPELLINGS))
def test_every_photo_is_found_by_its_own_path_in_any_spelling(
    library: dict[str, int], spelled: Callable[[str], str]
) -> None:
    finder = PhotoFinder(files := indexed(library, "/home/ann"))
    for one in files:
        match = finder.find(PhotoHint(spelled(one.path), size=one.size))
        assert isinstance(match, Found)
        assert match.file.content_hash == one.content_hash


@given(libraries, st.sampled_from(SPELLINGS), st.booleans(), st.booleans())
def test_another_root_never_leads_to_another_photo(
    library: dict[str, int], spelled: Callable[[str], str], with_facts: bool, learned: bool
) -> None:
    files = indexed(library, "/home/ann")
    hints = [
        PhotoHint(spelled(one.path.replace("/home/ann", "/mnt/nas")), one.size, 4000, 3000, one.taken_at)
        if with_facts
        else PhotoHint(spelled(one.path.replace("/home/ann", "/mnt/nas")))
        for one in files
    ]
    finder = PhotoFinder(files)
    if learned:
        finder.learn(hints)
    for one, hint in zip(files, hints, strict=True):
        match = finder.find(hint)
        if with_facts:
            assert isinstance(match, Found)
        if isinstance(match, Found):
            assert match.file.content_hash == one.content_hash
        else:
            assert isinstance(match, Ambiguous)
            assert one.content_hash in {candidate.content_hash for candidate in match.candidates}


@given(libraries, libraries, st.booleans())
def test_photos_that_are_not_in_the_index_are_never_found_when_their_facts_are_known(
    here: dict[str, int], there: dict[str, int], learned: bool
) -> None:
    files = indexed(here, "/home/ann")
    known = {one.content_hash for one in files}
    hints = [
        (one.content_hash, PhotoHint(f"/x{one.path}", one.size, 4000, 3000, one.taken_at))
        for one in indexed(there, "/mnt/nas")
    ]
    finder = PhotoFinder(files)
    if learned:
        finder.learn(hint for _, hint in hints)
    for content, hint in hints:
        match = finder.find(hint)
        assert not isinstance(match, Found) or (content in known and match.file.content_hash == content)


@given(libraries, st.randoms(use_true_random=False))
def test_the_order_of_files_and_hints_does_not_matter(library: dict[str, int], random: st.randoms) -> None:  # type: ignore[valid-type]
    files = indexed(library, "/home/ann")
    hints = [PhotoHint(f"/nas/{PurePosixPath(one.path).relative_to('/home/ann')}") for one in files]
    results = []
    for _ in range(2):
        finder = PhotoFinder(files)
        finder.learn(hints)
        results.append({hint.path: finder.find(hint) for hint in hints})
        random.shuffle(files)  # type: ignore[attr-defined]
        random.shuffle(hints)  # type: ignore[attr-defined]
    assert results[0] == results[1]


@given(st.text(), st.text())
def test_any_text_is_a_hint(path: str, other: str) -> None:
    finder = PhotoFinder([file(f"/p/{path}"), file(f"/p/{other}/{path}")])
    finder.learn([PhotoHint(path), PhotoHint(other)])
    assert isinstance(finder.find(PhotoHint(other)), Found | Ambiguous | Unknown)
