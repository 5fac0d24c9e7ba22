"""Render the templates. Every value is escaped; a value that is missing is a defect and raises an error."""

import json
from dataclasses import asdict, is_dataclass
from datetime import datetime
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from photoindex.review.review import review_of
from photoindex.review.static_files import address_of, modules_of
from photoindex.review.wording.paths import shown_path
from photoindex.review.wording.questions import doubtful
from photoindex.wording.counts import count


def _year(moment: datetime | None) -> str:
    return str(moment.year) if moment is not None else ""


def _day(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d}" if moment is not None else ""


def _as_json(value: Any) -> str:
    """A value for an attribute, which the template escapes."""
    return json.dumps(asdict(value) if is_dataclass(value) and not isinstance(value, type) else value)


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
    made.filters["shown_path"] = shown_path
    made.globals.update(static=address_of, modules=modules_of)
    return made


_TEMPLATES = _environment()


def page(request: Request, template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
    """Render a template of `templates/` as the response to `request`."""
    review = review_of(request)
    text = _TEMPLATES.get_template(template).render(path=request.url.path, read_only=review.read_only, **values)
    return HTMLResponse(text, status_code=status)


def text_of(template: str, **values: Any) -> str:
    """Render a template that needs no request and shows nothing from the index."""
    return _TEMPLATES.get_template(template).render(**values)
