"""Export photos and faces as folders, slideshow pages and contact sheets."""

from photoindex.export.records import (
    ExportFace,
    ExportOptions,
    ExportPhoto,
    ExportReport,
    Skipped,
    SkipReason,
    SlideshowTexts,
)
from photoindex.export.sheet import (
    Sheet,
    SheetCommand,
    SheetFace,
    SheetGroup,
    SheetReport,
    SheetSection,
    TileTexts,
    check_sheet_file,
    write_contact_sheet,
)
from photoindex.export.slideshow import export_photos

__all__ = [
    "ExportFace",
    "ExportOptions",
    "ExportPhoto",
    "ExportReport",
    "Sheet",
    "SheetCommand",
    "SheetFace",
    "SheetGroup",
    "SheetReport",
    "SheetSection",
    "SkipReason",
    "Skipped",
    "SlideshowTexts",
    "TileTexts",
    "check_sheet_file",
    "export_photos",
    "write_contact_sheet",
]
