"""Attacks on the page: every request is checked before a route sees it."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocketDisconnect

from photoindex.operations.sitting import open_sitting
from photoindex.review import static_files
from photoindex.review.app import create_app
from photoindex.review.review import review_on
from photoindex.review.security.access import Access
from photoindex.review.security.bodies import LARGEST_BODY
from photoindex.review.security.guard import PEER_UID, Guard
from photoindex.review.security.headers import HEADERS
from photoindex.review.security.hosts import Hosts

PORT = 8123
HOME = f"http://127.0.0.1:{PORT}"
# What the scripts of the page send with every change.
OURS = {"Origin": HOME, "Sec-Fetch-Site": "same-origin", "X-Photoindex": "1", "Content-Type": "application/json"}
SECRET = "the name of a person"


async def show(request: Request) -> Response:
    return Response(SECRET, media_type="text/plain")


async def change(request: Request) -> Response:
    return JSONResponse({"said": SECRET, "got": await request.json()})


class From:
    """Requests over a connection that a user with this number owns."""

    def __init__(self, app: ASGIApp, uid: int) -> None:
        self._app, self._uid = app, uid

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope.setdefault("state", {})[PEER_UID] = self._uid
        await self._app(scope, receive, send)


class Site:
    """A guarded page with one secret and one action."""

    def __init__(self, *, read_only: bool = False) -> None:
        self.access = Access(PORT, command_lines_are_public=False)
        routes = [
            Route("/", show),
            Route("/people", show),
            Route("/crops/1/small.webp", show),
            Route("/events", show),
            Route("/api/name", change, methods=["POST"]),
            *static_files.ROUTES,
        ]
        self.guard = Guard(Starlette(routes=routes), self.access, Hosts(PORT), read_only=read_only)

    def browser(self, app: ASGIApp | None = None) -> TestClient:
        """A browser that has not opened the page yet."""
        return TestClient(app or self.guard, base_url=HOME, follow_redirects=False)

    def opened(self, app: ASGIApp | None = None) -> TestClient:
        browser = self.browser(app)
        assert browser.get(f"/?token={self.access.token}").status_code == 303
        return browser


@pytest.fixture
def site() -> Site:
    return Site()


@pytest.fixture
def browser(site: Site) -> TestClient:
    """The user's own browser."""
    return site.opened()


def test_the_address_gives_a_cookie_and_leads_to_an_address_without_the_token(site: Site) -> None:
    answer = site.browser().get(f"/?token={site.access.token}")
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    name, *attributes = answer.headers["set-cookie"].split("; ")
    assert name.startswith(f"photoindex-{PORT}=") and site.access.token not in name
    # Without Max-Age and Expires, the cookie ends with the browser.
    assert {attribute.lower() for attribute in attributes} == {"httponly", "path=/", "samesite=strict"}
    assert answer.headers["cache-control"] == "no-store"


def test_the_user_can_open_the_printed_address_again(site: Site) -> None:
    assert site.opened().get("/").text == SECRET
    assert site.opened().get("/").text == SECRET


def test_the_address_that_was_passed_to_the_browser_works_once(site: Site) -> None:
    assert site.browser().get(f"/?token={site.access.ticket}").status_code == 303
    again = site.browser().get(f"/?token={site.access.ticket}")
    assert again.status_code == 401 and SECRET not in again.text


def test_a_request_for_the_head_of_the_address_does_not_use_up_the_ticket(site: Site) -> None:
    assert site.browser().head(f"/?token={site.access.ticket}").status_code == 401
    assert site.browser().get(f"/?token={site.access.ticket}").status_code == 303


@pytest.mark.parametrize("path", ["/", "/people", "/crops/1/small.webp", "/events", "/static/css/base.css", "/nothing"])
def test_somebody_without_the_token_gets_nothing_but_advice(site: Site, path: str) -> None:
    answer = site.browser().get(path)
    assert answer.status_code == 401
    assert SECRET not in answer.text
    assert "Open the address that photoindex printed" in answer.text
    assert "set-cookie" not in answer.headers


