"""The type of an open index, for modules that the index itself is built on."""

import duckdb

Connection = duckdb.DuckDBPyConnection
