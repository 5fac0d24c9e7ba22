"""One module a table or a few that belong together: records in, records out."""
