"""Read ids from the query of an address."""

from starlette.requests import Request

from photoindex.errors import UsageError


def ids_in(request: Request, key: str) -> tuple[int, ...]:
    """The ids in the query under this key, given once or several times, separated by commas; without repetition.

    Raises:
        UsageError: one of them is not an id.
    """
    words = [word for word in ",".join(request.query_params.getlist(key)).split(",") if word]
    # Python refuses to read numbers with thousands of digits, and DuckDB numbers of more than 64 bits.
    if not all(word.isascii() and word.isdigit() and len(word) <= 18 and int(word) for word in words):
        raise UsageError(f"the request has no valid {key!r}", hint="Reload the page.")
    return tuple(dict.fromkeys(map(int, words)))
