"""Check every request before a route sees it."""

from urllib.parse import parse_qs

from starlette.datastructures import Headers
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from photoindex.review.security.access import Access
from photoindex.review.security.bodies import TooLargeError, limited
from photoindex.review.security.headers import adding_headers
from photoindex.review.security.hosts import Hosts
from photoindex.review.security.refusals import (
    HEAD_TOO_LARGE,
    METHOD,
    NOT_JSON,
    NOT_OPENED,
    NOT_OUR_PAGE,
    OTHER_HOST,
    OTHER_SITE,
    READ_ONLY,
    TOO_LARGE,
    Refusal,
)

# The header that scripts of our pages send. Other sites cannot send it without our permission, which we never give.
OWN_HEADER = "x-photoindex"
# The key under which the server puts the uid of a connection's owner into the state of a request.
PEER_UID = "peer_uid"
# The limit for an address and its headers, in bytes. The headers include cookies of all other servers of this machine.
LARGEST_HEAD = 16 * 1024

_CHANGES = "POST"
# The allowed methods, and the allowed values of Sec-Fetch-Site for each. "none" is the address bar or a bookmark.
# Another port of this machine is "same-site". Browsers omit the header for addresses that are not loopback addresses.
_SITES = {"GET": ("none", "same-origin"), "HEAD": ("none", "same-origin"), _CHANGES: ("same-origin",)}


class Guard:
    """An ASGI application that passes only requests of the user's own browser to `app`."""

    def __init__(self, app: ASGIApp, access: Access, hosts: Hosts, *, read_only: bool) -> None:
        self._app = app
        self._access = access
        self._hosts = hosts
        self._read_only = read_only

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await send({"type": "websocket.close"})
        if scope["type"] != "http":
            return
        path, headers = scope["path"], Headers(scope=scope)
        send = adding_headers(send, path)
        if _head_size(scope) > LARGEST_HEAD:
            await HEAD_TOO_LARGE.response(path)(scope, receive, send)
            return
        if refusal := self._wrong_sender(scope["method"], headers):
            await refusal.response(path)(scope, receive, send)
            return
        uid: int | None = scope.get("state", {}).get(PEER_UID)
        if session := self._opened(scope, uid):
            opened = RedirectResponse("/", status_code=303)
            opened.set_cookie(self._access.cookie, session, path="/", httponly=True, samesite="strict")
            await opened(scope, receive, send)
            return
        if refusal := self._unwelcome(scope["method"], headers, uid):
            await refusal.response(path)(scope, receive, send)
            return
        if scope["method"] == _CHANGES:
            try:
                receive = await limited(receive, headers.get("content-length", ""))
            except TooLargeError:
                await TOO_LARGE.response(path)(scope, receive, send)
                return
        await self._app(scope, receive, send)

    def _wrong_sender(self, method: str, headers: Headers) -> Refusal | None:
        """Why a request with these headers cannot come from one of our pages or from the address bar."""
        hosts = headers.getlist("host")
        if len(hosts) != 1 or not self._hosts.allow(hosts[0]):
            return OTHER_HOST
        if method not in _SITES:
            return METHOD
        if headers.get("sec-fetch-site", "same-origin") not in _SITES[method]:
            return OTHER_SITE
        # Browsers may omit Origin when they only fetch data, but never when they send data.
        origins = headers.getlist("origin")
        if origins != [f"http://{hosts[0]}"] and (origins or method == _CHANGES):
            return OTHER_SITE
        return None

    def _opened(self, scope: Scope, uid: int | None) -> str | None:
        """A new session, if this is a request for the address that was printed or passed to the browser."""
        if scope["method"] != "GET" or scope["path"] != "/" or not scope["query_string"]:
            return None
        values = parse_qs(scope["query_string"].decode("latin-1")).get("token", [])
        return self._access.open(values[0], uid) if len(values) == 1 else None

    def _unwelcome(self, method: str, headers: Headers, uid: int | None) -> Refusal | None:
        """Why the request of this browser is refused."""
        if not any(self._access.admits(session, uid) for session in _cookies(headers, self._access.cookie)):
            return NOT_OPENED
        if method != _CHANGES:
            return None
        if self._read_only:
            return READ_ONLY
        if headers.get(OWN_HEADER) != "1":
            return NOT_OUR_PAGE
        if headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
            return NOT_JSON
        return None


def _head_size(scope: Scope) -> int:
    headers = sum(len(name) + len(value) for name, value in scope["headers"])
    return len(scope.get("raw_path") or b"") + len(scope["query_string"]) + headers


def _cookies(headers: Headers, name: str) -> list[str]:
    """The values of all cookies of this name. Another server of this machine may have added one."""
    pairs = (part.strip().partition("=") for part in ";".join(headers.getlist("cookie")).split(";"))
    return [value for key, _, value in pairs if key == name]
