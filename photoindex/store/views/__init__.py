"""Answer questions that span several tables: search, listings, totals."""
