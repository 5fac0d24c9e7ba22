"""Names are written into XMP packets beside everything that other programs wrote there."""

import shutil
from collections.abc import Iterable
from pathlib import Path

import pytest

from photoindex.domain.geometry import Box
from photoindex.interop.xmp.packet import PacketError
from photoindex.interop.xmp.writing import with_names
from photoindex.interop.xmp.written import SCHEMAS, Difference, Mark, NamedBox, Wanted
from tests.exiftool import exiftool, problems_of, regions_in, tags_of

SIZE = (4000, 3000)
LEFT, RIGHT = Box(0.1, 0.2, 0.2, 0.3), Box(0.6, 0.2, 0.2, 0.3)
ANN, BOB = NamedBox("Ann", LEFT), NamedBox("Bob", RIGHT)

# Lightroom's way: fields as attributes of nested descriptions.
LIGHTROOM = b"""<x:xmpmeta xmlns:x="adobe:ns:meta/" x:xmptk="Adobe XMP Core">
 <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <rdf:Description rdf:about="" xmlns:crs="http://ns.adobe.com/camera-raw-settings/1.0/"
    xmlns:mwg-rs="http://www.metadataworkinggroup.com/schemas/regions/"
    xmlns:stDim="http://ns.adobe.com/xap/1.0/sType/Dimensions#" xmlns:stArea="http://ns.adobe.com/xmp/sType/Area#"
    xmlns:dc="http://purl.org/dc/elements/1.1/" crs:Exposure2012="+0.35" crs:HasCrop="False">
   <dc:subject><rdf:Bag><rdf:li>holiday</rdf:li></rdf:Bag></dc:subject>
   <mwg-rs:Regions rdf:parseType="Resource">
    <mwg-rs:AppliedToDimensions stDim:w="4000" stDim:h="3000" stDim:unit="pixel"/>
    <mwg-rs:RegionList>
     <rdf:Bag>
      <rdf:li>
       <rdf:Description mwg-rs:Rotation="0.1" mwg-rs:Name="Cara" mwg-rs:Type="Face">
        <mwg-rs:Area stArea:h="0.2" stArea:w="0.2" stArea:x="0.5" stArea:y="0.8"/>
       </rdf:Description>
      </rdf:li>
      <rdf:li>
       <rdf:Description mwg-rs:Name="Rex" mwg-rs:Type="Pet">
        <mwg-rs:Area stArea:h="0.3" stArea:w="0.2" stArea:x="0.2" stArea:y="0.35"/>
       </rdf:Description>
      </rdf:li>
      <rdf:li>
       <rdf:Description mwg-rs:Type="Focus">
        <mwg-rs:Area stArea:h="0.3" stArea:w="0.2" stArea:x="0.7" stArea:y="0.35"/>
       </rdf:Description>
      </rdf:li>
     </rdf:Bag>
    </mwg-rs:RegionList>
   </mwg-rs:Regions>
  </rdf:Description>
 </rdf:RDF>
</x:xmpmeta>
<!-- the end -->
"""


def wanted(*faces: NamedBox, schemas: Iterable[str] = ("regions",), overrule: bool = False) -> Wanted:
    return Wanted(faces, SIZE, tuple(schema for schema in SCHEMAS if schema in schemas), overrule)


def written(packet: bytes | None, *faces: NamedBox, marks: tuple[Mark, ...] = ()) -> bytes:
    data = with_names(packet, wanted(*faces), marks).data
    assert data is not None
    return data