def test_somebody_without_the_token_changes_nothing(site: Site) -> None:
    answer = site.browser().post("/api/name", json={}, headers=OURS)
    assert (answer.status_code, answer.json()["kind"]) == (401, "closed")


@pytest.mark.parametrize(
    "query",
    ["token=", "token=x", "token=x&token={0}", "token={0}&token={0}", "TOKEN={0}", "t={0}", "token=%ff",
     "token={0}x", "&" * 2000, "token=" + "a" * 5000],
)  # fmt: skip
def test_a_token_that_is_not_quite_right_opens_nothing(site: Site, query: str) -> None:
    answer = site.browser().get("/?" + query.format(site.access.token))
    assert (answer.status_code, "set-cookie" in answer.headers) == (401, False)


def test_the_token_does_not_work_as_a_cookie_nor_the_cookie_as_a_token(site: Site, browser: TestClient) -> None:
    cookie = {"Cookie": f"{site.access.cookie}={site.access.token}"}
    assert site.browser().get("/", headers=cookie).status_code == 401
    session = browser.cookies[site.access.cookie]
    assert site.browser().get(f"/?token={session}").status_code == 401


def test_the_token_opens_the_home_page_only(site: Site) -> None:
    assert site.browser().get(f"/people?token={site.access.token}").status_code == 401
    assert site.browser().post(f"/?token={site.access.token}", headers=OURS).status_code == 401


def test_the_cookie_of_another_photoindex_on_this_machine_opens_nothing(browser: TestClient) -> None:
    other = Site()
    (session,) = browser.cookies.values()
    assert other.browser().get("/", headers={"Cookie": f"{other.access.cookie}={session}"}).status_code == 401
    # The browser sends the cookies of all ports; each server finds its own.
    own = other.opened().cookies[other.access.cookie]
    mixed = f"photoindex-1=x; {other.access.cookie}={own}; other=y; {other.access.cookie}=planted"
    assert other.browser().get("/", headers={"Cookie": mixed}).text == SECRET


@pytest.mark.parametrize(
    "cookie", ["", "=", ";;;", "photoindex-8123", "photoindex-8123=", "a" * 5000, "photoindex-8123=\xff"]
)
def test_a_malformed_cookie_opens_nothing(site: Site, cookie: str) -> None:
    assert site.browser().get("/", headers={"Cookie": cookie.encode("latin-1")}).status_code == 401


def test_a_stolen_cookie_is_useless_to_another_user_of_the_machine(site: Site) -> None:
    mine = site.opened(From(site.guard, 1000))
    stolen = {"Cookie": f"{site.access.cookie}={mine.cookies[site.access.cookie]}"}
    assert mine.get("/").text == SECRET
    assert site.browser(From(site.guard, 1001)).get("/", headers=stolen).status_code == 401


@pytest.mark.parametrize(
    "host", ["evil.example:8123", "evil.example", "127.0.0.1:9999", "127.0.0.1", "localhost:80", ""]
)
def test_a_name_that_was_rebound_to_this_machine_is_refused(site: Site, browser: TestClient, host: str) -> None:
    for client in (browser, site.browser()):
        answer = client.get("/", headers={"Host": host})
        assert answer.status_code == 421 and SECRET not in answer.text
    assert browser.get(f"/?token={site.access.token}", headers={"Host": host}).status_code == 421
    assert browser.post("/api/name", json={}, headers=OURS | {"Host": host}).status_code == 421


@pytest.mark.parametrize("site_of_sender", ["cross-site", "same-site", "", "nonsense"])
def test_other_sites_and_other_ports_of_this_machine_are_refused(browser: TestClient, site_of_sender: str) -> None:
    answer = browser.get("/people", headers={"Sec-Fetch-Site": site_of_sender})
    assert answer.status_code == 403 and SECRET not in answer.text
    assert browser.post("/api/name", json={}, headers=OURS | {"Sec-Fetch-Site": site_of_sender}).status_code == 403


