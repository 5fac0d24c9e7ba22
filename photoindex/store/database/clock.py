"""The time as the index stores it."""

from datetime import UTC, datetime


def utc_now() -> datetime:
    """Now in UTC, without a zone, which is how DuckDB's TIMESTAMP holds it."""
    return datetime.now(UTC).replace(tzinfo=None)