@pytest.mark.exiftool
def test_a_new_packet_is_valid_and_holds_every_schema(tmp_path: Path) -> None:
    result = with_names(None, wanted(NamedBox("Ann & <Öz>", LEFT), BOB, schemas=SCHEMAS))
    sidecar = tmp_path / "a.jpg.xmp"
    assert result.data is not None
    sidecar.write_bytes(result.data)
    tags = tags_of(sidecar)
    assert problems_of(sidecar) == ""
    assert tags["XMP-mwg-rs:RegionInfo"]["AppliedToDimensions"] == {"W": 4000, "H": 3000, "Unit": "pixel"}
    assert [region["Name"] for region in regions_in(sidecar)] == ["Ann & <Öz>", "Bob"]
    area = {"X": 0.2, "Y": 0.35, "W": 0.2, "H": 0.3, "Unit": "normalized"}
    assert regions_in(sidecar)[0] == {"Area": area, "Name": "Ann & <Öz>", "Type": "Face"}
    assert tags["XMP-MP:RegionInfoMP"]["Regions"][1] == {
        "PersonDisplayName": "Bob", "Rectangle": "0.600000, 0.200000, 0.200000, 0.300000"
    }  # fmt: skip
    assert tags["XMP-dc:Subject"] == ["Ann & <Öz>", "Bob"]
    assert tags["XMP-digiKam:TagsList"] == ["People/Ann & <Öz>", "People/Bob"]
    assert tags["XMP-lr:HierarchicalSubject"] == ["People|Ann & <Öz>", "People|Bob"]


def test_no_names_make_no_packet() -> None:
    assert with_names(None, wanted()).data is None


def test_names_that_are_there_already_change_no_byte() -> None:
    first = with_names(None, wanted(ANN, BOB, schemas=SCHEMAS))
    again = with_names(first.data, wanted(ANN, BOB, schemas=SCHEMAS), first.marks)
    assert again.data is None
    assert again.marks == first.marks


def test_a_face_at_the_edge_is_cut_to_the_picture() -> None:
    (mark,) = with_names(None, wanted(NamedBox("Ann", Box(-0.1, 0.9, 0.3, 0.3)))).marks
    assert mark.box == Box(0.0, 0.9, 0.2, 0.1)


@pytest.mark.exiftool
def test_other_regions_and_properties_stay_as_they_are(tmp_path: Path) -> None:
    before, after = tmp_path / "before.xmp", tmp_path / "after.xmp"
    before.write_bytes(LIGHTROOM)
    after.write_bytes(written(LIGHTROOM, ANN, BOB))
    assert [region.get("Name") for region in regions_in(after)] == ["Cara", "Rex", None, "Ann", "Bob"]
    assert regions_in(after)[:3] == regions_in(before)
    left, right = dict(tags_of(before)), dict(tags_of(after))
    assert left.pop("XMP-mwg-rs:RegionInfo")["AppliedToDimensions"] == {"W": 4000, "H": 3000, "Unit": "pixel"}
    del right["XMP-mwg-rs:RegionInfo"]
    assert list(left.items()) == list(right.items())


def test_only_lines_are_added_to_a_packet_of_another_program() -> None:
    lines = written(LIGHTROOM, ANN).decode().replace('" xmlns', '"\n    xmlns').splitlines()
    kept = [line.strip() for line in LIGHTROOM.decode().splitlines() if "<rdf:Description rdf:about" not in line]
    places = [index for index, line in enumerate(lines) if line.strip() in kept]
    assert [lines[place].strip() for place in places if lines[place].strip()][-3:] == [
        "</rdf:RDF>", "</x:xmpmeta>", "<!-- the end -->"
    ]  # fmt: skip
    assert sum("mwg-rs:Name" in line for line in lines) == 3


def test_our_region_follows_a_new_name_and_goes_with_it() -> None:
    first = with_names(LIGHTROOM, wanted(ANN, BOB))
    second = with_names(first.data, wanted(NamedBox("Anna", LEFT)), first.marks)
    assert (second.added, second.changed, second.removed) == (0, 1, 1)
    assert second.data is not None
    text = second.data.decode()
    assert ">Anna<" in text
    assert ">Ann<" not in text
    assert "Bob" not in text
    third = with_names(second.data, wanted(), second.marks)
    assert third.data is not None
    assert third.data.decode().count("<rdf:li>") == LIGHTROOM.decode().count("<rdf:li>")
    assert third.marks == ()


