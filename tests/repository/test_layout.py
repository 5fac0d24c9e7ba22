"""Every test file has the path and the name of its module, and every long module has a test file or is listed."""

from pathlib import Path, PurePosixPath

TESTS = Path(__file__).parents[1]
PACKAGE = TESTS.parent / "photoindex"

# These folders test behaviour that no single module can guarantee.
ACROSS_MODULES = ("behaviour", "fuzz", "repository", "review/browser")
MOST_LINES_WITHOUT_TESTS = 120

# Long modules that are tested through another one, because their effects show only there, or only in a scan or browser.
TESTED_ELSEWHERE = {
    "cli/export_options": "cli/test_exporting",
    "cli/rows": "cli/commands/test_sql",
    "cli/scan_progress": "cli/test_streams",
    "cli/wording/imports": "cli/commands/test_names_import",
    "decode/codecs": "decode/test_jpeg",
    "decode/containers": "decode/test_taken",
    "decode/exif": "decode/test_texts",
    "decode/tiff_layout": "decode/test_tiff",
    "export/charts/layout": "export/charts/test_writing",
    "export/contents/tiff": "export/contents/test_stripping",
    "export/engine/journal": "export/engine/test_run",
    "export/engine/records": "export/engine/test_run",
    "export/film/scenes": "export/film/test_writing",
    "export/film/script": "export/film/test_writing",
    "export/presets/crops": "operations/test_export",
    "export/presets/table": "operations/test_export",
    "export/sheet_png": "export/test_sheet",
    "interop/embedded_names": "operations/test_names_embed",
    "interop/takeout_files": "interop/test_takeout",
    "interop/takeout_names": "interop/test_takeout",
    "interop/xmp/editing": "interop/xmp/test_writing",
    "interop/xmp/region_lists": "interop/xmp/test_writing",
    "operations/decisions": "behaviour/test_hostile_imports",
    "operations/identities/deciding": "operations/identities/test_transaction",
    "operations/importing/report": "operations/test_names_import",
    "operations/exporting/records": "operations/test_names_export",
    "operations/exporting/replacing": "operations/test_names_embed",
    "operations/exporting/sidecars": "operations/test_names_export",
    "operations/identities/targets": "operations/test_label",
    "operations/models": "cli/commands/test_models",
    "operations/names_restore": "operations/test_names_embed",
    "operations/reviewing/people_view": "operations/test_sitting",
    "operations/querying/searches": "operations/test_save",
    "operations/querying/understood": "cli/commands/test_find",
    "operations/scanning/job": "operations/test_scan",
    "operations/scanning/result_writer": "operations/test_scan",
    "operations/scanning/steps": "operations/test_scan",
    "people/clustering/agglomeration": "people/clustering/test_pipeline",
    "people/clustering/joining": "people/clustering/test_pipeline",
    "people/consequences/prompt": "operations/identities/test_warm_index",
    "people/decisions/draft": "people/decisions/test_replay",
    "query/meaning": "store/views/test_matching",
    "query/mistakes": "query/test_parser",
    "query/tokens": "query/test_parser",
    "query/tree": "query/test_printing",
    "query/values": "query/test_parser",
    "review/wording/finding": "review/routes/test_finding",
    "review/wording/queues": "review/routes/test_queues",
    "store/database/schema": "store/database/test_migrations",
    "store/database/schema_difference": "behaviour/test_hostile_index",
    "store/decisions_file/fields": "store/decisions_file/test_lines",
    "store/decisions_file/rules": "store/decisions_file/test_lines",
    "store/jobs/integrity": "operations/test_check",
    "store/jobs/salvage": "operations/test_rescue",
    "store/jobs/users_sql": "operations/test_sql",
    "store/opening/connecting": "store/opening/test_index",
    "store/views/matching_faces": "store/views/test_matching",
    "store/views/statistics": "operations/test_stats",
    "store/views/people_snapshot": "store/jobs/test_people_state",
}


def modules() -> dict[str, int]:
    """Map the path of each module and package below photoindex, without its suffix, to its number of lines."""
    found = {}
    for file in PACKAGE.rglob("*.py"):
        place = file.relative_to(PACKAGE).with_suffix("")
        name = place.parent if place.name == "__init__" else place
        found[name.as_posix()] = len(file.read_text(encoding="utf-8").splitlines())
    return found


def mirrored_tests() -> list[str]:
    files = (file.relative_to(TESTS) for file in TESTS.rglob("test_*.py"))
    return sorted(
        file.with_suffix("").as_posix() for file in files if not any(map(file.is_relative_to, ACROSS_MODULES))
    )


def module_of(test: str, known: dict[str, int]) -> str | None:
    """The module that a test file is named after, with or without an aspect: the longest match, or None."""
    path = PurePosixPath(test)
    words = path.name.removeprefix("test_").split("_")
    names = ("_".join(words[:count]) for count in range(len(words), 0, -1))
    return next((name for name in ((path.parent / name).as_posix() for name in names) if name in known), None)


def test_every_test_file_has_the_path_and_the_name_of_a_module() -> None:
    known, tests = modules(), mirrored_tests()
    assert len(tests) > 200
    assert [test for test in tests if module_of(test, known) is None] == []


def test_every_long_module_has_a_test_file_of_its_name_or_is_listed() -> None:
    known = modules()
    tested = {module_of(test, known) for test in mirrored_tests()}
    long = {name for name, lines in known.items() if lines > MOST_LINES_WITHOUT_TESTS}
    assert len(long) > 50
    assert long - tested == TESTED_ELSEWHERE.keys()


def test_the_listed_test_files_exist() -> None:
    assert [test for test in TESTED_ELSEWHERE.values() if not (TESTS / f"{test}.py").is_file()] == []


def test_a_test_file_belongs_to_the_module_with_the_longest_matching_name() -> None:
    known = {"decode/image": 1, "decode/jpeg": 1, "decode/jpeg_segments": 1}
    assert module_of("decode/test_jpeg_segments", known) == "decode/jpeg_segments"
    assert module_of("decode/test_jpeg_segments_damage", known) == "decode/jpeg_segments"
    assert module_of("decode/test_image_damage", known) == "decode/image"
    assert module_of("decode/test_images", known) is None
    assert module_of("faces/test_image", known) is None
