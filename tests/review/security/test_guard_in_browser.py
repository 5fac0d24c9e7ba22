"""Attacks from other sites, carried out in a real browser that has the page open."""

import asyncio
import functools
import http.server
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, sync_playwright
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route
from uvicorn import Config, Server

from photoindex.review.listening import listen, port_of
from photoindex.review.protocol import Protocol
from photoindex.review.security.access import Access
from photoindex.review.security.guard import Guard
from photoindex.review.security.hosts import Hosts
from tests.conftest import CHROMIUM

pytestmark = pytest.mark.browser

PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>'
OWN_PAGE = """<!doctype html><html lang="en"><title>Own</title><p id="name">Grandma</p>
<script>document.title = "an inline script ran"</script>
<p style="color: red" onclick="document.title = 'an inline handler ran'">x</p>
<img src="/picture" alt=""><img src="http://127.0.0.1:{other}/leak.png" alt="">"""

# What a hostile site tries. `got` is what it could learn, `done` the number of actions that worked.
ATTACK = """<!doctype html><html lang="en"><title>Attack</title><body>
<iframe id="frame" src="{home}/"></iframe><iframe name="sink"></iframe>
<form id="form" method="post" target="sink" action="{home}/change" enctype="text/plain">
<input name='{{"name": "x", "a' value='": 1}}'></form>
<script>
window.got = [];
const tried = [
  fetch("{home}/", {{credentials: "include"}}).then((r) => r.text()).then((t) => got.push(t)),
  fetch("{home}/", {{credentials: "include", mode: "no-cors"}}).then((r) => r.text()).then((t) => t && got.push(t)),
  fetch("{home}/change", {{method: "POST", credentials: "include", mode: "no-cors", body: "{{}}"}}),
  fetch("{home}/change", {{method: "POST", credentials: "include", body: "{{}}",
    headers: {{"Content-Type": "application/json", "X-Photoindex": "1"}}}}).then(() => got.push("changed")),
  new Promise((done) => {{ const image = new Image(); image.onload = () => {{ got.push("picture"); done(); }};
    image.onerror = done; image.src = "{home}/picture"; }}),
  new Promise((done) => {{ const script = document.createElement("script"); script.onload = () => {{ got.push("script");
    done(); }}; script.onerror = done; script.src = "{home}/script.js"; document.body.append(script); }}),
  new Promise((done) => {{ const events = new EventSource("{home}/", {{withCredentials: true}});
    events.onopen = () => got.push("events"); events.onerror = () => {{ events.close(); done(); }}; }}),
];
document.getElementById("form").submit();
Promise.allSettled(tried).then(() => {{ document.title = "tried everything"; }});
</script>"""


@dataclass
class Site:
    """The guarded page, and what reached it."""

    home: str
    address: str
    cookie: str
    shown: list[str] = field(default_factory=list)
    changes: list[str] = field(default_factory=list)


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Serves files without a log."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name that the base class chose
        return


@dataclass(frozen=True)
class Elsewhere:
    """Another server on this machine, which serves the files in `folder`."""

    folder: Path
    port: int

    def serve(self, name: str, text: str) -> str:
        """Serve a page; return its path and port."""
        (self.folder / name).write_text(text, encoding="utf-8")
        return f"{self.port}/{name}"


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[Elsewhere]:
    serving = functools.partial(Quiet, directory=str(tmp_path))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), serving) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield Elsewhere(tmp_path, server.server_address[1])
        server.shutdown()
        thread.join()


@pytest.fixture
def site(elsewhere: Elsewhere) -> Iterator[Site]:
    with listen("127.0.0.1", 0, allow_remote=False) as listening:
        port = port_of(listening)
        access = Access(port)
        home = f"http://127.0.0.1:{port}"
        made = Site(home, f"{home}/?token={access.token}", access.cookie)

        async def show(request: Request) -> Response:
            made.shown.append(request.url.path)
            return HTMLResponse(OWN_PAGE.format(other=elsewhere.port))

        async def picture(_: Request) -> Response:
            made.shown.append("picture")
            return Response(PICTURE, media_type="image/svg+xml")

        async def change(request: Request) -> Response:
            made.changes.append((await request.body()).decode())
            return Response("changed")

        routes = [Route("/", show), Route("/picture", picture), Route("/script.js", picture),
                  Route("/change", change, methods=["POST"])]  # fmt: skip
        guard = Guard(Starlette(routes=routes), access, Hosts(port), read_only=False)
        server = Server(Config(guard, http=Protocol, ws="none", lifespan="off", log_config=None))
        thread = threading.Thread(target=lambda: asyncio.run(server.serve([listening])))
        thread.start()
        yield made
        server.should_exit = True
        thread.join()


@pytest.fixture(scope="module")
def browsers() -> Iterator[BrowserContext]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        context = browser.new_context()
        yield context
        browser.close()


@pytest.fixture
def page(browsers: BrowserContext, site: Site) -> Iterator[Page]:
    """A tab in which the user has opened the page."""
    made = browsers.new_page()
    made.goto(site.address)
    yield made
    made.close()


def test_the_token_is_gone_from_the_address_bar_and_from_the_history(page: Page, site: Site) -> None:
    assert page.url == f"{site.home}/"
    assert page.evaluate("history.length") <= 2
    page.goto(f"{site.home}/picture")
    page.go_back()
    assert page.url == f"{site.home}/"
    # Scripts cannot read the cookie.
    assert page.evaluate("document.cookie") == ""


def test_inline_scripts_styles_and_things_from_elsewhere_do_nothing(page: Page) -> None:
    page.click("p[onclick]")
    assert page.title() == "Own"
    assert page.evaluate("getComputedStyle(document.querySelector('p[onclick]')).color") != "rgb(255, 0, 0)"
    sizes = page.eval_on_selector_all("img", "images => images.map((image) => image.naturalWidth)")
    assert sizes == [9, 0]


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost"])
def test_a_page_of_another_server_on_this_machine_learns_and_changes_nothing(
    page: Page, site: Site, browsers: BrowserContext, elsewhere: Elsewhere, name: str
) -> None:
    attack = elsewhere.serve("attack.html", ATTACK.format(home=site.home))
    before = len(site.shown)
    attacker = browsers.new_page()
    attacker.goto(f"http://{name}:{attack}")
    attacker.wait_for_function("document.title === 'tried everything'")
    assert attacker.evaluate("got") == []
    assert "Grandma" not in attacker.frames[1].content()
    attacker.close()
    assert site.shown[before:] == []
    assert site.changes == []


def test_a_link_on_another_site_shows_nothing(
    page: Page, site: Site, browsers: BrowserContext, elsewhere: Elsewhere
) -> None:
    link = elsewhere.serve("link.html", f'<a id="link" href="{site.home}/">x</a>')
    visitor = browsers.new_page()
    visitor.goto(f"http://localhost:{link}")
    visitor.click("#link")
    visitor.wait_for_url(f"{site.home}/")
    assert "Another site sent this request." in visitor.content()
    assert "Grandma" not in visitor.content()
    # Reloading does not make it the user's own request, but typing the address does.
    visitor.goto(f"{site.home}/")
    assert "Grandma" in visitor.content()
    visitor.close()


def test_a_browser_that_was_closed_has_forgotten_the_cookie(page: Page, site: Site) -> None:
    (cookie,) = [cookie for cookie in page.context.cookies() if cookie["name"] == site.cookie]
    assert (cookie["httpOnly"], cookie["sameSite"], cookie["expires"]) == (True, "Strict", -1)
