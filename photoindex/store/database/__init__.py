"""The DuckDB file itself: schema, migrations, values and errors. Only the packages that use this one know what the
tables mean.
"""
