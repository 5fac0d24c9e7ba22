"""Photos and faces in, folders, slideshow pages and contact sheets out."""

from photoindex.export.records import ExportFace, ExportOptions, ExportPhoto, ExportReport
from photoindex.export.sheet import SheetFace, SheetReport, write_contact_sheet
from photoindex.export.slideshow import export_photos

__all__ = [
    "ExportFace",
    "ExportOptions",
    "ExportPhoto",
    "ExportReport",
    "SheetFace",
    "SheetReport",
    "export_photos",
    "write_contact_sheet",
]
