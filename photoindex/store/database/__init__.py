"""The DuckDB file itself: schema, migrations, values and errors. What the tables mean is known above."""
