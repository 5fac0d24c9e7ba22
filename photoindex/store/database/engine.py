"""Import the engine of DuckDB without the Python layer around it.

The package `duckdb` builds relations and expressions in Python on top of its engine. No statement of ours needs them,
and importing them takes 70 ms of the 90 ms that the package costs: a third of the time of `find`. The engine's module
is in the same wheel, and has the same connections and exceptions.
"""

try:
    import _duckdb as duckdb
except ImportError:  # a version of DuckDB whose engine has another name
    import duckdb  # type: ignore[no-redef]

__all__ = ["duckdb"]
