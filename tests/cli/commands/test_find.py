"""photoindex find, as a user types it."""

import json
from pathlib import Path

import pytest

from photoindex.domain.photo_texts import PhotoTexts
from photoindex.domain.places import AtTown, Town
from photoindex.store.tables.photo_texts import put_texts
from photoindex.store.tables.places import put_places, use_gazetteer
from tests.terminal import Terminal, face, name_both


def test_find_exits_with_1_when_nothing_matches(terminal: Terminal) -> None:
    terminal("label", "cluster", terminal.cluster_with(5), "Grandma")
    terminal("label", "cluster", terminal.cluster_with(3), "Tom")
    assert terminal("find", "Grandma", "Tom").code == 0
    ran = terminal("find", "Grandma", "Tom", "--since", "2011")
    assert (ran.code, ran.out) == (1, "")
    assert "No photo shows them all" in ran.err
    assert json.loads(terminal("find", "Grandma", "--since", "2011", "--json").out)["items"] == []


def test_find_suggests_the_closest_name(terminal: Terminal) -> None:
    terminal("label", "cluster", terminal.cluster_with(5), "Grandma")
    ran = terminal("find", "Granma")
    assert ran.code == 1
    assert "Did you mean Grandma?" in ran.err


def test_find_ends_paths_with_zero_bytes_for_xargs(terminal: Terminal) -> None:
    terminal("label", "cluster", terminal.cluster_with(3), "Tom")
    assert terminal("find", "Tom", "-0").out.count("\0") == 3


def test_find_as_json_gives_paths_dates_and_boxes(terminal: Terminal) -> None:
    terminal("label", "cluster", terminal.cluster_with(5), "Grandma")
    last = json.loads(terminal("find", "Grandma", "--json").out)["items"][-1]
    assert Path(last["path"]).name == "both.jpg"
    assert last["taken_at"] == "2010-05-01T10:00:00"
    assert [face["person"] for face in last["found_faces"]] == ["Grandma", None]
    assert last["found_faces"][1]["box"]["x"] == pytest.approx(0.5)


def test_an_export_is_a_web_page_and_is_not_overwritten_unless_requested(terminal: Terminal, tmp_path: Path) -> None:
    terminal("label", "cluster", terminal.cluster_with(5), "Grandma")
    ran = terminal("find", "Grandma", "--export", tmp_path / "show")
    assert "5 photos added" in ran.out
    assert "Grandma" in (tmp_path / "show" / "index.html").read_text(encoding="utf-8")
    assert len(list((tmp_path / "show" / "photos").iterdir())) == 5
    assert terminal("find", "Grandma", "--export", tmp_path / "show").code == 2
    assert "5 kept" in terminal("find", "Grandma", "--export", tmp_path / "show", "--update").out


def test_a_slideshow_can_have_music_chapters_and_only_the_best_photos(terminal: Terminal, tmp_path: Path) -> None:
    terminal("label", "cluster", terminal.cluster_with(5), "Grandma")
    song = tmp_path / "song.mp3"
    song.write_bytes(b"music")
    options = ("--best", "1", "--chapters", "none", "--music", song)
    assert "1 photo added" in terminal("find", "Grandma", "--export", tmp_path / "show", *options).out
    assert (tmp_path / "show" / "music" / "song.mp3").exists()
    assert (tmp_path / "show" / "manifest.json").exists()
    ran = terminal("find", "Grandma", "--export", tmp_path / "other", "--chapters", "age")
    assert ran.code == 2
    assert 'photoindex person "Grandma" --born YEAR' in ran.err


@pytest.mark.parametrize("option", [("--best", "3"), ("--chapters", "age"), ("--music", "song.mp3"), ("--link",)])
def test_options_of_slideshows_need_an_export(terminal: Terminal, option: tuple[str, ...]) -> None:
    ran = terminal("find", "Grandma", *option)
    assert ran.code == 2
    assert f"{option[0]} goes with --export DIR" in ran.err