def test_a_region_is_ours_after_another_program_has_rounded_its_box() -> None:
    first = with_names(None, wanted(ANN))
    assert first.data is not None
    rounded = first.data.replace(b"0.200000", b"0.20025").replace(b"0.350000", b"0.35033")
    second = with_names(rounded, wanted(), first.marks)
    assert second.removed == 1


def test_an_equal_region_of_another_program_is_not_ours() -> None:
    theirs = written(None, ANN)
    result = with_names(theirs, wanted(ANN))
    assert result.data is None
    assert result.marks == ()
    assert with_names(theirs, wanted(), result.marks).data is None


def test_a_region_that_somebody_renamed_is_not_ours_any_more() -> None:
    first = with_names(None, wanted(ANN))
    assert first.data is not None
    renamed = first.data.replace(b">Ann<", b">Anne<")
    second = with_names(renamed, wanted(ANN), first.marks)
    assert second.data is None
    assert second.differences == (Difference("Ann", "Anne"),)
    assert with_names(renamed, wanted(), first.marks).data is None


def test_another_name_for_the_same_face_is_shown_and_overruled_on_demand() -> None:
    theirs = written(None, NamedBox("Anne", Box(0.08, 0.15, 0.24, 0.4)))
    assert with_names(theirs, wanted(ANN)).differences == (Difference("Ann", "Anne"),)
    result = with_names(theirs, wanted(ANN, overrule=True))
    assert result.data is not None
    assert b">Ann<" in result.data
    assert b">Anne<" not in result.data
    assert result.marks == ()


def test_the_same_person_with_a_box_of_the_whole_head_is_not_written_twice() -> None:
    theirs = written(None, NamedBox("Ann", Box(0.02, 0.05, 0.4, 0.6)))
    assert with_names(theirs, wanted(ANN)).data is None


def test_a_person_whose_box_lies_elsewhere_is_not_written_twice() -> None:
    # As by a program that means the upright picture.
    theirs = written(None, NamedBox("Ann", Box(0.6, 0.7, 0.2, 0.2)))
    assert with_names(theirs, wanted(ANN)).data is None
    assert written(theirs, ANN, BOB).count(b">Ann<") == 1
    overruled = with_names(theirs, wanted(ANN, overrule=True)).data
    assert overruled is not None
    assert overruled.count(b">Ann<") == 1
    assert with_names(overruled, wanted(ANN)).data is None


def test_a_person_twice_in_a_photo_is_written_twice() -> None:
    mirror = NamedBox("Ann", Box(0.6, 0.7, 0.2, 0.2))
    theirs = written(None, ANN)
    assert written(theirs, mirror, ANN).count(b">Ann<") == 2


def test_an_unnamed_region_of_another_program_stays_unnamed() -> None:
    theirs = written(None, ANN).replace(b"<mwg-rs:Name>Ann</mwg-rs:Name>", b"<mwg-rs:Name></mwg-rs:Name>")
    result = written(theirs, ANN)
    assert result.count(b"<mwg-rs:Type>Face") == 2


def test_regions_for_a_cropped_picture_are_left_alone() -> None:
    theirs = LIGHTROOM.replace(b'stDim:w="4000"', b'stDim:w="3000"')
    result = with_names(theirs, wanted(ANN))
    assert result.other_size
    assert result.data is None


def test_our_own_regions_for_a_picture_that_was_cropped_since_are_written_again() -> None:
    first = with_names(None, Wanted((ANN,), (3000, 3000)))
    second = with_names(first.data, wanted(BOB), first.marks)
    assert second.data is not None
    assert b"4000" in second.data
    assert b"Ann" not in second.data


def test_a_schema_that_was_written_once_is_kept_up_to_date() -> None:
    first = with_names(LIGHTROOM, wanted(ANN, schemas=SCHEMAS))
    second = with_names(first.data, wanted(NamedBox("Anna", LEFT)), first.marks)
    assert second.data is not None
    text = second.data.decode()
    assert "holiday" in text
    assert text.count("Anna") == 5
    assert "Ann<" not in text


