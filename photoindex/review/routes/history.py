"""Show every decision in words, each with a button for undo or redo."""

from datetime import UTC, datetime
from itertools import groupby

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from photoindex.operations.history import Told, told_of
from photoindex.operations.history import history as decisions
from photoindex.review.pages import page
from photoindex.review.paging import PAGE, Paging, page_number
from photoindex.review.review import review_of
from photoindex.wording.dates import written_date
from photoindex.wording.decisions import in_words


def history(request: Request) -> Response:
    number, index = page_number(request), review_of(request).index
    of = _import(request)
    told = decisions(index, skip=(number - 1) * PAGE, most=PAGE, of=of.decision.seq if of else None)
    rows = [(_local(each), each) for each in told.rows]
    days = [(written_date(day), list(items)) for day, items in groupby(rows, key=lambda row: row[0].date())]
    return page(request, "history.html", days=days, paging=Paging(number, told.total), in_words=in_words, of=of)


def _import(request: Request) -> Told | None:
    """The import that an address names with `import=`, to list the decisions that it brought."""
    text = request.query_params.get("import", "")
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        return None
    told = told_of(review_of(request).index, [int(text)])
    return told[0] if told and told[0].imported is not None else None


def _local(told: Told) -> datetime:
    """When a decision was made, in the time zone of this machine."""
    return told.decision.at.replace(tzinfo=UTC).astimezone()


ROUTES = (Route("/history", history, name="history"),)