def test_find_can_be_limited_to_confirmed_faces(terminal: Terminal) -> None:
    terminal("label", "face", face(terminal, "red 0.jpg"), "Gran")
    assert len(terminal("find", "Gran").out.splitlines()) == 5
    assert len(terminal("find", "Gran", "--confirmed-only").out.splitlines()) == 1
    assert len(terminal("find", "Gran", "--include-suggested").out.splitlines()) >= 5
    assert terminal("find", "Gran", "--confirmed-only", "--include-suggested").code == 2


@pytest.mark.parametrize(
    ("query", "photos"),
    [
        (["Gran", "Tom"], 1),
        (["Gran Tom"], 1),
        (["Gran | Tom"], 7),
        (["Gran", "or", "Tom"], 7),
        (["Gran -Tom"], 4),
        (["Gran", "-Tom"], 4),
        (["Gran", "-(Tom | twice)"], 4),
        (["only: Gran"], 4),
        (["count:2"], 1),
        (["alone", "Tom"], 2),
        (["Gran year:2001..2002"], 2),
        (["undated"], 2),
        (["2010"], 1),
        (["ext:jpg -unnamed"], 7),
        (["file:red*"], 4),
        (["-Gran"], 2),
    ],
)
def test_find_understands_queries_in_one_word_or_in_several(terminal: Terminal, query: list[str], photos: int) -> None:
    name_both(terminal)
    assert len(terminal("find", *query).out.splitlines()) == photos
    assert terminal("find", "--count", *query).out == f"{photos}\n"


def test_a_mistake_is_shown_in_the_line_with_carets_and_a_proposal(terminal: Terminal) -> None:
    name_both(terminal)
    ran = terminal("find", "Tom", "yeer:2004")
    assert ran.code == 2
    assert ran.err.splitlines()[:4] == [
        "photoindex: there is no term yeer:",
        "  Tom yeer:2004",
        "      ^^^^^",
        "Did you mean year:? For example: year:1998..2004",
    ]


def test_an_empty_word_finds_nothing_rather_than_everything(terminal: Terminal) -> None:
    name_both(terminal)
    for words in (("",), ("Tom", " ")):
        ran = terminal("find", *words)
        assert (ran.code, ran.out) == (1, "")
        assert "a name is empty" in ran.err


def test_a_number_points_to_the_cluster_of_that_number(terminal: Terminal) -> None:
    name_both(terminal)
    assert "photoindex show cluster 12" in terminal("find", "12").err


def test_photos_without_a_date_are_reported_with_the_query_that_finds_them(terminal: Terminal) -> None:
    name_both(terminal)
    ran = terminal("find", "Tom since 2005")
    assert len(ran.out.splitlines()) == 1
    assert '2 photos without a date are left out: photoindex find "Tom undated"' in ran.err
    assert len(terminal("find", "Tom undated").out.splitlines()) == 2
    assert json.loads(terminal("find", "Tom", "--since", "2005", "--json").out)["undated"] == 2


def test_an_age_needs_a_date_of_birth(terminal: Terminal) -> None:
    name_both(terminal)
    assert "Nobody has a date of birth" in terminal("find", "age:3").err
    terminal("person", "Gran", "--born", "1999-05-01")
    ran = terminal("find", "Gran age:2..3")
    assert [Path(line).name for line in ran.out.splitlines()] == ["red 1.jpg", "red 2.jpg"]
    assert "It is not known when Tom was born" in terminal("find", "Tom age:2..3").err


def test_photos_are_sorted_as_requested(terminal: Terminal) -> None:
    name_both(terminal)

    def names(*options: str) -> list[str]:
        return [Path(line).name for line in terminal("find", "Gran", *options).out.splitlines()]

    assert names("--sort", "name") == ["both.jpg", "red 0.jpg", "red 1.jpg", "red 2.jpg", "red 3.jpg"]
    assert sorted(names("--sort", "quality")) == sorted(names("--sort", "confidence")) == names("--sort", "name")
    assert names("--sort", "random:1") == names("--sort", "random:1") != names("--sort", "random:2")
    assert names("--limit", "2", "--skip", "1") == ["red 1.jpg", "red 2.jpg"]
    assert terminal("find", "Gran", "--sort", "size").code == 2
    assert terminal("find", "Gran", "--sort", "date:1").code == 2


