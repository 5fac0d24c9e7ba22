"""Turn the records that operations return into sentences for people, and into commands that they can type."""
