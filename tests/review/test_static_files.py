"""The scripts, styles and icons of the page, and how long browsers keep them."""

import re
from importlib.resources import files

import pytest
from starlette.testclient import TestClient

from photoindex.review.static_files import address_of, modules_of

SCRIPTS = files("photoindex.review") / "static" / "js"


@pytest.mark.parametrize(
    ("path", "media_type"),
    [("css/base.css", "text/css"), ("js/main.js", "text/javascript"), ("icons.svg", "image/svg+xml")],
)
def test_a_file_has_an_address_that_the_browser_keeps_for_good(browser: TestClient, path: str, media_type: str) -> None:
    answer = browser.get(address_of(path))
    assert answer.status_code == 200
    assert answer.headers["content-type"].partition(";")[0] == media_type
    assert "immutable" in answer.headers["cache-control"]
    assert answer.content == (files("photoindex.review") / "static" / path).read_bytes()


def test_a_path_without_the_version_is_not_kept(browser: TestClient) -> None:
    answer = browser.get("/static/css/base.css")
    assert answer.status_code == 200
    assert "cache-control" not in answer.headers  # the guard adds "no-cache"


@pytest.mark.parametrize("path", ["/static/0123456789ab/css/base.css", "/static/css", "/static/css/", "/static/x.js"])
def test_another_version_and_what_is_no_file_are_not_found(browser: TestClient, path: str) -> None:
    assert browser.get(path).status_code == 404


def test_a_file_that_does_not_exist_has_no_address() -> None:
    with pytest.raises(KeyError):
        address_of("css/nothing.css")


def test_a_page_names_every_script_that_its_own_script_imports(browser: TestClient) -> None:
    page = browser.get("/next").text
    named = set(re.findall(r'<link rel="modulepreload" href="([^"]+)">', page))
    for name in ("flow.js", "question.js", "names.js", "completions.js", "api.js", "progress.js"):
        assert address_of(f"js/{name}") in named


def test_no_import_of_a_script_is_overlooked() -> None:
    for script in SCRIPTS.iterdir():
        imported = set(re.findall(r'"\./([\w-]+\.js)"', script.read_text("utf-8")))
        assert {f"js/{name}" for name in imported} <= set(modules_of(script.name))
