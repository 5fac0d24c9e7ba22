"""Serve the scripts, styles and icons of the page from memory.

Their addresses contain a hash of all of them, so that browsers keep them without asking, and load the files of another
version of photoindex from another address. Paths without the hash lead to the same files, which browsers do not keep.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

# Not from `mimetypes`: on Windows, other programs decide what it says.
_MEDIA_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
_FOR_GOOD = "public, max-age=31536000, immutable"
_IMPORT = re.compile(r'^(?:import|export)\b[^"]*"\./([\w-]+\.js)";$', re.MULTILINE)
_SCRIPTS = "js/"


def _read(folder: Traversable, path: str = "") -> Iterator[tuple[str, bytes]]:
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.is_dir():
            yield from _read(entry, f"{path}{entry.name}/")
        elif entry.name[entry.name.rfind(".") :] in _MEDIA_TYPES:
            yield path + entry.name, entry.read_bytes()


_FILES: Mapping[str, bytes] = dict(_read(files("photoindex.review") / "static"))
_VERSION = hashlib.sha256(repr(sorted(_FILES.items())).encode()).hexdigest()[:12]


def address_of(path: str) -> str:
    """The address of a file, such as "css/base.css".

    Raises:
        KeyError: there is no such file.
    """
    if path not in _FILES:
        raise KeyError(path)
    return f"/static/{_VERSION}/{path}"


@cache
def modules_of(script: str) -> tuple[str, ...]:
    """The paths of a script, such as "cluster.js", and of all scripts that it imports. A browser that knows them all
    need not read one before it requests the next.

    Raises:
        KeyError: one of them does not exist.
    """
    found = [script]
    for name in found:
        imported = _IMPORT.findall(_FILES[_SCRIPTS + name].decode())
        found += [each for each in dict.fromkeys(imported) if each not in found]
    return tuple(_SCRIPTS + name for name in found)


async def _file(request: Request) -> Response:
    path: str = request.path_params["path"]
    name = path.removeprefix(f"{_VERSION}/")
    if name not in _FILES:
        raise HTTPException(404)
    headers = {"Cache-Control": _FOR_GOOD} if name != path else {}
    return Response(_FILES[name], headers=headers, media_type=_MEDIA_TYPES[name[name.rfind(".") :]])


ROUTES = (Route("/static/{path:path}", _file),)
