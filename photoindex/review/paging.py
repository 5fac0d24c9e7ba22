"""Divide long lists into pages of 200."""

from dataclasses import dataclass

from starlette.requests import Request

PAGE = 200


@dataclass(frozen=True, slots=True)
class Paging:
    """Where a page stands in a list of `total` items. `number` counts from 1."""

    number: int
    total: int

    @property
    def skip(self) -> int:
        """How many items come before this page."""
        return (self.number - 1) * PAGE

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE))

    @property
    def first(self) -> int:
        """The number of the first item of the page, from 1; 0 if there is no item."""
        return min(self.skip + 1, self.total)

    @property
    def last(self) -> int:
        return min(self.skip + PAGE, self.total)


def page_number(request: Request) -> int:
    """The page that an address names with `page=`; 1 for anything that is not a page."""
    text = request.query_params.get("page", "1")
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 7 else 1
