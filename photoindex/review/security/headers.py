"""Add the headers that tell browsers what our pages may do, and who may use what we send."""

from starlette.datastructures import MutableHeaders
from starlette.types import Message, Send

_CONTENT = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": _CONTENT,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


def adding_headers(send: Send, path: str) -> Send:
    """A `send` that adds the headers to the response to a request for `path`.

    A response that does not say how long it may be kept is not kept at all. The files of the page hold nothing private
    and may be kept, but browsers ask each time, because the next version may have other files.
    """
    kept = "no-cache" if path.startswith("/static/") else "no-store"

    async def send_with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers.update(HEADERS)
            headers.setdefault("Cache-Control", kept)
        await send(message)

    return send_with_headers
