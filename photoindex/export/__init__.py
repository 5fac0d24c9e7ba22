"""Export photos and faces as folders, slideshow pages and contact sheets."""

from photoindex.export.appeal import Merits, appeal
from photoindex.export.choice import Candidate, Judged, choose
from photoindex.export.likeness import Likeness, print_of
from photoindex.export.records import (
    SKIP_REASONS,
    Chapter,
    ChapterKind,
    ExportFace,
    ExportPhoto,
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
from photoindex.export.slideshow_options import ExportOptions

__all__ = [
    "SKIP_REASONS",
    "Candidate",
    "Chapter",
    "ChapterKind",
    "ExportFace",
    "ExportOptions",
    "ExportPhoto",
    "Judged",
    "Likeness",
    "Merits",
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
    "appeal",
    "check_sheet_file",
    "choose",
    "export_photos",
    "print_of",
    "write_contact_sheet",
]
