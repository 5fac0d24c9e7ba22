"""Render the templates. Every value is escaped; a template that misses a value is a defect and raises."""

from datetime import datetime
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from photoindex import __version__
from photoindex.review.review import review_of
from photoindex.wording.counts import count


def _year(moment: datetime | None) -> str:
    return str(moment.year) if moment is not None else ""


def _environment() -> Environment:
    made = Environment(
        loader=PackageLoader("photoindex.review"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["count"] = count
    made.filters["year"] = _year
    made.globals["version"] = __version__
    return made


_TEMPLATES = _environment()


def page(request: Request, template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
    """Render a template of `templates/` as the response to `request`."""
    review = review_of(request)
    text = _TEMPLATES.get_template(template).render(path=request.url.path, read_only=review.read_only, **values)
    return HTMLResponse(text, status_code=status)


def text_of(template: str, **values: Any) -> str:
    """Render a template that stands alone: it needs no request, and shows nothing of the index."""
    return _TEMPLATES.get_template(template).render(**values)
