"""Names of exported files follow the template, and never lead out of the folder."""

from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from photoindex.domain.photo import TakenPrecision
from photoindex.domain.places import PhotoPlace
from photoindex.errors import UsageError
from photoindex.export import ExportPhoto
from photoindex.export.presets.records import PresetPhoto
from photoindex.export.presets.template import FIELDS, PathTemplate, TemplateTexts

TEXTS = TemplateTexts(undated="Undated", unnamed="Unnamed", unplaced="Unknown place")
NOON = datetime(2004, 7, 14, 12, 30, 5)


def photo(
    name: str = "IMG_1.HEIC",
    *,
    taken: datetime | None = NOON,
    precision: TakenPrecision = "second",
    people: tuple[str, ...] = ("Grandma", "Tom"),
    wanted: tuple[str, ...] | None = None,
    below: tuple[str, ...] = ("trips", "Rome"),
    place: PhotoPlace | None = None,
) -> PresetPhoto:
    about = ExportPhoto(Path("/photos") / name, "ab12", taken, taken_precision=precision)
    return PresetPhoto(about, 1, "HEIF", (40, 30), below, people, people if wanted is None else wanted, place=place)


def places(template: str, of: PresetPhoto, suffix: str = ".HEIC") -> list[str]:
    return ["/".join((*named.folders, named.name)) for named in PathTemplate(template, TEXTS).places(of, suffix)]


@pytest.mark.parametrize(
    ("template", "made"),
    [
        ("{original}", "IMG_1.HEIC"),
        ("{date:%Y}/{original}", "2004/IMG_1.HEIC"),
        ("{date:%Y/%m}/{original}", "2004/07/IMG_1.HEIC"),
        ("{date}", "2004-07-14 12-30-05.HEIC"),
        ("{date:%Y-%m-%d_%H%M%S} {stem}.{ext}", "2004-07-14_123005 IMG_1.HEIC"),
        ("{folder}/{original}", "trips/Rome/IMG_1.HEIC"),
        ("{people}/{original}", "Grandma, Tom/IMG_1.HEIC"),
        ("{width}x{height} {faces} {hash}", "40x30 0 ab12.HEIC"),
        ("{{a}}/{name}", "{a}/IMG_1.HEIC"),
        ("{date:%F}/{original}", "2004-07-14/IMG_1.HEIC"),
        ("{date:100%%}/{original}", "100%/IMG_1.HEIC"),
    ],
)
def test_fields_are_filled_in(template: str, made: str) -> None:
    assert places(template, photo()) == [made]


def test_a_photo_has_a_place_for_each_person() -> None:
    assert places("{person}/{original}", photo()) == ["Grandma/IMG_1.HEIC", "Tom/IMG_1.HEIC"]
    assert places("{person}/{original}", photo(wanted=("Tom",))) == ["Tom/IMG_1.HEIC"]


def test_photos_without_people_or_dates_have_folders_of_their_own() -> None:
    nobody = photo(taken=None, people=())
    assert places("{date:%Y}/{person}/{original}", nobody) == ["Undated/Unnamed/IMG_1.HEIC"]
    assert places("{date:%Y/%m}/{people}/{original}", nobody) == ["Undated/Undated/Unnamed/IMG_1.HEIC"]


def test_the_place_can_be_in_a_path() -> None:
    alfama = PhotoPlace("Alfama", "Lisbon", "Lisbon District", "Portugal", "PT")
    assert places("{country}/{city}/{town}/{original}", photo(place=alfama)) == ["Portugal/Lisbon/Alfama/IMG_1.HEIC"]
    at_sea = PhotoPlace("", "", "", "Portugal", "PT")
    assert places("{country}/{town}/{original}", photo(place=at_sea)) == ["Portugal/Unknown place/IMG_1.HEIC"]
    assert places("{country}/{original}", photo()) == ["Unknown place/IMG_1.HEIC"]
    assert PathTemplate("{city}/{original}", TEXTS).needs_places
    assert not PathTemplate("{person}/{original}", TEXTS).needs_places


def test_a_date_is_not_written_more_precisely_than_it_is_known() -> None:
    assert places("{date:%Y/%m}/{original}", photo(precision="year")) == ["2004/Undated/IMG_1.HEIC"]
    assert places("{date:%Y-%m}/{original}", photo(precision="month")) == ["2004-07/IMG_1.HEIC"]
    assert places("{date}", photo(precision="month")) == ["2004-07.HEIC"]


def test_the_suffix_is_that_of_the_exported_file() -> None:
    assert places("{original}", photo(), ".jpg") == ["IMG_1.jpg"]
    assert places("{stem}.{ext}", photo(), ".jpg") == ["IMG_1.jpg"]
    assert places("{date:%Y}", photo(), ".jpg") == ["2004.jpg"]


@pytest.mark.parametrize(
    "template",
    ["", "/{original}", "../{original}", "a//{original}", "./{original}", "{original}/", "C:/{original}",
     "a\\{original}", "{path}", "{person!r}", "{person:>5}", "{date:%Q}", "{date:%}", "{original", "original}", "{}"],
)  # fmt: skip
def test_a_wrong_template_is_refused_with_a_hint(template: str) -> None:
    with pytest.raises(UsageError) as caught:
        PathTemplate(template, TEXTS)
    assert caught.value.hint


def test_a_wrong_field_is_answered_with_all_fields() -> None:
    with pytest.raises(UsageError) as caught:
        PathTemplate("{peple}/{original}", TEXTS)
    assert "{peple}" in caught.value.message
    assert all(f"{{{field}}}" in caught.value.hint for field in FIELDS)


@given(st.text(min_size=1), st.text(min_size=1), st.lists(st.text(), max_size=3))
def test_no_name_leads_out_of_the_folder(person: str, stem: str, below: list[str]) -> None:
    name = f"{stem.replace('/', '').replace(chr(0), '') or 'x'}.jpg"
    of = photo(name, people=(person,), below=tuple(below))
    for named in PathTemplate("{person}/{folder}/{people}/{original}", TEXTS).places(of, ".jpg"):
        for part in (*named.folders, named.name):
            assert part not in {"", ".", ".."}
            assert "/" not in part
            assert "\\" not in part


def test_accents_are_composed() -> None:
    assert places("{person}/{original}", photo(people=("Zoe\u0308",))) == ["Zoë/IMG_1.HEIC"]
