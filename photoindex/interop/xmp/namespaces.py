"""Name the XML namespaces of XMP and of the schemas that hold names of people, with their usual prefixes."""

from collections.abc import Mapping

# XMP specification, part 1 (ISO 16684-1).
X = "adobe:ns:meta/"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
XML = "http://www.w3.org/XML/1998/namespace"

DC = "http://purl.org/dc/elements/1.1/"
TIFF = "http://ns.adobe.com/tiff/1.0/"
EXIF = "http://ns.adobe.com/exif/1.0/"
XMP = "http://ns.adobe.com/xap/1.0/"
PHOTOSHOP = "http://ns.adobe.com/photoshop/1.0/"
CAMERA_RAW = "http://ns.adobe.com/camera-raw-settings/1.0/"
# Extended XMP of JPEG names its other packets here (XMP specification, part 3, section 1.1.3.1).
XMP_NOTE = "http://ns.adobe.com/xmp/note/"

# Metadata Working Group: Guidelines for Handling Image Metadata, version 2.0, section 5.9.
MWG_REGIONS = "http://www.metadataworkinggroup.com/schemas/regions/"
AREA = "http://ns.adobe.com/xmp/sType/Area#"
DIMENSIONS = "http://ns.adobe.com/xap/1.0/sType/Dimensions#"
# Apple adds angles and a confidence to the regions of a camera.
APPLE_FACES = "http://ns.apple.com/faceinfo/1.0/"

# https://learn.microsoft.com/en-us/windows/win32/wic/-wic-people-tagging
MICROSOFT_PEOPLE = "http://ns.microsoft.com/photo/1.2/"
MICROSOFT_REGION_INFO = "http://ns.microsoft.com/photo/1.2/t/RegionInfo#"
MICROSOFT_REGION = "http://ns.microsoft.com/photo/1.2/t/Region#"
MICROSOFT_PHOTO = "http://ns.microsoft.com/photo/1.0/"

ACDSEE = "http://ns.acdsee.com/iptc/1.0/"
ACDSEE_REGIONS = "http://ns.acdsee.com/regions/"
ACDSEE_AREA = "http://ns.acdsee.com/sType/Area#"
ACDSEE_DIMENSIONS = "http://ns.acdsee.com/sType/Dimensions#"

DIGIKAM = "http://www.digikam.org/ns/1.0/"
LIGHTROOM = "http://ns.adobe.com/lightroom/1.0/"
IPTC_EXTENSION = "http://iptc.org/std/Iptc4xmpExt/2008-02-29/"
MEDIAPRO = "http://ns.iview-multimedia.com/mediapro/1.0/"

OTHER_SPELLINGS: Mapping[str, tuple[str, ...]] = {
    DIGIKAM: ("http://www.digikam.org/",),
    MICROSOFT_PHOTO: ("http://ns.microsoft.com/photo/1.0",),
    MICROSOFT_PEOPLE: ("http://ns.microsoft.com/photo/1.2",),
}
"""Namespaces that some versions of the programs spell differently."""

PREFIXES: Mapping[str, str] = {
    X: "x",
    RDF: "rdf",
    DC: "dc",
    TIFF: "tiff",
    EXIF: "exif",
    XMP: "xmp",
    PHOTOSHOP: "photoshop",
    CAMERA_RAW: "crs",
    XMP_NOTE: "xmpNote",
    MWG_REGIONS: "mwg-rs",
    AREA: "stArea",
    DIMENSIONS: "stDim",
    APPLE_FACES: "apple-fi",
    MICROSOFT_PEOPLE: "MP",
    MICROSOFT_REGION_INFO: "MPRI",
    MICROSOFT_REGION: "MPReg",
    MICROSOFT_PHOTO: "MicrosoftPhoto",
    ACDSEE: "acdsee",
    ACDSEE_REGIONS: "acdsee-rs",
    ACDSEE_AREA: "acdsee-stArea",
    ACDSEE_DIMENSIONS: "acdsee-stDim",
    DIGIKAM: "digiKam",
    LIGHTROOM: "lr",
    IPTC_EXTENSION: "Iptc4xmpExt",
    MEDIAPRO: "mediapro",
}


def named(namespace: str, name: str) -> str:
    """A name in a namespace, as lxml writes it: {namespace}name."""
    return f"{{{namespace}}}{name}"
