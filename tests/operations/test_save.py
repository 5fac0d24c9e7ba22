"""Saved searches are kept like decisions, and keep their people."""

import shutil
from pathlib import Path

import pytest

from photoindex.domain.targets import Target
from photoindex.errors import NotFoundError, QueryError, UsageError
from photoindex.operations.backup import backup
from photoindex.operations.check import check
from photoindex.operations.decisions import export_decisions, import_decisions
from photoindex.operations.find import FindRequest, find
from photoindex.operations.label import label
from photoindex.operations.merge import merge
from photoindex.operations.rename import rename
from photoindex.operations.rescue import rescue
from photoindex.operations.restore import restore, restore_decisions
from photoindex.operations.save import delete_search, list_searches, save_search
from photoindex.operations.undo import undo
from photoindex.operations.unlabel import unlabel
from photoindex.store.opening.index import Index
from tests.library import Library, face


def queries(index: Index) -> dict[str, str]:
    return {search.name: search.query for search in list_searches(index)}


def photos(index: Index, query: str) -> list[str]:
    return [photo.paths[0].name for photo in find(index, FindRequest(query=query)).photos]


def test_a_search_is_used_by_its_name_anywhere(named: Library) -> None:
    save_search(named.index, "@both", "Grandma Tom")
    save_search(named.index, "early", "@both year:..2001")
    assert photos(named.index, "@both") == ["b.jpg", "c.jpg"]
    assert photos(named.index, "@EARLY") == ["b.jpg"]
    assert photos(named.index, "Tom -@both") == ["e.jpg"]


def test_a_search_keeps_its_people_when_they_are_renamed_and_merged(named: Library) -> None:
    save_search(named.index, "kids", "tom | grand")
    assert queries(named.index) == {"kids": "Tom | Grandma"}
    rename(named.index, "Tom", "Thomas")
    rename(named.index, "Grandma", "Tom")
    assert queries(named.index) == {"kids": "Thomas | Tom"}
    before = photos(named.index, "@kids")
    merge(named.index, "Thomas", "Tom")
    assert queries(named.index) == {"kids": "Tom | Tom"}
    assert photos(named.index, "@kids") == before


def test_a_search_whose_person_is_gone_is_an_error_and_never_empty(named: Library) -> None:
    save_search(named.index, "kids", "Tom | Grandma")
    unlabel(named.index, Target("person", name="Tom"))
    (listed,) = list_searches(named.index)
    assert listed.missing == ("Tom",)
    with pytest.raises(QueryError, match="@kids names 'Tom', and nobody has this name any more") as raised:
        photos(named.index, "Grandma @kids")
    assert raised.value.line[raised.value.start : raised.value.end] == "@kids"
    undo(named.index)
    assert len(photos(named.index, "@kids")) == 5


def test_another_query_is_replaced_only_on_request(named: Library) -> None:
    save_search(named.index, "kids", "Tom")
    refused = save_search(named.index, "Kids", "Grandma")
    assert refused.decision is None
    assert refused.before is not None and refused.before.query == "Tom"
    assert queries(named.index) == {"kids": "Tom"}
    assert save_search(named.index, "kids", "tom").decision is None
    assert save_search(named.index, "kids", "Grandma", replace_other=True).decision is not None
    assert queries(named.index) == {"kids": "Grandma"}


def test_a_deleted_search_is_gone_until_that_is_undone(named: Library) -> None:
    save_search(named.index, "kids", "Tom")
    delete_search(named.index, "@KIDS")
    assert queries(named.index) == {}
    with pytest.raises(QueryError, match="there is no saved search @kids"):
        photos(named.index, "@kids")
    undo(named.index)
    assert queries(named.index) == {"kids": "Tom"}


def test_a_circle_is_refused_when_it_is_saved(named: Library) -> None:
    save_search(named.index, "a", "Tom")
    save_search(named.index, "b", "@a | Grandma")
    with pytest.raises(QueryError, match="@b contains itself: @b, @a, @b"):
        save_search(named.index, "a", "@b", replace_other=True)
    with pytest.raises(QueryError, match="@c contains itself: @c, @c"):
        save_search(named.index, "c", "-@c")