def test_a_change_is_never_typed_into_the_address_bar(browser: TestClient) -> None:
    assert browser.get("/people", headers={"Sec-Fetch-Site": "none"}).text == SECRET
    assert browser.post("/api/name", json={}, headers=OURS | {"Sec-Fetch-Site": "none"}).status_code == 403


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "", "http://127.0.0.1:8124", "https://127.0.0.1:8123",
                                    "http://localhost:8123", "http://127.0.0.1:8123.evil.example"])  # fmt: skip
def test_another_origin_is_refused(browser: TestClient, origin: str) -> None:
    assert browser.get("/people", headers={"Origin": origin}).status_code == 403
    assert browser.post("/api/name", json={}, headers=OURS | {"Origin": origin}).status_code == 403


def test_two_hosts_or_two_origins_are_refused(browser: TestClient) -> None:
    twice = [("Host", f"127.0.0.1:{PORT}"), ("Host", "evil.example")]
    assert browser.get("/", headers=twice).status_code == 421
    two = [*OURS.items(), ("Origin", "http://evil.example")]
    assert browser.post("/api/name", json={}, headers=two).status_code == 403


def without(header: str) -> Mapping[str, str]:
    return {name: value for name, value in OURS.items() if name != header}


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        (without("Origin"), 403),
        (without("X-Photoindex"), 403),
        (OURS | {"X-Photoindex": "0"}, 403),
        (without("Content-Type"), 415),
        (OURS | {"Content-Type": "text/plain"}, 415),
        (OURS | {"Content-Type": "application/x-www-form-urlencoded"}, 415),
        (OURS | {"Content-Type": "multipart/form-data; boundary=application/json"}, 415),
        (OURS | {"Content-Type": "text/plain; application/json"}, 415),
    ],
)
def test_a_form_of_another_site_changes_nothing(browser: TestClient, headers: Mapping[str, str], status: int) -> None:
    answer = browser.post("/api/name", content=b"{}", headers=dict(headers))
    assert answer.status_code == status
    assert SECRET not in answer.text


def test_our_own_scripts_change_something(browser: TestClient) -> None:
    answer = browser.post("/api/name", json={"name": "Zoë"}, headers=OURS)
    assert answer.json()["got"] == {"name": "Zoë"}
    charset = OURS | {"Content-Type": "Application/JSON; charset=utf-8"}
    assert browser.post("/api/name", content=b"{}", headers=charset).status_code == 200
    # Older browsers do not say which site sent a request.
    assert browser.post("/api/name", json={}, headers=dict(without("Sec-Fetch-Site"))).status_code == 200


@pytest.mark.parametrize("method", ["OPTIONS", "TRACE", "PUT", "PATCH", "DELETE", "CONNECT", "EVIL"])
def test_other_methods_do_not_exist(site: Site, browser: TestClient, method: str) -> None:
    for client in (browser, site.browser()):
        for path in ("/", "/api/name", "/static/css/base.css"):
            answer = client.request(method, path, headers=OURS)
            assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD, POST")
            assert SECRET not in answer.text


def test_no_other_origin_ever_gets_permission(browser: TestClient) -> None:
    asked = {
        "Origin": "http://evil.example",
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "x-photoindex",
        "Access-Control-Request-Private-Network": "true",
    }
    for answer in (browser.options("/api/name", headers=asked), browser.get("/", headers=asked), browser.get("/")):
        assert not [name for name in answer.headers if name.startswith("access-control-")]


def test_a_request_for_the_head_of_a_page_is_answered_like_the_page(browser: TestClient, site: Site) -> None:
    assert (browser.head("/people").status_code, site.browser().head("/people").status_code) == (200, 401)


