"""Write XMP packets in the forms that RDF allows, and photos with packets, for the tests of reading them."""

import json
import shutil
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

import pytest

from photoindex.interop.photo_names import PhotoNames, Unread
from photoindex.interop.xmp.namespaces import PREFIXES, RDF, X
from photoindex.interop.xmp.packet import Packet, parsed, text_of
from photoindex.interop.xmp.reader import read

EXIFTOOL = shutil.which("exiftool")
needs_exiftool = pytest.mark.skipif(EXIFTOOL is None, reason="needs exiftool")

Form = Literal["attributes", "elements", "nested"]
FORMS: tuple[Form, ...] = ("attributes", "elements", "nested")

_DECLARED = " ".join(f'xmlns:{prefix}="{namespace}"' for namespace, prefix in PREFIXES.items())


def xmp(properties: str, attributes: str = "") -> str:
    """A packet with these properties, as elements or as attributes."""
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'
        f'<x:xmpmeta xmlns:x="{X}"><rdf:RDF xmlns:rdf="{RDF}"><rdf:Description rdf:about="" {_DECLARED} {attributes}>'
        f'{properties}</rdf:Description></rdf:RDF></x:xmpmeta>\n<?xpacket end="w"?>'
    )


def packet(properties: str, attributes: str = "") -> Packet:
    return parsed(text_of(xmp(properties, attributes).encode()))


def structure(name: str, fields: Mapping[str, str], inner: str = "", form: Form = "elements") -> str:
    """A property that is a structure of texts; `inner` are further fields as elements."""
    if form == "attributes":
        return f"<{name} {_attributes(fields)}>{inner}</{name}>"
    if form == "nested":
        return f"<{name}><rdf:Description {_attributes(fields)}>{inner}</rdf:Description></{name}>"
    elements = "".join(f"<{field}>{value}</{field}>" for field, value in fields.items())
    return f'<{name} rdf:parseType="Resource">{elements}{inner}</{name}>'


def listed(name: str, items: Iterable[str], kind: str = "Bag") -> str:
    """A property that is a list. Items that are not elements become texts."""
    entries = (item if item.startswith("<") else f"<rdf:li>{item}</rdf:li>" for item in items)
    return f"<{name}><rdf:{kind}>{''.join(entries)}</rdf:{kind}></{name}>"


def mwg_region(name: str, area: Mapping[str, object], form: Form = "elements", **others: str) -> str:
    fields = {f"mwg-rs:{key}": value for key, value in {"Name": name, "Type": "Face", **others}.items() if value}
    numbers = {f"stArea:{key}": str(value) for key, value in area.items()}
    return structure("rdf:li", fields, structure("mwg-rs:Area", numbers, form=form) if area else "", form)


def mwg_regions(*regions: str, size: tuple[object, object] | None = (4000, 3000), form: Form = "elements") -> str:
    inner = listed("mwg-rs:RegionList", regions)
    if size:
        sides = {"stDim:w": str(size[0]), "stDim:h": str(size[1]), "stDim:unit": "pixel"}
        inner = structure("mwg-rs:AppliedToDimensions", sides, form=form) + inner
    return structure("mwg-rs:Regions", {}, inner, form)


def area(x: float, y: float, w: float, h: float, unit: str = "normalized") -> dict[str, object]:
    return {"x": x, "y": y, "w": w, "h": h, "unit": unit}


def microsoft(*regions: tuple[str, str], form: Form = "elements") -> str:
    """MP:RegionInfo with (name, rectangle) of each region."""
    items = (
        structure(
            "rdf:li",
            {
                key: text
                for key, text in zip(("MPReg:PersonDisplayName", "MPReg:Rectangle"), region, strict=True)
                if text
            },
            form=form,
        )
        for region in regions
    )
    return structure("MP:RegionInfo", {}, listed("MPRI:Regions", items), form)


def run_exiftool(*arguments: str) -> None:
    assert EXIFTOOL is not None
    subprocess.run([EXIFTOOL, "-q", "-overwrite_original", *arguments], check=True, capture_output=True, timeout=300)


def write_with_exiftool(tags: Mapping[Path, Mapping[str, Any]], folder: Path) -> None:
    """Write tags into many files at once; structures are dictionaries."""
    entries = [{"SourceFile": path.as_posix(), **fields} for path, fields in tags.items()]
    table = folder / "tags.json"
    table.write_text(json.dumps(entries), encoding="utf-8")
    run_exiftool("-struct", "-n", f"-json={table.as_posix()}", *(path.as_posix() for path in tags))
    table.unlink()


def records(paths: Sequence[Path], photos: Sequence[Path] = ()) -> tuple[list[PhotoNames], list[Unread]]:
    """What the reader finds, and what it could not read."""
    unread: list[Unread] = []
    return list(read(paths, photos, unread.append)), unread


def _attributes(fields: Mapping[str, str]) -> str:
    return " ".join(f'{name}="{value}"' for name, value in fields.items())