def test_a_keyword_that_was_there_before_is_not_ours() -> None:
    packet = LIGHTROOM.replace(b"holiday", b"Ann")
    first = with_names(packet, wanted(ANN, schemas=("keywords",)))
    assert first.data is None
    assert first.marks == ()


def test_a_name_that_would_be_two_levels_is_no_tag() -> None:
    result = with_names(None, wanted(NamedBox("A/B", LEFT), NamedBox("C|D", RIGHT), schemas=("hierarchy",)))
    assert result.data is not None
    text = result.data.decode()
    assert "People|A/B" in text
    assert "People/C|D" in text
    assert "People/A/B" not in text
    assert "People|C|D" not in text


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "iso-8859-1"])
def test_the_encoding_and_the_wrapper_of_a_packet_are_kept(encoding: str) -> None:
    declared = f'<?xml version="1.0" encoding="{encoding.removesuffix("-sig")}"?>\r\n'
    text = (
        declared + LIGHTROOM.decode().replace("holiday", "f\u00eate").replace("\n", "\r\n") + "<?xpacket end='r'?>   "
    )
    result = written(text.encode(encoding), NamedBox("\u0141ucja", LEFT)).decode(encoding)
    assert result.startswith(declared)
    assert result.endswith("<!-- the end -->\r\n<?xpacket end='r'?>   ")
    assert "f\u00eate" in result
    assert ("&#321;ucja" if encoding == "iso-8859-1" else "\u0141ucja") in result
    assert result.count("\n") == result.count("\r\n")


def test_characters_that_xml_cannot_hold_are_replaced() -> None:
    assert ">Ann Lee<" in written(None, NamedBox("Ann\x01Lee", LEFT)).decode()


@pytest.mark.parametrize(
    "packet",
    [
        b"", b"\0\0\0", b"<html><body/></html>", b"<x:xmpmeta xmlns:x='adobe:ns:meta/'/>", LIGHTROOM[:-60],
        LIGHTROOM + LIGHTROOM, b"\xff" + LIGHTROOM, LIGHTROOM.replace(b"<rdf:Bag>", b"<rdf:Bag>&boom;"),
        b'<!DOCTYPE x [<!ENTITY a "aaaa">]>' + LIGHTROOM.replace(b"holiday", b"&a;"),
        b'<!DOCTYPE x SYSTEM "http://example.invalid/x.dtd">' + LIGHTROOM,
        LIGHTROOM.replace(b"<dc:subject>", b"<a>" * 500 + b"</a>" * 500 + b"<dc:subject>"),
        b"<?xml version='1.0' encoding='no-such'?>" + LIGHTROOM, LIGHTROOM + b" " * (17 * 2**20),
    ],
)  # fmt: skip
def test_a_malformed_or_hostile_packet_is_refused(packet: bytes) -> None:
    with pytest.raises(PacketError):
        with_names(packet, wanted(ANN))


def test_a_list_of_an_unknown_shape_is_refused() -> None:
    packet = LIGHTROOM.replace(b"<rdf:Bag><rdf:li>holiday</rdf:li></rdf:Bag>", b"holiday")
    with pytest.raises(PacketError, match="subject is not a list"):
        with_names(packet, wanted(ANN, schemas=("keywords",)))


def packets(folder: Path, to: Path) -> list[Path]:
    """Every real sidecar, and the packet of every real photo that has one."""
    curated = folder / "odd-files-curated"
    exiftool("-m", "-q", "-q", "-b", "-XMP", "-w", f"{to}/%f-%e.xmp", "-r", curated, check=False)
    for path in curated.rglob("*.xmp"):
        shutil.copy(path, to)
    return [path for path in sorted(to.iterdir()) if path.stat().st_size]


