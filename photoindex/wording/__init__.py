"""Put records into words that the command line and the review page share. None of these words name a command."""
