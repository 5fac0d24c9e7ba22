"""Read the page templates beside this module, and fill them safely."""

import html
import json
import re
from collections.abc import Mapping
from importlib import resources


def template(name: str) -> str:
    """The text of a file in `templates/`."""
    return (resources.files("photoindex.export") / "templates" / name).read_text(encoding="utf-8")


def fill(text: str, values: Mapping[str, str]) -> str:
    """Replace every `{{name}}` in a single pass, so that a filled-in value is never treated as a placeholder."""
    return re.sub(r"\{\{(\w+)\}\}", lambda match: values[match[1]], text)


def page_head(title: str, mark: str) -> str:
    """The beginning of a page with this title, up to its style; both texts are escaped already. `mark` tells later
    commands that photoindex wrote the page.
    """
    return fill(template("head.html"), {"title": title, "mark": mark})


def text_html(text: str) -> str:
    """Escape text for an element or a quoted attribute. Characters that cannot be encoded become replacement
    characters.
    """
    return html.escape(text.encode("utf-8", "replace").decode("utf-8"))


def embedded_json(data: object) -> str:
    """Compact JSON that cannot close the script element around it: ASCII, without `<`, `>` and `&`."""
    text = json.dumps(data, separators=(",", ":"), ensure_ascii=True)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
