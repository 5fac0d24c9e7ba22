"""Answer requests that are refused, with what to do instead, and with nothing about the photos."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from starlette.responses import HTMLResponse, JSONResponse, Response

from photoindex.review.pages import text_of


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a request is refused: the HTTP status, a title, and what to do. `kind` is for the scripts of the page."""

    status: int
    kind: str
    title: str
    hint: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)

    def response(self, path: str) -> Response:
        """The response to a request for `path`: JSON for actions, a page for everything else."""
        if path.startswith("/api/"):
            content = {"kind": self.kind, "error": self.title, "hint": self.hint}
            return JSONResponse(content, self.status, self.headers)
        text = text_of("refused.html", title=self.title, hint=self.hint)
        return HTMLResponse(text, self.status, self.headers)


OTHER_HOST = Refusal(
    421,
    "host",
    "This address leads to photoindex under another name.",
    "Use the address that photoindex printed in its terminal. An SSH tunnel needs the same port number at both ends.",
)
OTHER_SITE = Refusal(
    403,
    "site",
    "Another site sent this request.",
    "Copy the address that photoindex printed in its terminal into the address bar.",
)
NOT_OPENED = Refusal(
    401,
    "closed",
    "This page has not been opened in this browser yet.",
    "Open the address that photoindex printed in its terminal, with the token at its end. Each start of photoindex "
    "makes a new token.",
)
METHOD = Refusal(405, "request", "This page cannot do that.", headers={"Allow": "GET, HEAD, POST"})
NOT_OUR_PAGE = Refusal(403, "request", "Changes are accepted only from the pages of photoindex.")
NOT_JSON = Refusal(415, "request", "An action is sent as JSON.")
HEAD_TOO_LARGE = Refusal(431, "request", "The address or the cookies of this request are too long.")
TOO_LARGE = Refusal(
    413, "too-large", "This is too much for one answer.", "Answer about fewer faces at a time.", {"Connection": "close"}
)
READ_ONLY = Refusal(
    403,
    "read-only",
    "This page was started read-only: it shows everything and changes nothing.",
    "Start photoindex again to change something.",
)
