"""Read ids from addresses. Importing this module bounds the ids of every route."""

from starlette.convertors import Convertor, register_url_convertor


class _Id(Convertor[int]):
    """A whole number from 0 that the index can hold. An address with anything else leads to no page."""

    regex = "[0-9]{1,18}"

    def convert(self, value: str) -> int:
        return int(value)

    def to_string(self, value: int) -> str:
        return str(value)


# Python refuses to read numbers with thousands of digits, and DuckDB numbers of more than 64 bits.
register_url_convertor("int", _Id())