@pytest.mark.exiftool
@pytest.mark.shared_data
def test_no_property_of_a_real_packet_is_lost(shared_data: Path, tmp_path: Path) -> None:
    found = packets(shared_data, tmp_path)
    assert len(found) >= 20
    refused = []
    for path in found:
        data, before = path.read_bytes(), dict(tags_of(path))
        size = (before.get("XMP-mwg-rs:RegionInfo") or {}).get("AppliedToDimensions") or {}
        faces = (NamedBox("Ann", Box(0.01, 0.01, 0.05, 0.05)), NamedBox("Bob", Box(0.9, 0.9, 0.05, 0.05)))
        wish = Wanted(faces, (size.get("W", 40), size.get("H", 30)), SCHEMAS)
        try:
            result = with_names(data, wish)
        except PacketError:
            refused.append(path.name)
            continue
        assert result.data is not None
        path.write_bytes(result.data)
        after = dict(tags_of(path))
        assert after["XMP-mwg-rs:RegionInfo"]["RegionList"][-2]["Name"] == "Ann"
        assert without_ours(after) == without_ours(before), path
        gone = with_names(result.data, Wanted((), wish.dimensions), result.marks)
        assert gone.data is not None
        path.write_bytes(gone.data)
        # An empty list may go with the last of our regions.
        assert without_ours(dict(tags_of(path))) == without_ours(before)
    # The rest of a longer packet follows the end of the first one, and the second one is not XML.
    assert refused == ["Issue356-png.xmp", "libvips_truncated-jpg.xmp"]


def without_ours(tags: dict[str, object]) -> list[tuple[str, object]]:
    """The tags of a file in their order, without the names in this test and the lists that were made for them."""
    kept = []
    for tag, value in tags.items():
        left = without_names(value)
        if tag == "XMP-mwg-rs:RegionInfo" and isinstance(left, dict):
            left = {key: inner for key, inner in left.items() if key != "AppliedToDimensions"}
        if left:
            kept.append((tag, left))
    return sorted(kept, key=lambda item: item[0])


def without_names(value: object) -> object:
    ours = ("Ann", "Bob", "People/Ann", "People/Bob", "People|Ann", "People|Bob")
    if isinstance(value, list):
        rest = [
            without_names(item)
            for item in value
            if item not in ours
            and not (isinstance(item, dict) and (item.get("Name") in ours or item.get("PersonDisplayName") in ours))
        ]
        return rest[0] if len(rest) == 1 and not isinstance(rest[0], dict) else rest
    if isinstance(value, dict):
        kept = {key: without_names(inner) for key, inner in value.items()}
        return {key: inner for key, inner in kept.items() if inner not in ([], {}, "")}
    return value


def test_a_new_sidecar_does_not_hide_the_lists_in_the_photo() -> None:
    result = with_names(None, wanted(ANN, schemas=("keywords",)), embedded=lambda: LIGHTROOM)
    assert result.data is not None
    text = result.data.decode()
    for name in ("Cara", "Rex", "Focus", "holiday", "Ann"):
        assert name in text
    assert "Exposure2012" not in text
    gone = with_names(result.data, wanted(), result.marks)
    assert gone.data is not None
    assert b"Cara" in gone.data


def test_names_that_the_photo_holds_already_need_no_sidecar() -> None:
    cara = NamedBox("Cara", Box(0.4, 0.7, 0.2, 0.2))
    assert with_names(None, wanted(cara), embedded=lambda: LIGHTROOM).data is None


def test_regions_of_a_photo_that_was_cropped_since_are_not_copied() -> None:
    theirs = LIGHTROOM.replace(b'stDim:w="4000"', b'stDim:w="3000"')
    result = with_names(None, wanted(ANN), embedded=lambda: theirs)
    assert result.data is not None
    assert b"Cara" not in result.data


def test_a_damaged_packet_in_the_photo_does_no_harm() -> None:
    assert with_names(None, wanted(ANN), embedded=lambda: b"<x").added == 1