def test_a_read_only_page_shows_everything_and_changes_nothing() -> None:
    browser = Site(read_only=True).opened()
    assert browser.get("/people").text == SECRET
    answer = browser.post("/api/name", json={}, headers=OURS)
    assert (answer.status_code, answer.json()["kind"]) == (403, "read-only")
    assert answer.json()["error"].startswith("This page was started read-only")
    assert browser.post("/anything", json={}, headers=OURS).status_code == 403


def test_a_body_may_have_64_kib(browser: TestClient) -> None:
    fits = json.dumps("x" * (LARGEST_BODY - 2))
    assert browser.post("/api/name", content=fits, headers=OURS).status_code == 200
    assert browser.post("/api/name", content=fits + " ", headers=OURS).status_code == 413


@pytest.mark.parametrize("length", ["99999999", "9" * 100])
def test_a_body_that_is_announced_as_too_large_is_not_read(browser: TestClient, length: str) -> None:
    answer = browser.post("/api/name", content=b"{}", headers=OURS | {"Content-Length": length})
    assert (answer.status_code, answer.json()["kind"]) == (413, "too-large")


@pytest.mark.parametrize(
    "path", ["/", "/people", "/nothing", "/static/css/base.css", "/static/nothing.css", "/api/name", "/api/nothing"]
)
def test_every_answer_carries_the_headers_that_bind_browsers(site: Site, browser: TestClient, path: str) -> None:
    for answer in (
        browser.get(path),
        site.browser().get(path),
        browser.get(path, headers={"Host": "evil.example"}),
        browser.put(path),
        browser.post(path, json={}, headers=OURS),
        browser.post(path),
    ):
        assert {name: answer.headers[name] for name in HEADERS} == HEADERS
        assert answer.headers["cache-control"] in ("no-store", "no-cache")
        assert "server" not in answer.headers


def test_the_policy_allows_no_inline_script_no_inline_style_and_nothing_from_elsewhere() -> None:
    policy = dict(part.split(" ", 1) for part in HEADERS["Content-Security-Policy"].split("; "))
    assert policy == {
        "default-src": "'none'", "script-src": "'self'", "style-src": "'self'", "img-src": "'self'",
        "connect-src": "'self'", "form-action": "'self'", "base-uri": "'none'", "frame-ancestors": "'none'",
    }  # fmt: skip


def test_pages_are_never_kept_and_files_of_the_page_are_checked_each_time(browser: TestClient) -> None:
    assert browser.get("/people").headers["cache-control"] == "no-store"
    assert browser.get("/static/css/base.css").headers["cache-control"] == "no-cache"


@pytest.mark.parametrize(
    "path",
    ["/static/../pages.py", "/static/..%2fpages.py", "/static/%2e%2e/pages.py", "/static/....//pages.py",
     "/static//etc/passwd", "/static/css/../../pages.py", "/static/..\\pages.py", "/static/%00", "/static/css%00.css",
     "/static/" + "a" * 5000, "/static/", "/static"],
)  # fmt: skip
def test_no_path_leads_out_of_the_files_of_the_page(browser: TestClient, path: str) -> None:
    answer = browser.get(path)
    assert answer.status_code in (307, 400, 404)
    assert "import" not in answer.text and "root:" not in answer.text


def test_a_web_socket_gets_no_answer(site: Site) -> None:
    with pytest.raises(WebSocketDisconnect), site.browser().websocket_connect("/events"):
        pass


def test_the_page_that_is_served_is_the_guarded_one(tmp_path: Path) -> None:
    app = create_app(review_on(open_sitting(tmp_path / "none.duckdb")))
    access = Access(PORT)
    client = TestClient(Guard(app, access, Hosts(PORT), read_only=False), base_url=HOME, follow_redirects=False)
    assert client.get("/").status_code == 401
    assert "there is no index" not in client.get("/").text