def test_captions_and_places_are_printed_for_programs(terminal: Terminal) -> None:
    with terminal.index.writing() as connection:
        (photo,) = connection.execute("SELECT photo_id FROM file WHERE ends_with(path, 'both.jpg')").fetchone() or ()
        put_texts(connection, {photo: PhotoTexts("A title", "Zoë's birthday", ("one", "two"))})
        town = Town(1, "Lisbon", "", "PT", "Portugal", 500_000, ("Lisbon",), ("portugal",))
        use_gazetteer(connection, "made up")
        put_places(connection, {photo: [AtTown(1, 5.0, True)]}, {1: town})
    (item,) = json.loads(terminal("find", 'text:"zoe\'s BIRTH"', "place:Lisbon", "--json").out)["items"]
    assert (item["title"], item["caption"], item["keywords"]) == ("A title", "Zoë's birthday", ["one", "two"])
    assert item["place"] == {"town": "Lisbon", "city": "Lisbon", "region": "", "country": "Portugal",
                             "country_code": "PT"}  # fmt: skip
    assert terminal("find", "place:Portugal", "--format", "{title}, {caption}, {keywords}, {place}").out == (
        "A title, Zoë's birthday, one, two, Lisbon, Portugal\n"
    )
    assert terminal("find", "place:Portugal", "--format", "{country}/{city}/{town}").out == "Portugal/Lisbon/Lisbon\n"
    folder = (
        "--export",
        terminal.folder.parent / "places",
        "--as",
        "folder",
        "--template",
        "{country}/{city}/{original}",
    )
    assert terminal("find", "place:Portugal", *folder).code == 0
    assert (terminal.folder.parent / "places/Portugal/Lisbon/both.jpg").is_file()
    assert "Zoë's birthday" in terminal("find", "text:two", "--csv").out
    shown = json.loads(terminal("show", "photo", item["path"], "--json").out)["photo"]
    assert (shown["caption"], shown["keywords"], shown["place"]["country"]) == (
        "Zoë's birthday", ["one", "two"], "Portugal",
    )  # fmt: skip
    assert "caption Zoë's birthday" in terminal("show", "photo", item["path"]).out


def test_photos_whose_texts_have_not_been_read_are_mentioned(terminal: Terminal) -> None:
    with terminal.index.writing() as connection:
        connection.execute("UPDATE photo SET facts_version = 1")
    ran = terminal("find", "text:birthday")
    assert ran.code == 1
    assert "have not been read yet: photoindex scan FOLDER" in ran.err


def test_photos_like_a_photo_come_first_by_likeness(terminal: Terminal) -> None:
    path = json.loads(terminal("find", "count:2", "--json").out)["items"][0]["path"]
    ran = terminal("find", f'like:"{path}"')
    assert ran.out.splitlines()[0] == path
    assert len(ran.out.splitlines()) > 5
    ran = terminal("find", "like:none.jpg")
    assert ran.code == 2
    assert "there is no photo at" in ran.err


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("Tom folder:photo", "folder:photo matches exactly this. To find more: folder:*photo*"),
        ("file:IMG", "file:IMG matches exactly this. To find more: file:*IMG*"),
        ('folder:"old inn"', 'folder:"old inn" matches exactly this. To find more: folder:"*old inn*"'),
        ("size:99", "size:99 matches exactly this. To find more: size:99.."),
    ],
)
def test_when_nothing_is_found_a_term_that_matches_one_value_is_explained(
    query: str, said: str, terminal: Terminal
) -> None:
    name_both(terminal)
    ran = terminal("find", query)
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.endswith(f"No photo found.\n{said}\n")


@pytest.mark.parametrize("query", ["Tom folder:*nowhere*", "folder:/nowhere", "size:>=5000", "Tom -Tom -folder:photo"])
def test_when_nothing_is_found_by_wider_terms_nothing_is_explained(query: str, terminal: Terminal) -> None:
    name_both(terminal)
    assert "To find more" not in terminal("find", query).err


@pytest.mark.parametrize("cut", ["--limit", "--skip"])
def test_a_count_is_never_cut(cut: str, terminal: Terminal) -> None:
    ran = terminal("find", "count:1..", "--count", cut, "1")
    assert (ran.code, f"--count and {cut} exclude each other." in ran.err) == (2, True)