def test_a_mistake_proposes_the_nearest_search(named: Library) -> None:
    save_search(named.index, "kids", "Tom")
    for query in ("@kid", "Grandma (@kid | Tom)"):
        with pytest.raises(QueryError) as raised:
            photos(named.index, query)
        assert raised.value.hint == "Did you mean @kids?"
    with pytest.raises(NotFoundError, match="there is no saved search @kid"):
        delete_search(named.index, "kid")


@pytest.mark.parametrize("query", ["", "   ", "Tom (", "Nobodyknown", "@missing"])
def test_a_query_that_cannot_be_used_is_not_saved(named: Library, query: str) -> None:
    with pytest.raises(UsageError):
        save_search(named.index, "x", query)
    assert queries(named.index) == {}


@pytest.mark.parametrize("name", ["", "@", " ", "a\nb\0", "x" * 300])
def test_a_name_that_cannot_be_used_is_refused(named: Library, name: str) -> None:
    with pytest.raises(UsageError):
        save_search(named.index, name, "Tom")


def test_relative_dates_stay_relative_and_folders_become_absolute(
    named: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(named.folder)
    save_search(named.index, "new", "date:-30d.. folder:./2001")
    assert queries(named.index)["new"].startswith("date:-30d.. folder:")
    monkeypatch.chdir(named.folder.parent)
    save_search(named.index, "old", "folder:2001")
    save_search(named.index, "here", f"folder:{named.folder / '2001'}")
    assert photos(named.index, "@here") == photos(named.index, "@old") == ["a.jpg", "b.jpg"]


def test_the_photo_of_like_is_found_from_every_folder(named: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    photo = next(path for path in named.folder.rglob("*.jpg") if path.name == "b.jpg")
    monkeypatch.chdir(photo.parent)
    save_search(named.index, "alike", "like:b.jpg")
    found = photos(named.index, "like:b.jpg")
    monkeypatch.chdir(named.folder.parent)
    assert "b.jpg" in found
    assert photos(named.index, "@alike") == found
    assert str(photo) in queries(named.index)["alike"]


def test_saved_searches_survive_a_backup_a_rescue_and_the_loss_of_the_index(named: Library, tmp_path: Path) -> None:
    save_search(named.index, "kids", "Tom | Grandma")
    rename(named.index, "Tom", "Thomas")
    expected = {"kids": "Thomas | Grandma"}
    backup(named.index, tmp_path / "backup.duckdb", force=False)
    rescued = rescue(named.index, tmp_path / "rescued.duckdb")
    assert rescued.target is None  # nothing is damaged
    restore(named.index, tmp_path / "backup.duckdb")
    assert queries(named.index) == expected
    assert check(named.index, sample=0, repair=False).problems == ()
    named.index.path.write_bytes(b"damaged" * 1000)
    rescue(named.index, tmp_path / "rescued.duckdb")
    assert queries(Index(tmp_path / "rescued.duckdb")).keys() == {"kids"}
    named.index.path.unlink()
    restore_decisions(named.index)
    named.scan()
    assert queries(named.index) == expected
    assert len(photos(named.index, "@kids")) == 5


def test_decisions_carry_searches_to_an_index_where_people_have_other_numbers(named: Library, tmp_path: Path) -> None:
    save_search(named.index, "kids", "Tom -Grandma")
    other = Library(named.folder, Index(tmp_path / "other.duckdb"), named.pack)
    other.scan()
    label(other.index, face(other, "2003/f.jpg"), "Zoe")
    import_decisions(other.index, export_decisions(named.index), "names.jsonl")
    assert queries(other.index) == {"kids": "Tom -Grandma"}
    assert photos(other.index, "@kids") == ["e.jpg"]


def test_the_decisions_file_of_a_saved_search_reads_back(named: Library, tmp_path: Path) -> None:
    save_search(named.index, "kids", 'Tom | Grandma folder:"a b"')
    shutil.copy(named.index.files.decisions, tmp_path / "lines.jsonl")
    lines = (tmp_path / "lines.jsonl").read_text(encoding="utf-8").splitlines()
    assert '"kind": "search", "search": "kids"' in lines[-1]
    report = import_decisions(named.index, lines, "lines.jsonl")
    assert (report.added, report.known) == (0, len(lines))
