"""Render the templates. Every value is escaped; a template that misses a value is a defect and raises."""

import json
from dataclasses import asdict, is_dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from photoindex import __version__
from photoindex.review.review import review_of
from photoindex.review.wording.questions import doubtful
from photoindex.wording.counts import count


def _year(moment: datetime | None) -> str:
    return str(moment.year) if moment is not None else ""


def _day(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d}" if moment is not None else ""


def _as_json(value: Any) -> str:
    """A value for an attribute, which the template escapes."""
    return json.dumps(asdict(value) if is_dataclass(value) and not isinstance(value, type) else value)


def _shown_path(path: Path) -> str:
    """A path as text. A file name may hold bytes that are not text, which no page can hold."""
    return str(path).encode("utf-8", "backslashreplace").decode("utf-8")


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
    made.filters["day"] = _day
    made.filters["json"] = _as_json
    made.filters["left_out"] = doubtful
    made.filters["shown_path"] = _shown_path
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
