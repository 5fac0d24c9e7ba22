"""Serve the review page to Chromium, and collect everything that a page complains about."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from playwright.sync_api import Browser, BrowserContext, Page, Response, expect
from uvicorn import Config, Server

from photoindex.operations.sitting import Sitting, WarmIndex
from photoindex.review.app import create_app
from photoindex.review.listening import listen, port_of
from photoindex.review.protocol import Protocol
from photoindex.review.review import review_on
from photoindex.review.security.access import Access
from photoindex.review.security.guard import Guard
from photoindex.review.security.hosts import hosts_of

_HOST = "127.0.0.1"
# No test passes or fails by the time it takes; this only ends one that waits for something that does not happen.
_MOST_MILLISECONDS = 60_000
_PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


class Site:
    """The page on one index, and the windows that are open on it. Each window has cookies of its own."""

    def __init__(self, browser: Browser, sitting: Sitting, address: str, token: str) -> None:
        self.sitting = sitting
        self.index = sitting.index
        self.address = address
        self.complaints: list[str] = []
        self._browser = browser
        self._token = token
        self._contexts: list[BrowserContext] = []

    def window(self, path: str = "/", **options: Any) -> Page:
        """Open a window on a page. `options` are those of Playwright's `new_context`."""
        context = self._browser.new_context(base_url=self.address, **{"reduced_motion": "reduce", **options})
        context.set_default_timeout(_MOST_MILLISECONDS)
        expect.set_options(timeout=_MOST_MILLISECONDS)
        self._contexts.append(context)
        page = self.tab(context)
        page.goto(f"/?token={self._token}")
        if path != "/":
            page.goto(path)
        return page

    def phone(self, path: str = "/", **options: Any) -> Page:
        """Open a window of a phone's width, with touch."""
        return self.window(path, **_PHONE, **options)

    def tab(self, context: BrowserContext, path: str | None = None) -> Page:
        """Open another tab of a window."""
        page = context.new_page()
        page.on("console", lambda message: self._hear(message.type, message.text))
        page.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))
        page.on("dialog", lambda dialog: (self.complaints.append(f"dialog: {dialog.message}"), dialog.dismiss()))
        page.on("response", self._check)
        if path is not None:
            page.goto(path)
        return page

    @contextmanager
    def ignoring_complaints(self) -> Iterator[None]:
        """Let a tool look into a page in ways that its policy forbids; earlier complaints are kept."""
        before = list(self.complaints)
        yield
        self.complaints[:] = before

    def close(self) -> None:
        for context in self._contexts:
            context.close()

    def _hear(self, kind: str, text: str) -> None:
        # Chromium reports every answer with an error status here, too: tests that expect one look at the page.
        if kind in ("error", "warning") and not text.startswith("Failed to load resource: the server responded"):
            self.complaints.append(f"console: {text}")

    def _check(self, response: Response) -> None:
        # Storing may fail on purpose, with status 507; nothing else of the kind may happen.
        if response.status >= 500 and response.status != 507:
            self.complaints.append(f"{response.status}: {response.url}")


class _Serving:
    """A server in a thread of its own."""

    def __init__(self, index: Path, *, read_only: bool) -> None:
        self.sitting = Sitting(WarmIndex(index))
        self._listening = listen(_HOST, 0, allow_remote=False)
        port = port_of(self._listening)
        self.address = f"http://{_HOST}:{port}"
        self.access = Access(port)
        self._review = review_on(self.sitting, read_only=read_only)
        app = Guard(create_app(self._review), self.access, hosts_of(_HOST, port), read_only=read_only)
        config = Config(app, http=Protocol, lifespan="off", log_config=None, ws="none", timeout_graceful_shutdown=1)
        self._server = Server(config)
        self._thread = threading.Thread(target=self._server.run, args=([self._listening],))

    def __enter__(self) -> Self:
        self.sitting.start()
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._review.streams.end()
        self._server.should_exit = True
        self._thread.join()
        self._listening.close()
        self.sitting.close()


@contextmanager
def served(browser: Browser, index: Path, *, read_only: bool = False) -> Iterator[Site]:
    """The page on an index. At the end, no window may have complained."""
    with _Serving(index, read_only=read_only) as serving:
        site = Site(browser, serving.sitting, serving.address, serving.access.token)
        try:
            yield site
        finally:
            site.close()
    assert site.complaints == []
