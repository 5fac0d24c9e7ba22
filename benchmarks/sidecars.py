"""Measure how long it takes to read the names in many XMP sidecars, and how much memory.

    python benchmarks/sidecars.py [SIDECARS] [--one-folder]

SIDECARS (50,000 unless given) photos of one pixel are written to a temporary folder, each with a sidecar of the size
that digiKam or Lightroom writes, 500 to a folder or all in one. The names are read twice: from a fifth of the photos,
and from all of them. Memory that grows between the two would grow with every library.
"""

import argparse
import io
import tempfile
import time
from pathlib import Path

from peak import peak_memory
from PIL import Image

from photoindex.interop.photo_names import Unread
from photoindex.interop.xmp.reader import read

_PER_FOLDER = 500
_NAMES = 200

_PACKET = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/" x:xmptk="XMP Core 4.4.0-Exiv2">
 <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <rdf:Description rdf:about=""
    xmlns:digiKam="http://www.digikam.org/ns/1.0/" xmlns:crs="http://ns.adobe.com/camera-raw-settings/1.0/"
    xmlns:lr="http://ns.adobe.com/lightroom/1.0/" xmlns:MP="http://ns.microsoft.com/photo/1.2/"
    xmlns:MPRI="http://ns.microsoft.com/photo/1.2/t/RegionInfo#" xmlns:stArea="http://ns.adobe.com/xmp/sType/Area#"
    xmlns:MPReg="http://ns.microsoft.com/photo/1.2/t/Region#" xmlns:stDim="http://ns.adobe.com/xap/1.0/sType/Dimensions#"
    xmlns:mwg-rs="http://www.metadataworkinggroup.com/schemas/regions/"{settings}>
   <digiKam:TagsList><rdf:Seq>{tags}</rdf:Seq></digiKam:TagsList>
   <mwg-rs:Regions rdf:parseType="Resource">
    <mwg-rs:AppliedToDimensions stDim:w="4000" stDim:h="3000" stDim:unit="pixel"/>
    <mwg-rs:RegionList><rdf:Bag>{mwg}</rdf:Bag></mwg-rs:RegionList>
   </mwg-rs:Regions>
   <MP:RegionInfo rdf:parseType="Resource"><MPRI:Regions><rdf:Bag>{mp}</rdf:Bag></MPRI:Regions></MP:RegionInfo>
  </rdf:Description>
 </rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>"""
_MWG = """<rdf:li rdf:parseType="Resource"><mwg-rs:Name>{name}</mwg-rs:Name><mwg-rs:Type>Face</mwg-rs:Type>
 <mwg-rs:Area stArea:x="{x}" stArea:y="0.4" stArea:w="0.1" stArea:h="0.14" stArea:unit="normalized"/></rdf:li>"""
_MP = """<rdf:li rdf:parseType="Resource"><MPReg:PersonDisplayName>{name}</MPReg:PersonDisplayName>
 <MPReg:Rectangle>{left}, 0.33, 0.1, 0.14</MPReg:Rectangle></rdf:li>"""


def packet(number: int) -> str:
    """A packet with three people, and with as many other properties as a raw file has that was developed."""
    people = [f"Person {(number * 7 + at) % _NAMES}" for at in range(3)]
    places = [0.2 + 0.3 * at for at in range(3)]
    return _PACKET.format(
        settings="".join(f' crs:Setting{at}="{number % 100 + at}"' for at in range(150)),
        tags="".join(f"<rdf:li>People/{name}</rdf:li>" for name in people),
        mwg="".join(_MWG.format(name=name, x=x) for name, x in zip(people, places, strict=True)),
        mp="".join(_MP.format(name=name, left=x - 0.05) for name, x in zip(people, places, strict=True)),
    )


def write(folder: Path, count: int, per_folder: int) -> list[Path]:
    """Write photos with sidecars, and return the photos."""
    stream = io.BytesIO()
    Image.new("RGB", (1, 1)).save(stream, "JPEG")
    photos = [folder / f"{number // per_folder:04}" / f"IMG_{number:05}.jpg" for number in range(count)]
    for number, photo in enumerate(photos):
        photo.parent.mkdir(exist_ok=True)
        photo.write_bytes(stream.getvalue())
        photo.with_name(f"{photo.name}.xmp").write_text(packet(number), encoding="utf-8")
    return photos


def measure(folder: Path, photos: list[Path], size: int) -> None:
    unread: list[Unread] = []
    start, used = time.perf_counter(), time.process_time()
    regions = sum(len(record.regions) for record in read([folder], photos, unread.append))
    seconds, used = time.perf_counter() - start, time.process_time() - used
    print(
        f"{len(photos):,} sidecars of {size / 1000:.1f} kB: {seconds:.1f} s, of which "
        f"{used:.1f} s of the processor, {used / len(photos) * 1e3:.2f} ms each, "
        f"{regions:,} regions, {len(unread)} unread, at most {peak_memory() / 1e6:.0f} MB"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sidecars", nargs="?", type=int, default=50_000)
    parser.add_argument("--one-folder", action="store_true")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        count = arguments.sidecars
        few, many = Path(temporary, "few"), Path(temporary, "many")
        few.mkdir()
        many.mkdir()
        per_folder = count if arguments.one_folder else _PER_FOLDER
        size = len(packet(0).encode())
        photos_of_few, photos_of_many = write(few, count // 5, per_folder), write(many, count, per_folder)
        print(f"{peak_memory() / 1e6:.0f} MB before, including the paths of all photos")
        measure(few, photos_of_few, size)
        measure(many, photos_of_many, size)


if __name__ == "__main__":
    main()
